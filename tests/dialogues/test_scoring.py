"""What answers add up to: in each dimension, in all, and where they fall short."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from textwrap import dedent

import pytest

from dialogues.application import Answer, Application, ApplicationId, Json, Nothing, PersonId
from dialogues.dialogue import Dialogue
from dialogues.loading import load
from dialogues.relevance import View, derive
from dialogues.scoring import Points, Score, bars, score

NOW = datetime(2026, 3, 5, 9, 0, tzinfo=UTC)
DEFINITION = dedent("""\
    id: centre
    title: Centre
    languages: [en]
    default_language: en
    dimensions: {order: Order, care: Care}
    sections:
      - name: first
        number: "1"
        label: First
        dimension: order
        questions:
          - {name: plan, type: yes_no, label: A plan}
          - {name: review, type: yes_no, label: A review, relevant: "${plan} = 'yes'"}
          - {name: chart, type: yes_no, label: A chart, score: {yes: 3, no: 1}}
          - {name: name, type: text, label: Its name}
      - name: second
        number: "2"
        label: Second
        questions:
          - {name: loose, type: yes_no, label: In no dimension}
          - name: how_often
            type: select_one
            label: How often
            dimension: care
            choices: {daily: {label: Daily, score: 1.5}, rarely: {label: Rarely, score: 0.5}, unknown: Unknown}
          - name: people
            type: repeat
            label: People
            dimension: care
            questions:
              - {name: trained, type: yes_no, label: Trained, dimension: care}
    """)


def dialogue(source: str = DEFINITION) -> Dialogue:
    loaded = load(source, file="centre.yaml")
    assert loaded.dialogue is not None, loaded.mistakes
    return loaded.dialogue


def view(of: Dialogue, values: Mapping[str, Json], **entries: tuple[str, ...]) -> View:
    """An application with these answers; a kind of nothing stands for itself."""
    answers = {
        path: Answer(
            value=None if isinstance(value, Nothing) else value,
            raw="",
            who=PersonId("applicant"),
            at=NOW,
            nothing=value if isinstance(value, Nothing) else None,
        )
        for path, value in values.items()
    }
    application = Application(
        id=ApplicationId("application"),
        reference="C-7F3K",
        dialogue=of.id,
        version=of.version,
        started=NOW,
        touched=NOW,
        answers=answers,
        entries=entries,
    )
    return derive(of, application, NOW)


def scored(values: Mapping[str, Json], **entries: tuple[str, ...]) -> Score:
    found = score(view(dialogue(), values, **entries))
    assert found is not None
    return found


def points(points: str, of: str) -> Points:
    return Points(points=Decimal(points), of=Decimal(of))


YES, NO = {"picked": "yes"}, {"picked": "no"}


@pytest.mark.parametrize(
    ("values", "order", "care"),
    [
        ({}, points("0", "0"), points("0", "0")),
        ({"plan": YES}, points("1", "1"), points("0", "0")),
        ({"plan": YES, "review": NO}, points("1", "2"), points("0", "0")),
        # an answer that is set aside counts nowhere
        ({"plan": NO, "review": YES}, points("0", "1"), points("0", "0")),
        ({"chart": NO}, points("1", "3"), points("0", "0")),
        # nothing of any kind is not a bad answer
        ({"plan": Nothing.DECLINED, "chart": Nothing.LATER}, points("0", "0"), points("0", "0")),
        # what cannot be scored, and what stands in no dimension
        ({"name": "Sun", "loose": YES}, points("0", "0"), points("0", "0")),
        ({"how_often": {"picked": "rarely"}}, points("0", "0"), points("0.5", "1.5")),
        ({"how_often": {"picked": "daily"}, "plan": YES}, points("1", "1"), points("1.5", "1.5")),
    ],
)
def test_points(values: Mapping[str, Json], order: Points, care: Points) -> None:
    """Only relevant items with an answer count, for what was reached and for what could have been."""
    found = scored(values)
    assert found.dimensions == {"order": order, "care": care}
    assert found.total == order + care


def test_each_entry_of_a_repeat_counts() -> None:
    """Two people, one of them trained."""
    found = scored({"people/a/trained": YES, "people/b/trained": NO}, people=("a", "b"))
    assert found.dimensions["care"] == points("1", "2")
    assert [item.path for gap in found.gaps for item in gap.items] == ["people/b/trained"]


def test_dimensions_keep_the_dialogue_s_order() -> None:
    """Whatever is answered first."""
    assert list(scored({"how_often": {"picked": "daily"}}).dimensions) == ["order", "care"]


def test_gaps_stand_under_their_section() -> None:
    """Whatever is below its best, in the order of the paper; a best answer and one in no dimension is none."""
    values = {"plan": YES, "review": NO, "chart": NO, "loose": NO, "how_often": {"picked": "rarely"}}
    gaps = scored(values).gaps
    assert [(gap.place.section.name, [item.path for item in gap.items]) for gap in gaps] == [
        ("first", ["review", "chart"]),
        ("second", ["how_often"]),
    ]


def test_a_choice_without_a_score_takes_its_question_out_of_the_count() -> None:
    """Not to know is neither good nor bad."""
    found = scored({"how_often": {"picked": "unknown"}})
    assert found.dimensions["care"] == points("0", "0")
    assert found.gaps == ()


def test_without_dimensions_there_is_no_score() -> None:
    """Although its questions could be scored."""
    plain = dialogue(
        dedent("""\
        id: plain
        title: Plain
        languages: [en]
        default_language: en
        sections: [{name: all, label: All, questions: [{name: plan, type: yes_no, label: A plan}]}]
        """)
    )
    assert score(view(plain, {"plan": YES})) is None


@pytest.mark.parametrize(
    ("reached", "percent"),
    [
        (points("0", "0"), None),
        (points("0", "12"), Decimal(0)),
        (points("11", "15"), Decimal(73)),
        (points("1", "8"), Decimal(13)),  # 12.5 is rounded up
        (points("3", "8"), Decimal(38)),  # 37.5 as well, where half-even would not
        (points("12", "12"), Decimal(100)),
    ],
)
def test_percent(reached: Points, percent: Decimal | None) -> None:
    """Whole, rounded half up; nothing of nothing has no percentage."""
    assert reached.percent == percent


def test_bars() -> None:
    """One line a dimension; bar and figure before the label, so that all lines are in step."""
    result = Score(
        dimensions={"order": points("11", "15"), "care": points("0", "0"), "all": points("2", "2")},
        total=points("13", "17"),
        gaps=(),
    )
    assert bars(result, {"order": "定位和方向", "care": "客戶", "all": "People"}).splitlines() == [
        "▇▇▇▇▇▇▇▁▁▁  73% 定位和方向",
        "▁▁▁▁▁▁▁▁▁▁    — 客戶",
        "▇▇▇▇▇▇▇▇▇▇ 100% People",
    ]
