"""A definition is read with its places, and whatever is in a file: loading answers with mistakes, never with an error."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from marked import unmarked, with_questions

from dialogues.library import shipped_source
from dialogues.loading import DIALECT, Loaded, load
from dialogues.mistakes import CODES, MOST
from dialogues.question import Entry, Question
from dialogues.questions import TYPES

CLINIC = """\
# a comment
id: clinic
title: {en: Clinic intake, zh-Hans: 门诊登记}
languages: [en, zh-Hans]
default_language: en
choices:
  signs:
    cough: {en: Cough, zh-Hans: 咳嗽}
    fever: {en: Fever, zh-Hans: 发热}
sections:
  - name: about
    label: {en: About you, zh-Hans: 关于您}
    questions:
      - {name: age, type: integer, label: {en: Your age, zh-Hans: 年龄}, required: true, constraint: ". < 130"}
      - name: symptoms
        type: select_multiple
        label: {en: "Which of these, at ${age}?", zh-Hans: 有哪些症状?}
        relevant: ${age} >= 18
        choices: signs
"""


def loaded(source: str | bytes) -> Loaded:
    """Loaded, and what must hold of every outcome."""
    outcome = load(source, file="clinic.yaml")
    assert (outcome.dialogue is None) == any(it.level == "error" for it in outcome.mistakes)
    text = source if isinstance(source, str) else source.decode(errors="replace")
    lines = len(re.split("\r\n|[\n\r\x85\u2028\u2029]", text))  # as YAML counts them
    codes = {code for code, _ in CODES.values()}
    for mistake in outcome.mistakes:
        assert 1 <= mistake.line <= lines + 1
        assert mistake.column >= 1
        assert mistake.code in codes
        assert mistake.what
        assert mistake.remedy
        assert "\n" not in str(mistake)
    assert list(outcome.mistakes) == sorted(outcome.mistakes, key=lambda it: (it.line, it.column, it.code))
    return outcome


def version(source: str) -> str:
    """The version of a definition without mistakes."""
    dialogue = loaded(source).dialogue
    assert dialogue is not None
    return dialogue.version


def test_a_definition_becomes_a_dialogue() -> None:
    """Lists of choices stand where they are used; texts are in all languages."""
    dialogue = loaded(CLINIC).dialogue
    assert dialogue is not None
    assert [node.path for node in dialogue.outline.nodes] == ["age", "symptoms"]
    symptoms = dialogue.outline.by_name["symptoms"].asked
    assert symptoms is not None
    assert [choice["name"] for choice in symptoms.outline()["choices"]] == ["cough", "fever"]
    assert symptoms.label.within("zh-Hans") == "有哪些症状?"


def test_bytes_and_a_byte_order_mark() -> None:
    """A file may be handed in as it is."""
    assert loaded(b"\xef\xbb\xbf" + CLINIC.encode()).dialogue == loaded(CLINIC).dialogue


SAME_VERSION = {
    "comments": CLINIC.replace("# a comment", "# another\n\n# and more"),
    "layout": CLINIC.replace("{en: Cough, zh-Hans: 咳嗽}", "\n      en: Cough\n      zh-Hans: 咳嗽"),
    "quotation marks": CLINIC.replace("id: clinic", "'id': \"clinic\""),
    "line ends": CLINIC.replace("\n", "\r\n"),
    "the name of a list": CLINIC.replace("signs", "complaints"),
    "a list that is written out": re.sub(r"choices:\n(.*\n){3}", "", CLINIC).replace(
        "choices: signs", "choices: {cough: {en: Cough, zh-Hans: 咳嗽}, fever: {en: Fever, zh-Hans: 发热}}"
    ),
}
OTHER_VERSION = {
    "a wording": CLINIC.replace("Your age", "Your age?"),
    "the order of choices": re.sub(r"(    cough.*\n)(    fever.*\n)", r"\2\1", CLINIC),
    "a condition": CLINIC.replace(">= 18", ">= 21"),
    "a line end within a text": CLINIC.replace("Your age", '"Your\\nage"'),
}


@pytest.mark.parametrize("change", SAME_VERSION)
def test_what_the_version_does_not_depend_on(change: str) -> None:
    """Only content counts."""
    assert SAME_VERSION[change] != CLINIC
    assert version(SAME_VERSION[change]) == version(CLINIC)


@pytest.mark.parametrize("change", OTHER_VERSION)
def test_what_the_version_depends_on(change: str) -> None:
    """All content counts."""
    assert OTHER_VERSION[change] != CLINIC
    assert version(OTHER_VERSION[change]) != version(CLINIC)


def test_a_version_is_for_ever() -> None:
    """Applications are pinned to it: what makes this fail needs a new dialect, and the old one must stay readable."""
    assert DIALECT == 1
    assert version(CLINIC) == "ab963b0ee884da81"


BOMB = "a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\n"

HOSTILE = {
    "empty": ("", "D003", 1, 1),
    "only a comment": ("# nothing\n", "D003", 1, 1),
    "not YAML": ("id: clinic\ntitle: a: b\n", "D003", 2, 9),
    "an open bracket": ("id: [", "D003", 1, 6),
    "a key that is a list": ("? [a]\n: b", "D003", 1, 3),
    "a version of YAML to come": ("%YAML 1.99\n---\nid: x", "D003", 1, 1),
    "not UTF-8": (b"id: clinic\ntitle: caf\xe9", "D001", 2, 11),
    "too large": ("x" * 1_000_001, "D002", 1, 1),
    "ten megabytes": ("a: [" + "x, " * 3_400_000 + "]", "D002", 1, 1),
    "too large in bytes": ("年" * 333_334, "D002", 1, 1),
    "an anchor": ("id: &x clinic", "D004", 1, 5),
    "an alias": ("id: *x", "D004", 1, 5),
    "aliases that explode": (BOMB, "D004", 1, 4),
    "a tag": ("id: !!python/object:os.system x", "D004", 1, 5),
    "a tag that means nothing": ("id: ! x", "D004", 1, 5),
    "a tag on a list": ("id: !!set [x]", "D004", 1, 5),
    "a second document": ("id: x\n---\nid: y\n", "D004", 2, 1),
    "YAML 1.1": ("%YAML 1.1\n---\nid: x", "D004", 2, 1),
    "deep lists": ("[" * 100_000, "D005", 1, 51),
    "deep mappings": ("{a: " * 100_000, "D005", 1, 201),
    "deep blocks": ("- " * 100_000, "D005", 1, 101),
    "a control character": ("id: cli\x00nic", "D006", 1, 8),
    "an escaped control character": ('id: "cli\\0nic"', "D006", 1, 5),
    "half a character": ('id: "\\ud800"', "D006", 1, 5),
    "a lone surrogate": ("id: \ud800", "D006", 1, 5),
    "no such character": ('id: "\\UFFFFFFFF"', "D003", 1, 1),
    "a list": ("- id: clinic", "D013", 1, 1),
    "a text": ("clinic", "D013", 1, 1),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_no_definition(name: str) -> None:
    """Refused with one message, at its place, and at once."""
    source, code, line, column = HOSTILE[name]
    assert [(it.code, it.line, it.column) for it in loaded(source).mistakes] == [(code, line, column)]


def test_a_key_that_stands_twice() -> None:
    """The first one counts, the second one is told."""
    (mistake,) = loaded(
        CLINIC.replace("default_language: en\n", "default_language: en\nid: other\n")
    ).mistakes
    assert (mistake.code, mistake.line, mistake.column) == ("D007", 6, 1)


def test_no_file_has_more_mistakes_than_are_read() -> None:
    """The list ends, and says so."""
    mistakes = loaded(CLINIC + "".join(f"no_key_{number}: x\n" for number in range(2 * MOST))).mistakes
    assert len(mistakes) == MOST + 1
    assert mistakes[0].code == "D009"


def test_warnings_are_not_in_the_way() -> None:
    """However many there are: the dialogue is there, and the list ends."""
    wide = "a label that is much too wide for a button"
    questions = "".join(
        f"      - {{name: q{number}, type: select_one, label: Q, choices: {{a: {wide}}}}}\n"
        for number in range(2 * MOST)
    )
    outcome = loaded(
        "id: wide\ntitle: Wide\nlanguages: [en]\ndefault_language: en\n"
        f"sections:\n  - name: all\n    label: All\n    questions:\n{questions}"
    )
    assert outcome.dialogue is not None
    assert {it.code for it in outcome.mistakes} == {"D080"}
    assert len(outcome.mistakes) == MOST


def test_a_mistake_as_json() -> None:
    """For editors."""
    (mistake,) = loaded(CLINIC.replace("type: integer", "type: interger")).mistakes
    assert json.loads(json.dumps(mistake.as_json())) == {
        "file": "clinic.yaml",
        "line": 14,
        "column": 27,
        "code": "D012",
        "what": "there is no question type interger",
        "remedy": "did you mean integer?",
        "level": "error",
    }


def keys_of_the_language() -> list[str]:
    """Every key of every type."""
    models: list[type[Entry]] = [*TYPES.values(), Question]
    keys = {key for model in models for key in model.model_fields}
    return sorted(
        keys | {"id", "title", "languages", "default_language", "sections", "questions", "choices", "en", "x"}
    )


TEXTS = st.sampled_from(
    ["", "x", "en", "true", "no", "3", "-1", "${x}", "${", ". > 1", "x/y", "now()", "[", *TYPES, "group"]
)
TREES = st.recursive(
    TEXTS,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(keys_of_the_language()), inner, max_size=6)
    ),
    max_leaves=25,
)
QUESTIONS = st.lists(
    st.fixed_dictionaries(
        {
            "name": st.sampled_from(["x", "y", "z", "X"]),
            "type": st.sampled_from([*TYPES, "group", "txt"]),
            "label": TEXTS,
        },
        optional={key: TREES for key in keys_of_the_language() if key not in ("name", "type", "label")},
    ),
    max_size=3,
)


@given(st.text() | st.binary())
@settings(max_examples=100, deadline=None)
def test_any_text_is_answered(source: str | bytes) -> None:
    """Nothing raises."""
    loaded(source)


@given(TREES)
@settings(max_examples=100, deadline=None)
def test_any_tree_is_answered(tree: object) -> None:
    """Nothing raises, whatever stands where; JSON is YAML too."""
    loaded(json.dumps(tree, ensure_ascii=False))


@given(QUESTIONS, st.sampled_from(["en", "x", "zh-Hans"]))
@settings(max_examples=40, deadline=None)
def test_any_questions_are_answered(questions: object, language: str) -> None:
    """Likewise with a head that is right, so that the whole is looked over."""
    head = {"id": "x", "title": "X", "languages": [language], "default_language": language}
    section = {"name": "s", "label": "S", "questions": questions}
    loaded(json.dumps({**head, "sections": [section]}, ensure_ascii=False))


@given(st.integers(0, len(CLINIC)), st.integers(0, 12), st.text("${}[]:,'\"\n -#&*!%@|>.ax0", max_size=4))
@settings(max_examples=150, deadline=None)
def test_any_slip_of_the_hand_is_answered(at: int, length: int, typed: str) -> None:
    """Something typed over a definition that was right."""
    loaded(CLINIC[:at] + typed + CLINIC[at + length :])


@pytest.mark.parametrize("name", ["award", "cccs"])
def test_a_definition_that_is_cut_off(name: str) -> None:
    """As of a file that is still being saved."""
    source = shipped_source(name)
    for share in range(1, 12):
        loaded(source[: len(source) * share // 12])


PLACES = {
    "plain": "relevant: ${age} = 1 and ⟦D031⟧${nobody} = 2",
    "quoted": 'relevant: "${age} = 1 and ⟦D031⟧${nobody} = 2"',
    "single quotes": "relevant: '${age} = 1 and ⟦D031⟧${nobody} = 2'",
    "escaped, so that only the beginning is known": 'relevant: ⟦D031⟧"${age} = 1\\x20and ${nobody} = 2"',
    "on its own lines": "relevant: |\n    ${age} = 1\n      and ⟦D031⟧${nobody} = 2",
    "folded, so that only the beginning is known": "relevant: ⟦D031⟧>-\n    ${age} = 1\n    and ${nobody} = 2",
    "in one language": "hint: {en: 'Not ${⟦D031⟧nobody}'}",
    "in a choice": "choices: {f: Female, m: 'Not ${⟦D031⟧nobody}'}",
}


@pytest.mark.parametrize("style", PLACES)
def test_places_within_a_text(style: str) -> None:
    """A reference is found where it stands in its text, however the text is written."""
    asked = "- {name: age, type: integer, label: Age}\n- name: sex\n  type: select_one\n  label: Sex\n"
    choices = "" if style == "in a choice" else "\n  choices: {f: Female, m: Male}"
    source, expected = unmarked(with_questions(f"{asked}  {PLACES[style]}{choices}"))
    assert [(it.code, it.line, it.column) for it in loaded(source).mistakes] == expected
