"""The two dialogues that ship: whole, without mistakes, and as the paper has them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from dialogues.dialogue import Dialogue
from dialogues.library import shipped, shipped_source
from dialogues.loading import load
from dialogues.outline import outline, outline_text
from dialogues.text import Text

#: by the code of the section, how many questions it asks
AWARD = {
    "A": 5, "B": 8, "C": 15, "1": 3, "2": 3, "3": 5, "4": 5, "5": 5, "6": 11, "7": 7, "8": 2, "9": 17, "10": 10,
    "11": 2, "R": 10, "S": 1,
}  # fmt: skip
SELF_ASSESSMENT = {"1": 12, "2": 15, "3": 7, "4": 12, "5": 12}


def dialogue(name: str) -> Dialogue:
    """A shipped one."""
    loaded = load(shipped_source(name), file=f"{name}.yaml")
    assert loaded.dialogue is not None, [str(mistake) for mistake in loaded.mistakes]
    return loaded.dialogue


def texts(value: object) -> Iterator[Text]:
    """Every text below a model, a list or a mapping."""
    match value:
        case Text():
            yield value
        case dict():
            for each in value.values():
                yield from texts(each)
        case list() | tuple():
            for each in value:
                yield from texts(each)
        case _:
            yield from texts(dict(value)) if hasattr(value, "model_fields_set") else ()  # type: ignore[call-overload]


def test_both_are_shipped() -> None:
    """Under the name of their file, which is their id."""
    assert shipped() == ("award", "cccs")
    assert [dialogue(name).id for name in shipped()] == ["award", "cccs"]


def test_what_is_not_shipped() -> None:
    """No path leads out of the folder."""
    with pytest.raises(KeyError):
        shipped_source("../dialogue")


@pytest.mark.parametrize("name", ["award", "cccs"])
def test_without_mistakes(name: str) -> None:
    """`formbot check` has nothing to say."""
    assert [str(mistake) for mistake in load(shipped_source(name), file=name).mistakes] == []


@pytest.mark.parametrize(
    ("name", "languages"), [("award", ("zh-Hans", "en")), ("cccs", ("zh-Hant", "zh-Hans", "en"))]
)
def test_all_languages_are_complete(name: str, languages: tuple[str, ...]) -> None:
    """Every text has all of its languages; the first is the paper's."""
    of = dialogue(name)
    assert of.languages == languages
    assert of.default_language == languages[0]
    every = list(texts(of))
    assert len(every) > 100
    single = {text.translations[""] for text in every if "" in text.translations}
    assert single <= {"IT", "%"}, "a text that is the same in all languages"
    assert all(set(text.translations) == set(languages) for text in every if "" not in text.translations)


@pytest.mark.parametrize(("name", "counts"), [("award", AWARD), ("cccs", SELF_ASSESSMENT)])
def test_sections_and_their_questions(name: str, counts: dict[str, int]) -> None:
    """As many as on the paper, in its order."""
    places = dialogue(name).outline.places
    assert {place.number: sum(node.asked is not None for node in place.nodes) for place in places} == counts
    assert [place.number for place in places] == list(counts)


@pytest.mark.parametrize("name", ["award", "cccs"])
def test_every_question_has_its_own_code(name: str) -> None:
    """By which it is found again, however its letters are typed."""
    codes = [node.number for node in dialogue(name).outline.nodes if node.asked is not None]
    assert len({code.casefold() for code in codes}) == len(codes)


def test_the_self_assessment_is_58_scored_answers() -> None:
    """Yes or no, each required, each in the dimension of its chapter."""
    of = dialogue("cccs")
    assert len(of.outline.nodes) == 58
    assert {node.entry.type for node in of.outline.nodes} == {"yes_no"}
    assert {node.asked.required for node in of.outline.nodes if node.asked is not None} == {"true"}
    assert [node.dimension for node in of.outline.nodes] == [
        dimension
        for dimension, count in zip(of.dimensions, SELF_ASSESSMENT.values(), strict=True)
        for _ in range(count)
    ]


