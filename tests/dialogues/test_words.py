"""The program's own words: complete in each language, in one tone, and found by the language that was asked for."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from importlib.resources import files
from pathlib import Path

import pytest

from dialogues.catalogue import load_words, read_catalogue
from dialogues.words import Catalogue, Wording, Words, holes, match_language

WORDS = load_words()
LANGUAGES = ("en", "zh-Hans", "zh-Hant")
OFFERED = ("zh-Hans", "zh-Hant", "en")
KEYS = sorted({key for catalogue in WORDS.catalogues.values() for key in catalogue.wordings})


def forms(wording: Wording) -> tuple[str, ...]:
    return (wording,) if isinstance(wording, str) else wording


def sentences(language: str) -> list[tuple[str, str]]:
    catalogue = WORDS.catalogues[language]
    return [(key, form) for key, wording in catalogue.wordings.items() for form in forms(wording)]


def test_three_languages_are_packaged() -> None:
    """One folder is one language, under its tag."""
    assert set(WORDS.languages) == set(LANGUAGES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_key_has_a_wording(language: str) -> None:
    """No language lacks a key, has one of its own, or leaves one empty."""
    wordings = WORDS.catalogues[language].wordings
    assert sorted(wordings) == KEYS
    assert [key for key, form in sentences(language) if not form.strip()] == []


@pytest.mark.parametrize("key", KEYS)
def test_a_key_has_the_same_holes_and_plural_in_every_language(key: str) -> None:
    """A call that works in one language works in all of them."""
    wordings = [WORDS.catalogues[language].wordings[key] for language in LANGUAGES]
    assert len({holes(wording) for wording in wordings}) == 1
    assert len({isinstance(wording, tuple) for wording in wordings}) == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_plural_form_is_there(language: str) -> None:
    """A plural has exactly the forms that its language's rule can ask for; only `n` may be left out of one."""
    catalogue = WORDS.catalogues[language]
    indexes = {catalogue.plural(n) for n in range(1000)}
    for key, wording in catalogue.wordings.items():
        if isinstance(wording, tuple):
            assert set(range(len(wording))) == indexes, key
            assert len({holes(form) - {"n"} for form in wording}) == 1, key


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_brace_is_a_hole(language: str) -> None:
    """A misspelt hole such as {Code} or { code } would be shown to the person as it stands."""
    rest = [(key, re.sub(r"\{[a-z_][a-z0-9_]*\}", "", form)) for key, form in sentences(language)]
    assert [(key, form) for key, form in rest if "{" in form or "}" in form] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_file_names_each_key_once(language: str) -> None:
    """The PO reader would quietly let the later of two entries win."""
    folder = files("dialogues").joinpath("locale", language.replace("-", "_"), "LC_MESSAGES")
    texts = (file.read_text(encoding="utf-8") for file in folder.iterdir())
    keys = [key for text in texts for key in re.findall(r'^msgid "(.+)"$', text, re.MULTILINE)]
    assert sorted(keys) == KEYS


#: Keys whose last part is a code, a state or a kind that the program puts in.
BUILT = (
    "problem.",
    "gap.",
    "done.",
    "confirm.",
    "button.confirm_",
    "file.",
    "state.",
    "summary.",
    "format.",
    "table.",
    "batch.why_",
    "menu.",
    "unread.",
)


def test_every_key_is_used_and_there() -> None:
    """What the code says exists, and what exists is said somewhere."""
    root = Path(__file__).parents[2]
    source = "\n".join(
        file.read_text(encoding="utf-8")
        for folder in ("dialogues", "bot")
        for file in (root / folder).rglob("*.py")
    )
    said = set(re.findall(r'\b(?:say|everywhere)\(\s*"([a-z_]+\.[a-z_.]+)"', source))
    assert sorted(said - set(KEYS)) == []
    literals = set(re.findall(r"""["']([a-z_]+\.[a-z_.]+)["']""", source))
    assert sorted(key for key in KEYS if key not in literals and not key.startswith(BUILT)) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_tone(language: str) -> None:
    """No exclamation marks; a person is 您."""
    assert [key for key, form in sentences(language) if re.search("[!！你亲親]", form)] == []


@pytest.mark.parametrize(
    ("language", "charset"), [("zh-Hans", "gb2312"), ("zh-Hant", "big5"), ("en", "latin-1")]
)
def test_characters_belong_to_the_script(language: str, charset: str) -> None:
    """A Simplified character in the Traditional catalogue, or the reverse, is a slip of the editor's."""
    slips = [
        (key, character)
        for key, form in sentences(language)
        for character in form
        if "\u4e00" <= character <= "\u9fff" and not encodes(character, charset)
    ]
    # the button that changes the language names it so that those who read another one find it
    assert [slip for slip in slips if slip[0] != "button.language"] == []


