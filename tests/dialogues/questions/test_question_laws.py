"""What holds for every question type, whatever the reply: nothing raises, and nothing leads into a corner."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from dialogues.prompt import Button
from dialogues.question import Accepted, Doubtful, Face, Here, Problem, Question, Read, Rejected, Unfinished
from dialogues.questions import TYPES
from dialogues.reply import Cells, Chosen, Command, Dated, Meant, Reply, StoredFile, Ticked, Typed, Uploaded
from dialogues.text import Text
from tests.dialogues.questions.case_files import as_written, problem_text, read_file
from tests.dialogues.questions.here import LANGUAGES, here, question

ROOT = Path(__file__).parents[3]
ASKED = sorted(kind for kind, model in TYPES.items() if issubclass(model, Question))

#: what somebody might type at any question, right or wrong there
TYPED = (
    *(
        "",
        " ",
        "1",
        "2",
        "0",
        "1 3",
        "1,3",
        "1、2、9",
        "ACE",
        "其他",
        "其他：外语",
        "3 其他：外语",
        "是",
        "是，每年一次",
        "不是",
    ),
    *(
        "有",
        "没有",
        "无",
        "——",
        "/",
        "40",
        "约30%",
        "百分之十",
        "１２",
        "1.2万",
        "-0",
        "1e400",
        "9" * 80,
        "三百二十人",
        "300元",
    ),
    *(
        "2026-03-05",
        "05/03/2026",
        "2026年3月",
        "昨天",
        "0001-01-01",
        "a@example.com",
        "@",
        "www.example.com",
        "https://[",
    ),
    *(
        "13800138000",
        "400-555-0100",
        "+",
        "https://a.example/x 提取码 y",
        "javascript:x",
        "\ud800",
        "\u0000",
        "１" * 30,
        "x" * 600,
    ),
)
NAMES = ("yes", "no", "other", "a", "b", "c", "none", "inbound", "never", "acknowledged", "beijing", "")
COMMANDS = (
    "done",
    "reread",
    "later_explain",
    "rewrite",
    "delete_last",
    *("show_all", "replace", "append", "drop_new", "caption", "no_caption", "use_file", "repick"),
    "remove",
    "add",
    "finish",
    "nonsense",
)

#: what a press may be answered with instead of doing something: first another thing has to be done
HELD_UP = ("picks_full", "text_short", "text_pattern")

texts = st.one_of(st.sampled_from(TYPED), st.text(st.characters(exclude_categories=()), max_size=30))
names = st.one_of(st.sampled_from(NAMES), texts)
files = st.builds(
    StoredFile,
    sha256=st.sampled_from(("aa", "bb", "cc")),
    name=st.one_of(st.sampled_from(("图.png", "回执.pdf", "无名")), texts),
    size=st.sampled_from((0, 1000, 19_999_999, 10**9)),
    type=st.sampled_from(("", "image/png", "application/pdf", "application/zip")),
    caption=texts,
)
replies: st.SearchStrategy[Reply] = st.one_of(
    st.builds(Typed, text=texts, more=st.booleans()),
    st.builds(Chosen, names=st.lists(names, max_size=4).map(tuple)),
    st.builds(Ticked, name=names, on=st.booleans()),
    st.builds(Cells, cells=st.dictionaries(texts, texts, max_size=2)),
    st.builds(Dated, day=st.dates()),
    st.builds(Uploaded, files=st.lists(files, max_size=4).map(tuple)),
    st.builds(
        Command,
        name=st.sampled_from(COMMANDS),
        argument=st.one_of(st.just(""), st.sampled_from(("1", "aa", "2"))),
    ),
    st.builds(Meant, path=texts, reply=st.builds(Typed, text=texts)),
)


def definitions(kind: str) -> list[Mapping[str, Any]]:
    """Every definition of this type that has cases, and that its author could load."""
    return [as_written(one["question"]) for one in read_file(kind) if "wrong" not in one]


def reopened(asked: Question, value: Any) -> Any:
    return None if value is None else asked.reopened(value)


def look(asked: Question, value: Any, draft: Any, where: Here) -> Face:
    """Look at the question; what it shows has its words, and what can be pressed does something.

    A change begins with the draft that the answer is reopened as.
    """
    draft = reopened(asked, value) if draft is None else draft
    face = asked.face(value, draft, where)
    assert draft is None or json.loads(json.dumps(draft)) == draft
    pressed = [button for row in face.actions for button in row]
    pressed += [Button(label=choice.label, reply=choice.reply) for choice in face.choices]
    for button in pressed:
        assert button.label.strip() or "label" in asked.model_fields_set
        read = asked.read(button.reply, draft, where)
        assert not isinstance(read, Rejected) or read.problem.code in HELD_UP, (button, read)
    return face


def words_of(problem: Problem) -> None:
    """A problem can be told in every language."""
    for language in LANGUAGES:
        assert problem_text(problem, language).strip()


def follow(asked: Question, read: Read, draft: Any, where: Here) -> tuple[Any, Any]:
    """What must hold of a reading; the value and the draft after it."""
    match read:
        case Accepted(value=None):  # another entry of a repeat: nothing is kept
            return None, None
        case Accepted(value=value):
            assert json.loads(json.dumps(value)) == value
            assert isinstance(asked.show(value, where), str)
            assert asked.blocks(value, where)
            # a table's parts are its rows and cells
            assert asked.type == "table" or set(asked.as_value(value)) <= {"", *asked.parts}
            assert set(asked.gaps(value)) <= {"explanation"}
            assert not asked.outdated(value, where.allowed)
            points, best = asked.scored(value), asked.best_score()
            assert points is None or best is None or points <= best
            look(asked, value, None, where)
            return value, reopened(asked, value)
        case Unfinished(draft=left, problem=problem):
            look(asked, None, left, where)
            if problem is not None:
                words_of(problem)
            return None, left
        case Rejected(problem=problem):
            words_of(problem)
            return None, draft
        case Doubtful(about=about, readings=readings):
            assert about.strip()
            assert len(readings) > 1
            assert all(button.label.strip() for button in readings)
            for button in readings:
                again = asked.read(button.reply, draft, where)
                assert not (isinstance(again, Doubtful) and again.readings == readings), (
                    "the same doubt again"
                )
            return None, draft


@pytest.mark.parametrize("kind", ASKED)
@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_any_replies_in_any_order(kind: str, data: st.DataObject) -> None:
    """Reading is total, what it makes is JSON and can be shown, and every button on screen means something."""
    asked = question(data.draw(st.sampled_from(definitions(kind))))
    where = here(asked, language=data.draw(st.sampled_from(LANGUAGES)), answers={"region": "east"})
    draft = None
    look(asked, None, None, where)
    for reply in data.draw(st.lists(replies, min_size=1, max_size=5)):
        _, draft = follow(asked, asked.read(reply, draft, where), draft, where)


SAID_BACK = {
    "integer": ("40", "1,234", "三百二十", "0"),
    "decimal": ("12.5", "1234.5", "0.05", "-3"),
    "percent": ("15%", "12.5", "三成"),
    "year": ("2019", "去年"),
    "date": ("2026-03-05", "昨天"),
    "email": ("zhang@EXAMPLE.com",),
    "phone": ("13800138000", "010-65801234", "400-555-0100", "+1 415 555 2671"),
    "url": ("www.example.com", "http://example.com/a?b"),
    "text": ("一行 文字", "1"),
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("kind", "typed"), [(kind, typed) for kind, all_typed in SAID_BACK.items() for typed in all_typed]
)
def test_what_is_shown_can_be_typed(kind: str, typed: str, language: str) -> None:
    """An answer that is typed as it is shown, or as it is kept, is the same answer, and nothing needs to be said."""
    asked = question({"type": kind})
    where = here(asked, language=language)
    first = asked.read(Typed(text=typed), None, where)
    assert isinstance(first, Accepted)
    assert asked.read(Typed(text=first.value), None, where) == Accepted(value=first.value)
    shown = asked.read(Typed(text=asked.show(first.value, where)), None, where)
    assert isinstance(shown, Accepted)
    assert shown.value == first.value


def test_a_missing_explanation_is_asked_at_once() -> None:
    """Coming back to an answer that lacks its explanation is being asked for it; another pick is still possible."""
    asked = question({"type": "yes_no", "explain": "yes"})
    where = here(asked)
    draft = reopened(asked, {"picked": "yes"})
    assert asked.read(Typed(text="每年一次"), draft, where) == Accepted(
        value={"picked": "yes", "explanation": "每年一次"}
    )
    assert asked.read(Chosen(names=("no",)), draft, where) == Accepted(value={"picked": "no"})
    assert reopened(asked, {"picked": "no"}) is None


@pytest.mark.parametrize("kind", ASKED)
def test_doing_it_again_changes_nothing(kind: str) -> None:
    """A press that arrives twice does what it did once."""
    for definition in definitions(kind):
        asked = question(definition)
        where = here(asked, answers={"region": "east"})
        for choice in asked.face(None, None, where).choices:
            once = asked.read(choice.reply, None, where)
            if isinstance(once, Unfinished):
                assert asked.read(choice.reply, once.draft, where) == once


def test_months_are_named_in_a_language_that_nobody_knows() -> None:
    """A dialogue may be in a language without a catalogue or without names of months; the date is shown all the same."""
    asked = question({"type": "date"})
    where = here(asked, language="en")
    unknown = type(where)(
        **{name: getattr(where, name) for name in where.__slots__} | {"language": "x-unknown"}
    )
    assert asked.show("2026-03-05", unknown) == "5 March 2026"


def test_long_texts_are_joined_where_a_client_cut_them() -> None:
    """A paste that the client cut within a sentence is one sentence again; a new message is a new line."""
    asked = question({"type": "text", "appearance": "multiline"})
    where = here(asked)
    cut = "长" * 4096

    def joined(*parts: str) -> Any:
        read = asked.read(Command(name="done"), {"parts": list(parts)}, where)
        assert isinstance(read, Accepted)
        return read.value

    assert joined(cut, "句的后半。") == cut + "句的后半。"
    assert joined("a" * 4096, "word") == "a" * 4096 + " word"
    assert joined(cut + "。", "下一句") == cut + "。\n下一句"
    assert joined("短", "新的一条") == "短\n新的一条"


def test_scores() -> None:
    """What an answer is worth: of a choice, of several, of yes; a type without scores has none."""
    one = question(
        {
            "type": "select_one",
            "choices": {"a": {"label": "A", "score": "2"}, "b": {"label": "B", "score": "5"}, "c": "C"},
        }
    )
    assert (one.scored({"picked": "a"}), one.scored({"picked": "c"}), one.best_score()) == (
        Decimal(2),
        None,
        Decimal(5),
    )
    many = question(
        {
            "type": "select_multiple",
            "max_selected": "2",
            "choices": {
                name: {"label": name, "score": score}
                for name, score in (("a", "3"), ("b", "2"), ("c", "-1"), ("d", "1"))
            },
        }
    )
    assert (many.scored({"picked": ["a", "c"]}), many.best_score()) == (Decimal(2), Decimal(5))
    assert question({"type": "select_multiple", "choices": {"a": "A"}}).best_score() is None
    assert (
        question({"type": "yes_no"}).scored({"picked": "yes"}),
        question({"type": "yes_no"}).best_score(),
    ) == (Decimal(1), Decimal(1))
    turned = question({"type": "yes_no", "score": {"yes": "0", "no": "3"}})
    assert (turned.scored({"picked": "yes"}), turned.best_score()) == (Decimal(0), Decimal(3))
    assert question({"type": "integer"}).scored("3") is None


def test_changing_an_answer_begins_with_it() -> None:
    """A tick, or a file, adds to what was answered before; "other" is not asked again."""
    many = question({"type": "select_multiple", "choices": {"a": "A", "b": "B"}, "other": "true"})
    where = here(many)
    draft = reopened(many, {"picked": ["a", "other"], "text": "丙"})
    read = many.read(Ticked(name="b", on=True), draft, where)
    assert isinstance(read, Unfinished)
    assert many.read(Command(name="done"), read.draft, where) == Accepted(
        value={"picked": ["a", "b", "other"], "text": "丙"}
    )
    kept = [{"link": "https://a.example/1", "name": "一"}]
    several = question({"type": "file", "max_files": "3"})
    added = several.read(Typed(text="https://a.example/2"), reopened(several, kept), here(several))
    assert isinstance(added, Unfinished)
    assert [entry["link"] for entry in added.draft["files"]] == ["https://a.example/1", "https://a.example/2"]


def test_a_filter_can_outdate_an_answer() -> None:
    """An answer whose choice was filtered away is outdated; "other" never is."""
    definition = {
        "type": "select_multiple",
        "choices": {"a": {"label": "A", "size": "1"}, "b": {"label": "B", "size": "5"}},
        "choice_filter": "size < 3",
        "other": "true",
    }
    asked = question(definition)
    allowed = here(asked).allowed
    assert not asked.outdated({"picked": ["a", "other"], "text": "x"}, allowed)
    assert asked.outdated({"picked": ["a", "b"]}, allowed)


REFUSED: tuple[tuple[dict[str, Any], str], ...] = (
    ({"type": "date", "max": "2026-02-30"}, "bad_time"),
    ({"type": "date", "precision": "week"}, "literal_error"),
    ({"type": "phone", "region": "China"}, "bad_value"),
    ({"type": "year", "min": "19"}, "greater_than_equal"),
    ({"type": "integer", "max": "many"}, "not_number"),
    ({"type": "file", "accept": ["*.pdf"]}, "string_pattern_mismatch"),
    ({"type": "file", "max_files": "0"}, "greater_than_equal"),
    ({"type": "select_one", "choices": {}}, "too_short"),
    ({"type": "select_one", "choices": {"Two words": "A"}}, "bad_name"),
    ({"type": "select_one", "choices": {"a": {"short": "A"}}}, "missing"),
    ({"type": "select_one", "choices": {"a": "A"}, "select": "1"}, "extra_forbidden"),
    ({"type": "select_multiple", "choices": {"a": "A"}, "explain": "a"}, "extra_forbidden"),
    ({"type": "yes_no", "choices": {"yes": "有"}}, "missing"),
    ({"type": "yes_no", "explain": {"when": "yes", "required": "perhaps"}}, "not_boolean"),
    ({"type": "text", "max_length": "0"}, "greater_than_equal"),
)


@pytest.mark.parametrize(("definition", "kind"), REFUSED)
def test_a_definition_is_refused(definition: dict[str, Any], kind: str) -> None:
    """What cannot be meant is refused where it stands, with one error that names it."""
    with pytest.raises(ValidationError) as refused:
        question(definition)
    assert [error["type"] for error in refused.value.errors()] == [kind]


def test_texts_and_formulas_are_given_out() -> None:
    """Whoever checks names sees every text with holes and every expression of a question."""
    asked = question(
        {
            "type": "select_one",
            "hint": "${a}",
            "choices": {"x": {"label": "${b}", "short": "${c}", "size": "1"}},
            "choice_filter": "size < ${d}",
            "other": {"label": "${e}", "choice": "${f}", "hint": "${g}"},
            "explain": {"when": ["x"], "label": "${h}"},
            "constraint": ". != ${i}",
        }
    )
    assert sorted(text.within("en") for _, text in asked.texts() if "${" in text.within("en")) == [
        f"${{{letter}}}" for letter in "abcefgh"
    ]
    assert {key for key, _ in asked.formulas()} == {"choice_filter", "constraint"}
    labels = question({"type": "yes_no", "choices": {"yes": "${a}", "no": "${b}"}, "explain": "both"})
    assert [text.within("en") for key, text in labels.texts() if key == "choices"] == ["${a}", "${b}"]


def test_an_explanation_has_a_limit() -> None:
    """Nobody explains at the length of a book; what was picked is not lost by it."""
    asked = question({"type": "yes_no", "explain": "yes"})
    read = asked.read(Typed(text="长" * 20_001), {"picked": "yes", "asking": "explanation"}, here(asked))
    assert read == Rejected(problem=Problem(code="text_long", fields={"count": 20_001, "limit": 20_000}))


def test_a_caption_has_a_limit() -> None:
    """It is a line under a picture; the picture is not lost by it."""
    asked = question({"type": "image", "max_files": "2"})
    picture = {"sha256": "aa", "name": "", "size": 9, "type": "image/jpeg", "caption": ""}
    read = asked.read(Typed(text="长" * 501), {"files": [picture], "captioning": "aa"}, here(asked))
    assert read == Rejected(problem=Problem(code="text_long", fields={"count": 501, "limit": 500}))


@pytest.mark.parametrize("kind", ASKED)
def test_outline_is_for_show(kind: str) -> None:
    """The outline has no expressions or models in it, only JSON, numbers and texts."""

    def as_json(thing: object) -> object:
        assert isinstance(thing, Text | Decimal)
        return str(thing)

    for definition in definitions(kind):
        json.dumps(question(definition).outline(), default=as_json)


def test_every_wording_is_used() -> None:
    """What the catalogue says for questions is said somewhere: no leftovers."""
    po = (ROOT / "dialogues/locale/en/LC_MESSAGES/questions.po").read_text("utf-8")
    code = "\n".join(file.read_text("utf-8") for file in (ROOT / "dialogues").rglob("*.py"))
    keys = re.findall(r'^msgid "(.+)"$', po, re.MULTILINE)
    said = {key for key in keys for form in (key, key.removeprefix("problem.")) if f'"{form}"' in code}
    # told by the name of a type, of a precision, or of a gap
    by_name = {
        "problem.email",
        "problem.phone",
        "problem.url",
        "format.day",
        "format.month",
        "format.year",
        "gap.explanation",
    }
    assert set(keys) - said <= by_name
    assert by_name <= set(keys)