def test_the_award_asks_with_the_right_types() -> None:
    """Exact picks, exclusive choices, explanations, totals, uploads, a calculation, the consent."""
    questions = {it["name"]: it for it in outline(dialogue("award"), "zh-Hans")["questions"]}
    kinds = {it["type"] for it in questions.values()}
    assert {
        "select_one",
        "select_multiple",
        "yes_no",
        "table",
        "file",
        "image",
        "calculate",
        "acknowledge",
        "note",
    } <= kinds
    assert sum(it["select"] == 3 for it in questions.values()) >= 2
    assert any(
        choice["exclusive"]
        for it in questions.values()
        if it["type"] == "select_multiple"
        for choice in it["choices"]
    )
    assert sum(it["explain"] is not None for it in questions.values()) >= 10
    assert questions["seats"]["total"]["along"] == "row"
    assert [column["name"] for column in questions["seats"]["columns"]] == [
        "total",
        "bachelor",
        "college",
        "secondary",
        "high_school",
    ]
    assert questions["call_types"]["total"]["along"] == "column"
    assert questions["declaration"]["required"] is True


#: identity, declaration, seal and headline figures; what the paper offers; the rest is listed at the review
DEMANDED = {
    "company_name", "applicant_name", "applicant_email", "unit_name", "declaration", "sealed_receipt", "declared_on",
    "seats", "workstations", "interactions", "attrition", "satisfaction_score", "operation_kpis", "support_kpis",
}  # fmt: skip
OFFERED = {"candidates_passed", "candidates_applied", "overall_summary"}


def test_what_the_award_demands() -> None:
    """The paper marks nothing: three levels, so that a long form can be handed in with gaps."""
    asked = [node.asked for node in dialogue("award").outline.nodes if node.asked is not None]
    assert {it.name for it in asked if it.required == "true"} == DEMANDED
    assert {it.name for it in asked if it.required == "false"} == OFFERED
    assert {it.required for it in asked} == {"true", "soft", "false"}
    headlines = {it.name for it in asked if it.summary}
    assert headlines <= DEMANDED


@pytest.mark.parametrize(
    ("name", "other"),
    [("support_kpis", "attrition"), ("security_certified", "certifications"), ("workstations", "seats")],
)
def test_contradictions_of_the_award_are_warnings(name: str, other: str) -> None:
    """5.1 and 8.2, 6.1 and 10.2, C9 and C11: whoever is right keeps the answer with a reason."""
    question = dialogue("award").outline.by_name[name].asked
    assert question is not None
    assert (question.severity, question.constraint_message is not None) == ("warning", True)
    assert question.constraint is not None
    assert other in {path.partition("/")[0] for path in question.constraint.names}


KEYS = {
    "name", "section", "type", "label", "hint", "number", "required", "relevant", "constraint", "choices", "select",
    "min_selected", "max_selected", "other", "explain", "unit", "rows", "columns", "total", "dimension", "accept",
}  # fmt: skip


@pytest.mark.parametrize("name", ["award", "cccs"])
def test_the_outline_as_json(name: str) -> None:
    """Flat, in order, every question with every key, all texts in one language."""
    of = dialogue(name)
    for language in of.languages:
        shown = outline(of, language)
        assert shown["languages"] == list(of.languages)
        assert [it["name"] for it in shown["questions"]] == [node.entry.name for node in of.outline.nodes]
        assert all(it.keys() >= KEYS for it in shown["questions"])
        assert not list(texts(shown))
        for question in shown["questions"]:
            assert all({"name", "label"} <= choice.keys() for choice in question["choices"])
            assert all({"name", "label", "type", "unit"} <= column.keys() for column in question["columns"])


@pytest.mark.parametrize("name", ["award", "cccs"])
def test_the_outline_as_text(name: str) -> None:
    """Every label of every question is in it."""
    of = dialogue(name)
    text = outline_text(of, "zh-Hans")
    for node in of.outline.nodes:
        if node.entry.label is not None:
            assert node.entry.label.within("zh-Hans").split("\n")[0] in text