def encodes(character: str, charset: str) -> bool:
    try:
        character.encode(charset)
    except UnicodeEncodeError:
        return False
    return True


def test_traditional_wording_is_its_own() -> None:
    """Words that a converter would leave: Taiwan says 檔案, 儲存, 連結, 評審, 貼上, 資料."""
    converted = re.compile("文件|保存|鏈接|評委|粘貼|數據|并|于|后|哪里|范")
    assert [key for key, form in sentences("zh-Hant") if converted.search(form)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_button_fits_a_row_of_its_own(language: str) -> None:
    """17 full-width characters are the budget of a narrow phone; a Latin letter takes about half of one."""
    wide = [
        (key, form)
        for key, form in sentences(language)
        if key.startswith("button.")
        and sum(1 if unicodedata.east_asian_width(c) in "WF" else 0.5 for c in re.sub(r"\{.*?\}", "", form))
        > 17
    ]
    assert wide == []


@pytest.mark.parametrize(
    ("key", "wordings"),
    [
        ("button.later", ("Later", "稍后再填", "稍後再填")),
        ("button.not_applicable", ("Not applicable", "不适用", "不適用")),
        ("button.decline", ("Prefer not to say", "不便提供", "不便提供")),
        ("button.back", ("‹ Back", "‹ 返回", "‹ 返回")),
        ("button.map", ("Map", "目录", "目錄")),
        ("button.submit", ("Submit", "提交", "提交")),
        ("button.withdraw", ("Withdraw and change", "撤回修改", "撤回修改")),
        ("button.change", ("Change", "改", "改")),
        ("button.yes", ("Yes", "是", "是")),
        ("button.no", ("No", "否", "否")),
        ("state.required", ("required", "必答", "必答")),
        ("state.optional", ("optional", "选答", "選答")),
        ("state.saved", ("saved", "已保存", "已儲存")),
        ("state.waiting", ("waiting for a colleague", "等同事", "等同事")),
    ],
)
def test_agreed_words(key: str, wordings: tuple[str, ...]) -> None:
    """The words that everything else (the commands that are typed, the guides) relies on."""
    assert tuple(WORDS.say(language, key) for language in LANGUAGES) == wordings


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (["zh-TW"], "zh-Hant"),
        (["zh-HK"], "zh-Hant"),
        (["zh-MO"], "zh-Hant"),
        (["zh_TW.UTF-8"], "zh-Hant"),
        (["zh-Hant"], "zh-Hant"),
        (["zh-hant-beta"], "zh-Hant"),
        (["zh-Hant-CN"], "zh-Hant"),
        (["ZH-tw"], "zh-Hant"),
        (["zh"], "zh-Hans"),
        (["zh-CN"], "zh-Hans"),
        (["zh-SG"], "zh-Hans"),
        (["zh-hans"], "zh-Hans"),
        (["zh-hans-raw"], "zh-Hans"),
        (["zh-Hans-TW"], "zh-Hans"),
        (["en"], "en"),
        (["en-GB"], "en"),
        (["en_US.UTF-8"], "en"),
        (["en-001"], "en"),
        (["fr", "zh-TW", "en"], "zh-Hant"),
        (["en", "zh-TW"], "en"),
        (["en-Shaw"], "default"),
        (["fr"], "default"),
        (["xx-YY"], "default"),
        (["english"], "default"),
        (["C"], "default"),
        (["", "-", "!"], "default"),
        ([], "default"),
    ],
)
def test_a_language_is_matched_by_script(wanted: list[str], found: str) -> None:
    """What platforms and shells send as a hint, and the language that meets it."""
    assert match_language(wanted, OFFERED, "default") == found


@pytest.mark.parametrize(
    ("wanted", "offered", "found"),
    [
        ("zh-TW", ["zh-HK", "en"], "zh-HK"),
        ("zh-TW", ["zh-Hans", "en"], "default"),
        ("en", ["en-GB", "en-US"], "en-GB"),
        ("xx", ["xx"], "xx"),
        ("en", [], "default"),
        ("?", ["??"], "default"),
    ],
)
def test_a_match_is_told_in_the_words_of_the_offer(wanted: str, offered: list[str], found: str) -> None:
    """The tag that comes back is one of those offered, the first where two would do."""
    assert match_language([wanted], offered, "default") == found


