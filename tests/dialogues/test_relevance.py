"""What follows from the answers: who is asked, what is counted, what is set aside and comes back, entry by entry and
day by day; and that looking again at what depends on an answer finds what looking at everything would find."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from textwrap import dedent, indent
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dialogues.application import Answer, Application, ApplicationId, Json, Nothing, PersonId
from dialogues.dialogue import Dialogue
from dialogues.loading import load
from dialogues.relevance import IRRELEVANT, View, derive, remember, viewed
from dialogues.scope import allowed
from tests.test_transcripts import definition

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=ZoneInfo("Europe/Berlin"))
WHO = PersonId("applicant")
EXCURSION = definition("excursion")
BRANCHES = definition("branches")


def dialogue(questions: str, **more: str) -> Dialogue:
    """One section with these questions."""
    keys = "".join(f"{key}: {value}\n" for key, value in more.items())
    text = (
        f"id: test\ntitle: Test\nlanguages: [en]\ndefault_language: en\n{keys}"
        f"sections:\n  - name: all\n    label: All\n    questions:\n{indent(dedent(questions), ' ' * 6)}"
    )
    loaded = load(text, file="test.yaml")
    assert loaded.dialogue is not None, [str(mistake) for mistake in loaded.mistakes]
    return loaded.dialogue


def application(
    asked: Dialogue, entries: dict[str, tuple[str, ...]] | None = None, **values: Json
) -> Application:
    """With these answers; `__` in a name stands for the slash of a path."""
    blank = Application(
        id=ApplicationId("a"), reference="A-7F3K", dialogue=asked.id, version=asked.version, started=NOON,
        touched=NOON, entries=entries or {},
    )  # fmt: skip
    for path, value in values.items():
        blank = blank.with_answer(path.replace("__", "/"), said(value))
    return blank


def said(value: Json, *, nothing: Nothing | None = None, reason: str = "") -> Answer:
    return Answer(value=value, raw="", who=WHO, at=NOON, nothing=nothing, reason=reason)


def seen(asked: Dialogue, entries: dict[str, tuple[str, ...]] | None = None, **values: Json) -> View:
    return derive(asked, application(asked, entries, **values), NOON)


def asked_paths(view: View) -> list[str]:
    return [item.path for item in view.asked()]


def alike(stepwise: View, fresh: View) -> bool:
    return (stepwise.facts, stepwise.values, stepwise.gates, stepwise.answered, stepwise.total) == (
        fresh.facts, fresh.values, fresh.gates, fresh.answered, fresh.total,
    )  # fmt: skip


# One question after another.


def test_an_answer_that_is_set_aside_comes_back() -> None:
    """It is kept, counts nowhere and is empty in expressions, until what it hangs on is changed back."""
    france = seen(EXCURSION, country={"picked": "fr"}, budget="300", deposit="50")
    germany = france.after(
        france.application.with_answer("country", said({"picked": "de"})), ["country"], NOON
    )
    assert germany.facts["budget"] == IRRELEVANT
    assert germany.application.answers["budget"].value == "300"
    assert germany.value("budget") == ""
    assert (germany.answered, germany.total) == (1, 5)
    again = germany.after(
        germany.application.with_answer("country", said({"picked": "fr"})), ["country"], NOON
    )
    assert alike(again, france)
    assert again.value("budget") == 300


def test_a_choice_that_was_filtered_away_needs_another_look() -> None:
    """It is still there, it blocks, and what would do is offered."""
    view = seen(EXCURSION, country={"picked": "de"}, city={"picked": "paris"})
    assert view.facts["city"].problem == "error"
    assert view.facts["city"].blocks
    assert not view.facts["city"].missing
    assert seen(EXCURSION, country={"picked": "fr"}, city={"picked": "paris"}).facts["city"].problem == ""


def test_a_warning_stands_until_it_is_explained() -> None:
    """It never blocks."""
    answers = {"country": {"picked": "fr"}, "budget": "100", "cabin": "40"}
    view = seen(EXCURSION, **answers)
    assert view.facts["cabin"].problem == "warning"
    assert not view.facts["cabin"].blocks
    kept = view.application.with_answer("cabin", said("40", reason="We bring tents"))
    assert view.after(kept, ["cabin"], NOON).facts["cabin"].problem == ""


def test_how_much_a_question_is_required_may_hang_on_another() -> None:
    """Three levels, or a formula."""
    asked = dialogue(
        """
        - {name: way, type: yes_no, label: Way}
        - {name: a, type: text, label: A, required: true}
        - {name: b, type: text, label: B, required: soft}
        - {name: c, type: text, label: C}
        - {name: d, type: text, label: D, required: "${way} = 'yes'"}
        """
    )
    levels = {path: fact.level for path, fact in seen(asked, way={"picked": "no"}).facts.items()}
    assert levels == {"way": "", "a": "required", "b": "soft", "c": "", "d": ""}
    assert seen(asked, way={"picked": "yes"}).facts["d"].level == "required"


@pytest.mark.parametrize(
    ("nothing", "state", "missing"),
    [
        (Nothing.LATER, "later", True),
        (Nothing.NOT_APPLICABLE, "answered", False),
        (Nothing.DECLINED, "answered", False),
    ],
)
def test_later_comes_back_and_the_other_nothings_are_answers(
    nothing: Nothing, state: str, *, missing: bool
) -> None:
    """Each kind of nothing is empty in expressions."""
    blank = application(EXCURSION, country={"picked": "fr"})
    view = derive(EXCURSION, blank.with_answer("budget", said(None, nothing=nothing)), NOON)
    assert (view.facts["budget"].state, view.facts["budget"].missing) == (state, missing)
    assert view.value("budget") == ""


def test_a_section_and_a_group_close_with_all_that_they_hold() -> None:
    """Also what in them has a condition of its own."""
    asked = dialogue(
        """
        - {name: way, type: yes_no, label: Way}
        - name: outer
          type: group
          label: Outer
          relevant: "${way} = 'yes'"
          questions:
            - name: inner
              type: group
              label: Inner
              relevant: "${way} != ''"
              questions:
                - {name: deep, type: text, label: Deep}
                - {name: told, type: note, label: Told}
        """
    )
    assert asked_paths(seen(asked)) == ["way"]
    opened = seen(asked, way={"picked": "yes"})
    assert asked_paths(opened) == ["way", "deep"]
    assert opened.facts["told"].relevant
    closed = opened.after(opened.application.with_answer("way", said({"picked": "no"})), ["way"], NOON)
    assert alike(closed, seen(asked, way={"picked": "no"}))
    assert closed.facts["told"] == IRRELEVANT


# Entries of a repeat.


def test_inside_an_entry_a_name_is_that_entry_and_outside_a_list() -> None:
    """Gates and computed values too; position() counts the entries."""
    asked = dialogue(
        """
        - name: child
          type: repeat
          label: Another?
          questions:
            - {name: given, type: text, label: Name}
            - {name: age, type: integer, label: Age}
            - name: first_only
              type: group
              label: First
              relevant: "position(..) = 1"
              questions:
                - {name: eldest, type: yes_no, label: Eldest?}
            - {name: place, type: calculate, calculation: "position(..) * 10 + ${age}"}
        - {name: ages, type: calculate, calculation: "sum(${child/age})"}
        - {name: names, type: calculate, calculation: "count(${child/given})"}
        - {name: how_many, type: calculate, calculation: "count(${child})"}
        """
    )
    view = seen(asked, {"child": ("e1", "e4")}, child__e1__age="7", child__e4__age="9", child__e4__given="Bo")
    assert asked_paths(view) == [
        "child/e1/given",
        "child/e1/age",
        "child/e1/eldest",
        "child/e4/given",
        "child/e4/age",
        "child",
    ]
    assert (view.value("child/e1/place"), view.value("child/e4/place")) == (17, 29)
    assert (view.value("ages"), view.value("names"), view.value("how_many")) == (16, 1, 2)
    inside = view.by_path["child/e4/age"]
    assert view.named("age", inside) == 9
    assert view.named("age", None) == (7, 9)
    assert view.named("child/age", view.by_path["ages"]) == (7, 9)
    assert (inside.position, inside.entry) == (2, "e4")


def test_what_is_computed_from_entries_opens_and_closes_what_comes_after() -> None:
    """With an answer in an entry, with a new entry, and when one goes."""
    small = seen(
        BRANCHES, {"branches": ("e1",)}, company="Ltd", branches__e1__city="Bonn", branches__e1__seats="80"
    )
    assert not small.facts["largest"].relevant
    more = replace(small.application, entries={"branches": ("e1", "e2")})
    grown = small.after(more, ["branches"], NOON)
    assert [item.path for item in grown.asked() if item.entry == "e2"] == [
        "branches/e2/city",
        "branches/e2/seats",
    ]
    filled = grown.after(more.with_answer("branches/e2/seats", said("30")), ["branches/e2/seats"], NOON)
    assert filled.facts["largest"].relevant
    assert filled.value("seats_in_all") == 110
    back = filled.after(replace(filled.application, entries={"branches": ("e1",)}), ["branches"], NOON)
    assert not back.facts["largest"].relevant


def test_too_few_entries_are_missing_whatever_was_said() -> None:
    """A minimum is required, also before anybody came by; "later" stays later."""
    assert seen(BRANCHES, company="Ltd").facts["branches"].blocks
    finished = seen(BRANCHES, company="Ltd", branches={"finished": True})
    assert (finished.facts["branches"].state, finished.facts["branches"].level) == ("open", "required")
    later = application(BRANCHES, company="Ltd").with_answer("branches", said(None, nothing=Nothing.LATER))
    assert derive(BRANCHES, later, NOON).facts["branches"].state == "later"
    enough = seen(BRANCHES, {"branches": ("e1",)}, branches={"finished": True})
    assert (enough.facts["branches"].state, enough.facts["branches"].level) == ("answered", "")


def test_a_repeat_that_is_not_asked_hides_its_entries() -> None:
    """They are set aside as a whole, and come back as a whole."""
    asked = dialogue(
        """
        - {name: any, type: yes_no, label: Any?}
        - name: child
          type: repeat
          label: Another?
          relevant: "${any} = 'yes'"
          questions:
            - {name: given, type: text, label: Name}
        """
    )
    view = seen(asked, {"child": ("e1",)}, any={"picked": "yes"}, child__e1__given="Bo")
    assert asked_paths(view) == ["any", "child/e1/given", "child"]
    none = view.after(view.application.with_answer("any", said({"picked": "no"})), ["any"], NOON)
    assert asked_paths(none) == ["any"]
    assert alike(none, seen(asked, {"child": ("e1",)}, any={"picked": "no"}, child__e1__given="Bo"))


def test_an_answer_outside_changes_what_is_asked_in_every_entry() -> None:
    """Only what depends on it is looked at again, in each of the entries."""
    asked = dialogue(
        """
        - {name: any, type: yes_no, label: Any?}
        - name: child
          type: repeat
          label: Another?
          questions:
            - {name: given, type: text, label: Name, relevant: "${any} = 'yes'"}
            - name: more
              type: group
              label: More
              relevant: "${any} = 'no'"
              questions:
                - {name: why, type: text, label: Why?}
        """
    )
    entries = {"child": ("e1", "e2")}
    view = seen(asked, entries, any={"picked": "yes"})
    assert asked_paths(view) == ["any", "child/e1/given", "child/e2/given", "child"]
    other = view.after(view.application.with_answer("any", said({"picked": "no"})), ["any"], NOON)
    assert asked_paths(other) == ["any", "child/e1/why", "child/e2/why", "child"]
    assert alike(other, seen(asked, entries, any={"picked": "no"}))


# Time.


def test_a_day_later_a_date_may_no_longer_fit() -> None:
    """today() is the day of the event where the dialogue is; an hour later nothing needs to be looked at."""
    view = seen(EXCURSION, day="2026-03-03")
    assert view.facts["day"].problem == ""
    remember(view)
    assert viewed(EXCURSION, view.application, NOON + timedelta(hours=11)).facts["day"].problem == ""
    assert viewed(EXCURSION, view.application, NOON + timedelta(hours=13)).facts["day"].problem == "error"


def test_where_a_formula_looks_at_the_moment_every_moment_counts() -> None:
    """now() is the time of the event, within a day as well."""
    asked = dialogue(
        """
        - {name: moment, type: calculate, calculation: now()}
        """
    )
    first = seen(asked)
    assert first.value("moment") == NOON
    later = NOON + timedelta(minutes=5)
    assert first.after(first.application, (), later).value("moment") == later


def test_the_day_turns_where_the_dialogue_is() -> None:
    """Noon in Berlin is the next day in Auckland."""
    asked = dialogue(
        """
        - {name: day, type: calculate, calculation: today()}
        """,
        timezone="Pacific/Auckland",
    )
    assert seen(asked).value("day") == (NOON + timedelta(days=1)).date()


# A view that is remembered.


def test_a_remembered_view_is_of_its_dialogue_alone() -> None:
    """Another version of the dialogue looks for itself."""
    view = seen(EXCURSION, country={"picked": "fr"})
    remember(view)
    assert viewed(EXCURSION, view.application, NOON).facts is not None
    other = definition("excursion")
    assert viewed(other, view.application, NOON).dialogue is other


def test_a_label_of_a_choice_can_be_named() -> None:
    """jr:choice-name() says what a choice is called; of anything else, the name itself."""
    asked = dialogue(
        """
        - {name: way, type: select_one, label: Way, choices: {sea: By sea, air: By air}}
        - {name: called, type: calculate, calculation: "jr:choice-name(${way}, '${way}')"}
        - {name: own, type: text, label: Own}
        - {name: as_it_is, type: calculate, calculation: "jr:choice-name(${own}, '${own}')"}
        """
    )
    view = seen(asked, way={"picked": "sea"}, own="By foot")
    assert (view.value("called"), view.value("as_it_is")) == ("By sea", "By foot")


def test_without_a_filter_every_choice_is_left() -> None:
    """In the order of the definition."""
    view = seen(EXCURSION, country={"picked": "fr"})
    known = {"paris": {"country": "fr"}, "bonn": {"country": "de"}, "lyon": {"country": "fr"}}
    left = {
        path: allowed(view.scope(None), view.by_path[path].question, known) for path in ("country", "city")
    }
    assert left == {"country": ("paris", "bonn", "lyon"), "city": ("paris", "lyon")}


def test_what_is_not_there_is_empty() -> None:
    """Also in a definition that nobody has checked: an expression never fails."""
    question = {"name": "a", "type": "text", "label": "A"}
    section = {
        "name": "all",
        "label": "All",
        "questions": [question, {**question, "name": "b", "relevant": "${ghost} = ''"}],
    }
    unchecked = Dialogue.model_validate(
        {"id": "x", "title": "X", "languages": ["en"], "default_language": "en", "sections": [section]},
        context={"languages": ("en",)},
    )
    view = seen(unchecked)
    answered = view.after(view.application.with_answer("a", said("x")), ["a"], NOON)
    assert answered.facts["b"].relevant
    scope = seen(BRANCHES).scope(None)
    assert (scope.value("branches/ghost"), scope.attribute("country"), scope.position) == ("", "", "")
    assert scope.choice_label("ghost", "sea") == "sea"


def test_only_what_is_asked_has_a_question() -> None:
    """A note asks nothing: ours to know."""
    view = seen(EXCURSION)
    with pytest.raises(TypeError, match="thanks is not asked"):
        _ = view.by_path["thanks"].question


ANSWERS = st.sampled_from(
    [
        ("country", {"picked": "fr"}), ("country", {"picked": "de"}), ("city", {"picked": "paris"}), ("day", "2026-03-03"),
        ("budget", "300"), ("budget", "10"), ("deposit", "200"), ("cabin", "20"), ("child/e1/age", "4"), ("child/e1/age", "14"),
        ("child/e2/age", "7"), ("child/e2/given", "Bo"), ("child/e1/medicine", {"picked": "yes"}), ("helper", "Ada"),
        ("child", {"finished": True}), ("picture", [{"link": "https://example.com/a", "name": "a"}]),
    ]
)  # fmt: skip
ENTRIES = st.sampled_from([(), ("e1",), ("e1", "e2"), ("e2",), ("e2", "e1", "e3")])


@settings(max_examples=150, deadline=None)
@given(acts=st.lists(st.one_of(ANSWERS, ENTRIES, st.integers(1, 40)), max_size=14))
def test_step_by_step_or_at_once(acts: list[object]) -> None:
    """Answers come, change and go, entries too, and hours pass: what was looked at again is all that had to be."""
    now, view = NOON, seen(EXCURSION)
    for act in acts:
        known, changed = view.application, ()
        match act:
            case int():
                now += timedelta(hours=act)
            case (str(path), value) if path in view.by_path and not path.startswith("e"):
                answers = known.answers
                has_it = path in answers and answers[path].value == value
                known = known.without_answer(path) if has_it else known.with_answer(path, said(value))
                changed = (path,)
            case _ if all(isinstance(each, str) and each.startswith("e") for each in act):
                known, changed = replace(known, entries={"child": act}), ("child",)
        view = view.after(known, changed, now)
        assert alike(view, derive(EXCURSION, known, now))