MADE = Words(
    {
        "en": Catalogue(
            wordings={
                "plain": "Later",
                "filled": "{code}: {answer} {code}",
                "left": ("{n} question left", "{n} questions left"),
                "literal": "{} { code } {Code} {0} {code.upper} {code!r} {code:>9}",
            },
            plural=lambda n: int(n != 1),
        ),
        "zh-Hant": Catalogue(wordings={"left": ("還差 {n} 題",)}, plural=lambda _n: 0),
    }
)


@pytest.mark.parametrize(
    ("language", "key", "fields", "said"),
    [
        ("en", "plain", {}, "Later"),
        ("en", "plain", {"unused": 1}, "Later"),
        ("en", "filled", {"code": "A1", "answer": 3}, "A1: 3 A1"),
        ("en", "filled", {"code": "{answer}", "answer": "{code}"}, "{answer}: {code} {answer}"),
        ("en", "filled", {"code": "\\1", "answer": Decimal("1E+2")}, "\\1: 100 \\1"),
        ("en", "filled", {"code": "C9", "answer": Decimal("12.50")}, "C9: 12.50 C9"),
        ("en", "left", {"n": 0}, "0 questions left"),
        ("en", "left", {"n": 1}, "1 question left"),
        ("en", "left", {"n": 2}, "2 questions left"),
        ("zh-Hant", "left", {"n": 1}, "還差 1 題"),
        ("zh-Hant", "left", {"n": 2}, "還差 2 題"),
        ("en", "literal", {"code": "A1"}, "{} { code } {Code} {0} {code.upper} {code!r} {code:>9}"),
    ],
)
def test_say(language: str, key: str, fields: dict[str, str | int | Decimal], said: str) -> None:
    """Only {names} are filled, once, and as they are; nothing that a person typed is read as a hole."""
    assert MADE.say(language, key, **fields) == said


@pytest.mark.parametrize(
    ("language", "key", "fields", "missing"),
    [
        ("fr", "plain", {}, "fr"),
        ("zh-Hant", "plain", {}, "plain"),
        ("en", "filled", {"code": "A1"}, "answer"),
        ("en", "left", {}, "n"),
    ],
)
def test_what_is_missing_is_our_mistake(
    language: str, key: str, fields: dict[str, str | int | Decimal], missing: str
) -> None:
    """A sentence with a gap in it is never sent; the error names what is missing."""
    with pytest.raises(KeyError) as raised:
        MADE.say(language, key, **fields)
    assert raised.value.args == (missing,)


def test_a_plural_needs_a_whole_number() -> None:
    """1.5 hours has no plural form of its own in a catalogue, so it may not choose one."""
    with pytest.raises(TypeError, match="left"):
        MADE.say("en", "left", n=Decimal("1.5"))


def test_reading_a_catalogue() -> None:
    """The header of the file says how plurals are chosen; keys keep their forms, the header is no wording."""
    catalogue = read_catalogue(
        'msgid ""\n'
        'msgstr ""\n'
        '"Content-Type: text/plain; charset=utf-8\\n"\n'
        '"Plural-Forms: nplurals=3; plural=(n%10==1 ? 0 : n%10==2 ? 1 : 2);\\n"\n'
        "\n"
        'msgid "a.b"\n'
        'msgstr "two\\n"\n'
        '"lines"\n'
        "\n"
        'msgid "c"\n'
        'msgid_plural "c"\n'
        'msgstr[0] "one"\n'
        'msgstr[1] "two"\n'
        'msgstr[2] "many"\n'
    )
    assert catalogue.wordings == {"a.b": "two\nlines", "c": ("one", "two", "many")}
    assert [catalogue.plural(n) for n in (21, 2, 5)] == [0, 1, 2]


def test_commands_as_they_are_typed_elsewhere() -> None:
    """In what the program says, and in nothing that a person wrote."""
    words = Words(
        {
            "en": Catalogue(
                wordings={
                    "one": "Send /back, “/edit 3.4” or {text}; yes/no, {yes}/{no}, https://x.org/map",
                    "some": ("/map", "/maps"),
                },
                plural=lambda n: int(n != 1),
            )
        }
    ).commanded("/form ")
    said = words.say("en", "one", text="/skip", yes="ja", no="nein")
    assert said == "Send /form back, “/form edit 3.4” or /skip; yes/no, ja/nein, https://x.org/map"
    assert words.say("en", "some", n=2) == "/form maps"
