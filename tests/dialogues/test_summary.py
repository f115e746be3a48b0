"""What the reviewers read of an application, and the applicant as a copy: everything once, in one language."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from textwrap import dedent

import pytest

from dialogues import codec
from dialogues.application import Answer, Application, ApplicationId, Json, Nothing, PersonId, State
from dialogues.catalogue import load_words
from dialogues.dialogue import Dialogue
from dialogues.loading import load
from dialogues.plain import plain
from dialogues.prompt import Block, Listing, Paragraph, Table
from dialogues.question import Accepted, Unfinished
from dialogues.relevance import derive
from dialogues.reply import Command, Reply, StoredFile, Typed, Uploaded
from dialogues.scene import Scene
from dialogues.scope import Item
from dialogues.submission import restored, submitted
from dialogues.summary import Summary, as_blocks, as_json, summarise

HERE = Path(__file__).parent
DEFINITIONS = HERE.parents[1] / "dialogues" / "definitions"
WORDS = load_words()
#: 17:42 of the same day in Shanghai
NOW = datetime(2026, 3, 5, 9, 42, tzinfo=UTC)

CLINIC = (
    dedent("""\
    id: clinic
    title: {en: Clinic intake, zh-Hans: 门诊登记}
    languages: [en, zh-Hans]
    default_language: en
    timezone: Asia/Shanghai
    applicant: name
    organisation: employer
    sections:
      - name: about
        number: A
        label: {en: About you, zh-Hans: 关于您}
        questions:
          - {name: name, type: text, label: {en: Your name, zh-Hans: 姓名}}
          - {name: employer, type: text, label: {en: Your employer, zh-Hans: 单位}}
          - {name: mail, type: email, contact: true, label: {en: Your e-mail, zh-Hans: 邮件}}
          - {name: age, type: integer, summary: true, label: {en: "How old are you?", zh-Hans: 年龄？}}
          - name: visits
            type: integer
            label: {en: Visits, zh-Hans: 次数}
            constraint: . < ${age}
            severity: warning
            constraint_message: {en: More than years., zh-Hans: 比年龄还大。}
          - name: double
            type: calculate
            label: {en: Twice your age, zh-Hans: 年龄的两倍}
            calculation: ${age} * 2
            relevant: ${age} > 0
            summary: true
          - {name: secret, type: calculate, calculation: ${age} * 3}
      - name: story
        number: B
        label: {en: Your story, zh-Hans: 经过}
        questions:
          - {name: smoker, type: yes_no, explain: yes, label: {en: Smoker, zh-Hans: 吸烟}}
          - {name: since, type: integer, relevant: "${smoker} = 'yes'", label: {en: Since, zh-Hans: 年数}}
          - {name: tale, type: text, appearance: multiline, label: {en: What happened, zh-Hans: 经过}}
          - {name: report, type: file, label: {en: Report, zh-Hans: 报告}}
          - {name: passport, type: file, contact: true, label: {en: Passport, zh-Hans: 护照}}
          - name: stays
            type: repeat
            label: {en: Stays, zh-Hans: 住院}
            entry: {en: Stay, zh-Hans: 住院}
            questions:
              - {name: where, type: text, label: {en: Where, zh-Hans: 地点}}
    """)
    .replace("${age} * 2", '"${age} * 2"')
    .replace("${age} * 3", '"${age} * 3"')
)


def dialogue(source: str, name: str) -> Dialogue:
    loaded = load(source, file=f"{name}.yaml")
    assert loaded.dialogue is not None, [str(mistake) for mistake in loaded.mistakes]
    return loaded.dialogue


def shipped(name: str) -> Dialogue:
    return dialogue((DEFINITIONS / f"{name}.yaml").read_text(encoding="utf-8"), name)


def clinic() -> Dialogue:
    return dialogue(CLINIC, "clinic")


def begun(of: Dialogue, **entries: tuple[str, ...]) -> Application:
    return Application(
        id=ApplicationId("application"),
        reference=f"{of.prefix or 'C'}-7F3K",
        dialogue=of.id,
        version=of.version,
        started=NOW - timedelta(days=2),
        touched=NOW,
        entries=entries,
    )


def scene_of(of: Dialogue, application: Application, language: str) -> Scene:
    return Scene(derive(of, application, NOW), language, WORDS)


def understood(scene: Scene, item: Item, replies: Iterable[Reply]) -> Json:
    """The value that the question itself makes of these replies."""
    draft: Json = None
    for reply in replies:
        match item.question.read(reply, draft, scene.here(item)):
            case Accepted(value=value):
                return value
            case Unfinished(draft=draft):
                pass
            case other:
                pytest.fail(f"{item.path}: {other}")
    return pytest.fail(f"{item.path}: more is wanted, {draft}")


Given = str | Nothing | Reply | tuple[Reply, ...]


def filled(
    of: Dialogue,
    given: Mapping[str, Given],
    reasons: Mapping[str, str] | None = None,
    **entries: tuple[str, ...],
) -> Application:
    """An application in which these were replied."""
    application = begun(of, **entries)
    for path, said in given.items():
        scene = scene_of(of, application, of.default_language)
        answer = Answer(
            value=None, raw="", who=PersonId("applicant"), at=NOW, reason=(reasons or {}).get(path, "")
        )
        match said:
            case Nothing():
                answer = replace(answer, nothing=said)
            case str():
                answer = replace(
                    answer, value=understood(scene, scene.view.by_path[path], [Typed(text=said)])
                )
            case tuple():
                answer = replace(answer, value=understood(scene, scene.view.by_path[path], said))
            case _:
                answer = replace(answer, value=understood(scene, scene.view.by_path[path], [said]))
        application = application.with_answer(path, answer)
    return application


def handed_in(
    of: Dialogue, application: Application, room: str, *, contact: bool = True, language: str = "zh-Hans"
) -> Summary:
    """As the reviewers get it: from the submission, read back, in the room's language."""
    kept = restored(submitted(derive(of, application, NOW), 1, NOW, language).content)
    scene = scene_of(of, kept.application, room)
    return summarise(scene, submitted=kept.at, contact=contact, language=kept.language)


def file(name: str, size: int = 1_258_291) -> Uploaded:
    return Uploaded(files=(StoredFile(sha256="ab" * 32, name=name, size=size, type="application/pdf"),))


FULL: Mapping[str, Given] = {
    "name": "Chen",
    "employer": "Sun Ltd",
    "mail": "chen@example.com",
    "age": "30",
    "visits": "40",
    "smoker": "yes, rarely",
    "since": Nothing.LATER,
    "tale": "First this.\nThen that.",
    "report": file("report.pdf"),
    "passport": file("passport.pdf"),
}


def summary(
    given: Mapping[str, Given], language: str = "en", *, contact: bool = True, **reasons: str
) -> Summary:
    of = clinic()
    return handed_in(of, filled(of, given, reasons), language, contact=contact)


def answers(of: Summary) -> dict[str, str]:
    return {line.item.path: line.shown for section in of.sections for line in section.lines}


def skipped(of: Summary) -> dict[str, list[str]]:
    return {
        kind: [item.path for pointers in found for item in pointers.items]
        for kind, found in of.skipped.items()
        if found
    }


def texts(blocks: Iterable[Block]) -> Iterable[str]:
    for block in blocks:
        match block:
            case Paragraph(text=text):
                yield text
            case Listing(title=title, items=items):
                yield from (title, *(item.text for item in items))
            case Table(columns=columns, rows=rows):
                yield from (*columns, *(cell for row in rows for cell in row))


# Whose it is.


def test_header() -> None:
    """Who, what and when: the time in the dialogue's zone and in the summary's language."""
    told = summary(FULL)
    assert (told.title, told.reference, told.applicant, told.organisation) == (
        "Clinic intake", "C-7F3K", "Chen", "Sun Ltd",
    )  # fmt: skip
    assert (told.state, told.round, told.when) == (State.SUBMITTED, 1, "5 March 2026, 17:42")
    assert summary(FULL, "zh-Hans").when == "2026年3月5日 17:42"


@pytest.mark.parametrize("given", [{}, {"name": Nothing.DECLINED, "employer": Nothing.LATER}])
def test_nobody_is_named_where_nobody_said_a_name(given: Mapping[str, Given]) -> None:
    """A kind of nothing is no name."""
    told = summary(given)
    assert (told.applicant, told.organisation) == ("", "")


def test_a_name_that_is_contact_data_is_not_in_the_room() -> None:
    """Though the dialogue names it for the header."""
    of = dialogue(
        CLINIC.replace("{name: name, type: text,", "{name: name, type: text, contact: true,"), "clinic"
    )
    application = filled(of, FULL)
    assert handed_in(of, application, "en").applicant == "Chen"
    assert handed_in(of, application, "en", contact=False).applicant == ""


def test_what_is_not_handed_in_says_how_it_stands() -> None:
    """A copy on the way has no time; its status says why."""
    of = clinic()
    told = summarise(scene_of(of, filled(of, FULL), "en"), submitted=None)
    assert (told.when, told.submitted) == ("", None)
    assert "Status: in progress" in texts(as_blocks(told))


@pytest.mark.parametrize("state", list(State))
@pytest.mark.parametrize("language", WORDS.languages)
def test_every_state_has_a_word(state: State, language: str) -> None:
    """In every language of the catalogue."""
    of = clinic()
    told = summarise(scene_of(of, replace(begun(of), state=state), language), submitted=None)
    assert any(WORDS.say(language, f"state.{state.value}") in text for text in texts(as_blocks(told)))


@pytest.mark.parametrize(
    ("room", "spoken", "name"),
    [
        ("en", "zh-Hans", "Chinese (Simplified)"),
        ("zh-Hans", "en", "英语"),
        ("zh-Hans", "zh-Hans", "中文 (简体)"),
        ("en", "x-own", "English"),
    ],
)
def test_language_of_the_answers(room: str, spoken: str, name: str) -> None:
    """Named in the reader's language."""
    of = clinic()
    told = handed_in(of, filled(of, FULL), room, language=spoken)
    assert (told.language, told.language_name) == (spoken, name)


def test_a_copy_is_in_the_applicant_s_own_language() -> None:
    """Where nobody says which language was answered in, it is the one that is read."""
    of = clinic()
    told = summarise(scene_of(of, filled(of, FULL), "zh-Hans"), submitted=None)
    assert (told.language, told.language_name) == ("zh-Hans", "中文 (简体)")


# What was answered.


def test_answers_in_their_sections() -> None:
    """Every relevant answer and labelled value once, in the order of the paper."""
    told = summary(FULL)
    assert [(section.name, section.title, section.part) for section in told.sections] == [
        ("about", "About you (A)", ""), ("story", "Your story (B)", ""),
    ]  # fmt: skip
    assert answers(told) == {
        "name": "Chen", "employer": "Sun Ltd", "mail": "chen@example.com", "age": "30", "visits": "40",
        "double": "60", "smoker": "Yes: rarely", "tale": "First this. Then that.", "report": "report.pdf",
        "passport": "passport.pdf",
    }  # fmt: skip


def test_contact_data_is_left_out_altogether() -> None:
    """Neither in the answers nor among the files, nor as something that is missing."""
    told = summary({**FULL, "mail": Nothing.DECLINED}, contact=False)
    assert not {"mail", "passport"} & answers(told).keys()
    assert [it.name for it in told.files] == ["report.pdf"]
    assert "declined" not in skipped(told)
    said = json.dumps(as_json(told)) + plain(as_blocks(told))
    assert "mail" not in said
    assert "assport" not in said


#: a question that names contact data wherever it can, and what is computed from it
NAMING = dedent("""\
    - name: call
      type: select_one
      label: {en: "Call ${mail}?", zh-Hans: "打 ${mail}？"}
      hint: {en: "Say ${mail}", zh-Hans: "说 ${mail}"}
      constraint: . != 'no' or ${mail} = ''
      constraint_message: {en: "But ${mail}", zh-Hans: "但 ${mail}"}
      severity: warning
      choices: {no: {en: "Not at ${concat(mail, '!')}", zh-Hans: 否}, yes: {en: "At ${mail}", zh-Hans: 是}}
    - {name: seen, type: calculate, label: {en: Seen, zh-Hans: 见}, calculation: "concat('<', ${mail}, '>')", summary: true}
    - {name: again, type: calculate, label: {en: Again, zh-Hans: 又}, calculation: "concat(${seen}, '!')"}
    """)


def naming() -> Dialogue:
    more = "".join(f"      {line}\n" for line in NAMING.splitlines())
    marker = "      - {name: secret, type: calculate,"
    return dialogue(CLINIC.replace(marker, more + marker), "clinic")


@pytest.mark.parametrize("room", ["en", "zh-Hans"])
def test_contact_data_does_not_leak_through_what_names_it(room: str) -> None:
    """Neither a hole of any text, nor a computed value, nor what a warning is held against."""
    of = naming()
    application = filled(of, {**FULL, "call": "1"}, {"call": "By letter."})
    told = handed_in(of, application, room, contact=False)
    assert "example.com" not in json.dumps(as_json(told)) + plain(as_blocks(told))
    assert "call" in answers(told)
    assert not {"seen", "again"} & answers(told).keys()
    # it contradicts all the same: what is not shown is still known
    assert [(it.item.path, it.against, it.reason) for it in told.warnings if it.item.path == "call"] == [
        ("call", (), "By letter.")
    ]


def test_the_applicant_s_copy_has_what_the_room_has_not() -> None:
    """The same application, to the one whose data it is."""
    of = naming()
    told = handed_in(of, filled(of, {**FULL, "call": "1"}), "en")
    drawn = plain(as_blocks(told))
    assert "Call chen@example.com? Not at chen@example.com!" in drawn
    assert answers(told)["again"] == "<chen@example.com>!"
    assert [other.item.path for it in told.warnings for other in it.against] == ["age", "mail"]


def test_contact_data_scores_unseen() -> None:
    """The room's total is that of the copy; what fell short is not named there."""
    scored = "{name: reached, type: yes_no, contact: true, dimension: d, label: {en: Reached at home, zh-Hans: 在家}}"
    marker = "      - {name: secret, type: calculate,"
    of = dialogue(
        CLINIC.replace(marker, f"      - {scored}\n{marker}").replace(
            "applicant: name", "dimensions: {d: {en: D, zh-Hans: 维}}\napplicant: name"
        ),
        "clinic",
    )
    application = filled(of, {"reached": "no"})
    room, copy = handed_in(of, application, "en", contact=False), handed_in(of, application, "en")
    assert room.score is not None
    assert copy.score is not None
    assert room.score.total == copy.score.total
    assert (len(room.score.gaps), len(copy.score.gaps)) == (0, 1)
    assert "Reached at home" not in json.dumps(as_json(room)) + plain(as_blocks(room))


def test_a_group_of_contact_data() -> None:
    """Everything in it is such."""
    pager = "{name: pager, type: text, label: {en: Pager, zh-Hans: 呼机}}"
    group = f"      - {{name: reach, type: group, contact: true, questions: [{pager}]}}\n"
    marker = "      - {name: secret, type: calculate,"
    of = dialogue(CLINIC.replace(marker, group + marker), "clinic")
    told = handed_in(of, filled(of, {"pager": "4711"}), "en", contact=False)
    assert "4711" not in json.dumps(as_json(told))
    assert "4711" in plain(as_blocks(handed_in(of, filled(of, {"pager": "4711"}), "en")))


def test_what_is_not_relevant_is_not_there() -> None:
    """An answer that is set aside, and a question that is not asked, are neither answers nor gaps."""
    told = summary({"smoker": "yes, rarely", "since": "3"})
    assert "since" in answers(told)
    application = filled(clinic(), {"smoker": "yes, rarely", "since": "3"})
    no = replace(application.answers["smoker"], value={"picked": "no"})
    told = handed_in(clinic(), application.with_answer("smoker", no), "en")
    assert "since" not in answers(told)
    assert "since" not in skipped(told)["missing"]


def test_an_empty_section_is_left_out() -> None:
    """Its title would say nothing."""
    assert [section.name for section in summary({"name": "Chen"}).sections] == ["about"]


def test_headlines() -> None:
    """Questions and computed values alike; one without an answer is not there, a refusal is."""
    assert [(it.item.label, it.shown) for it in summary(FULL).headlines] == [
        ("How old are you?", "30"), ("Twice your age", "60"),
    ]  # fmt: skip
    assert summary({}).headlines == ()
    assert [it.shown for it in summary({"age": Nothing.DECLINED}).headlines] == ["prefer not to say"]


def test_short_answers_are_lines_and_long_ones_whole() -> None:
    """A label that asks takes no colon; what has several lines, or is long, stands under its label."""
    long = "word " * 60
    drawn = as_blocks(summary({**FULL, "employer": long.strip()}))
    said = list(texts(drawn))
    assert "A1 Your name: Chen" in said
    assert "A4 How old are you? 30" in said
    assert Paragraph(text="A2 Your employer", style="strong") in drawn
    assert Paragraph(text=long.strip()) in drawn
    assert Paragraph(text="B3 What happened", style="strong") in drawn
    assert Paragraph(text="First this.\nThen that.") in drawn


def test_what_was_said_besides_keeps_its_lines() -> None:
    """Explanations, and what "other" is, of one pick and of several; in one line they stay one."""
    of = dialogue(
        dedent("""\
        id: trip
        title: Trip
        languages: [en]
        default_language: en
        sections:
          - name: all
            label: All
            questions:
              - {name: way, type: select_one, label: Way, choices: {car: Car}, other: "true"}
              - {name: gear, type: select_multiple, label: Gear, choices: {map: Map}, other: "true"}
              - {name: paid, type: yes_no, label: Paid, explain: yes}
        """),
        "trip",
    )
    said = "one\ntwo"
    told = handed_in(
        of,
        filled(
            of,
            {
                "way": (Typed(text="other"), Typed(text=said)),
                "gear": (Typed(text="1,2"), Typed(text=said)),
                "paid": (Typed(text="yes"), Typed(text=said)),
            },
        ),
        "en",
    )
    assert answers(told) == {"way": "Other: one two", "gear": "Map, Other: one two", "paid": "Yes: one two"}
    drawn = as_blocks(told)
    for text in ("Other: one\ntwo", "Map, Other: one\ntwo", "Yes: one\ntwo"):
        assert Paragraph(text=text) in drawn


def test_entries_of_a_repeat() -> None:
    """Each under its name; a repeat says something itself only when it is empty."""
    of = clinic()
    application = filled(
        of,
        {"stays/a/where": "Hull", "stays/b/where": "Leeds", "stays": Command(name="finish")},
        stays=("a", "b"),
    )
    told = handed_in(of, application, "en")
    assert [(line.entry, line.item.code, line.shown) for line in told.sections[0].lines] == [
        ("Stay 1", "B6#1", "Hull"), ("Stay 2", "B6#2", "Leeds"),
    ]  # fmt: skip
    drawn = plain(as_blocks(told))
    assert "Your story (B)\nStay 1\n· B6#1 Where: Hull\n\nStay 2\n· B6#2 Where: Leeds" in drawn
    none = handed_in(of, filled(of, {"stays": Command(name="finish")}), "en")
    assert answers(none) == {"stays": "none"}


# What a reviewer looks at twice.


def test_a_kept_warning_and_its_reason() -> None:
    """With the answer, those that it contradicts, and the reason; not with what the applicant was told to do."""
    told = summary(FULL, visits="A busy year.")
    assert [(it.item.path, it.shown, it.message, it.reason) for it in told.warnings] == [
        ("visits", "40", "compared with A4 How old are you? 30", "A busy year."),
    ]  # fmt: skip
    assert [(other.item.path, other.shown) for it in told.warnings for other in it.against] == [("age", "30")]
    drawn = plain(as_blocks(told))
    assert "A5 Visits: 40 · compared with A4 How old are you? 30 · Reason: A busy year." in drawn
    assert "More than years." not in drawn
    assert "More than years." not in json.dumps(as_json(told))


def test_of_a_table_only_the_cells_that_differ_are_repeated() -> None:
    """Its own, and those of another table."""
    told = handed_in(shipped("award"), filled(shipped("award"), AWARD, REASONS), "zh-Hans", contact=False)
    assert [
        (it.item.path, it.shown, [(at.item.path, at.shown) for at in it.against]) for it in told.warnings
    ] == [
        (
            "workstations",
            "300 个",
            [("seats", "全职·总人数 210 人；兼职·总人数 18 人；远程·总人数 0 人")],
        ),
        ("support_kpis", "全职人员流失率·达成 15.2%", [("attrition", "18%")]),
    ]


def test_a_warning_that_nothing_contradicts() -> None:
    """Only the figure itself is unusual."""
    of = dialogue(CLINIC.replace("constraint: . < ${age}", "constraint: . < 20"), "clinic")
    told = handed_in(of, filled(of, FULL, {"visits": "A busy year."}), "en")
    assert "A5 Visits: 40 · Does not fit what the question asks for · Reason: A busy year." in texts(
        as_blocks(told)
    )


def test_a_warning_within_an_entry() -> None:
    """Is held against the answers of the same entry."""
    of = dialogue(
        dedent("""\
        id: trip
        title: Trip
        languages: [en]
        default_language: en
        sections:
          - name: all
            label: All
            questions:
              - name: stays
                type: repeat
                label: Stays
                questions:
                  - {name: nights, type: integer, label: Nights}
                  - {name: meals, type: integer, label: Meals, severity: warning, constraint: ". <= 3 * ${nights}"}
        """),
        "trip",
    )
    given: Mapping[str, Given] = {
        "stays/a/nights": "1",
        "stays/a/meals": "2",
        "stays/b/nights": "2",
        "stays/b/meals": "9",
    }
    told = handed_in(of, filled(of, given, stays=("a", "b")), "en")
    assert [(it.item.path, it.message) for it in told.warnings] == [
        ("stays/b/meals", "compared with 1.1#2 Nights: 2")
    ]


def test_a_warning_without_a_reason_is_told_as_well() -> None:
    """An answer can become doubtful by a later change of another."""
    told = summary(FULL)
    assert [it.reason for it in told.warnings] == [""]
    assert "A5 Visits: 40 · compared with A4 How old are you? 30 · No reason given" in texts(as_blocks(told))


def test_a_reason_outlives_its_warning_silently() -> None:
    """Where the other answer was corrected since, nothing contradicts any more."""
    assert summary({**FULL, "visits": "20"}, visits="A busy year.").warnings == ()


def test_a_broken_rule_without_words_of_its_own() -> None:
    """A constraint with no message, and a choice that an earlier answer has taken away."""
    of = dialogue(
        dedent("""\
        id: trip
        title: Trip
        languages: [en]
        default_language: en
        sections:
          - name: all
            label: All
            questions:
              - {name: people, type: integer, label: People}
              - {name: rooms, type: integer, label: Rooms, constraint: ". <= ${people}"}
              - name: car
                type: select_one
                label: Car
                choices: {small: {label: Small, seats: "2"}, big: {label: Big, seats: "9"}}
                choice_filter: seats >= ${people}
        """),
        "trip",
    )
    told = filled(of, {"people": "2", "rooms": "2", "car": "small"})
    changed = told.with_answer("people", replace(told.answers["people"], value="1"))
    warned = handed_in(of, changed, "en").warnings
    assert [(it.item.path, it.message) for it in warned] == [("rooms", "compared with 1.1 People: 1")]
    changed = told.with_answer("people", replace(told.answers["people"], value="5"))
    warned = handed_in(of, changed, "en").warnings
    assert [(it.item.path, it.message) for it in warned] == [("car", "No longer among the choices")]


def test_files() -> None:
    """All of a file that a program needs; of a link, the link."""
    told = summary({**FULL, "passport": "https://example.com/p"})
    assert [(it.item.code, it.name, it.size, it.type, it.sha256, it.link) for it in told.files] == [
        ("B4", "report.pdf", 1_258_291, "application/pdf", "ab" * 32, ""),
        ("B5", "https://example.com/p", 0, "", "", "https://example.com/p"),
    ]  # fmt: skip
    assert {"B4 report.pdf (1.2 MB)", "B5 https://example.com/p"} <= set(texts(as_blocks(told)))


def test_skipped_by_kind() -> None:
    """What was not reached and what was put off are missing; the other kinds stand by themselves."""
    told = summary(
        {
            "name": Nothing.LATER,
            "employer": Nothing.NOT_APPLICABLE,
            "age": Nothing.DECLINED,
            "smoker": (Typed(text="yes"), Command(name="later_explain")),
        }
    )
    assert skipped(told) == {
        "missing": ["name", "mail", "visits", "since", "tale", "report", "passport", "stays"],
        "unexplained": ["smoker"],
        "not_applicable": ["employer"],
        "declined": ["age"],
    }


@pytest.mark.parametrize("language", WORDS.languages)
def test_the_kinds_of_nothing_are_told_apart(language: str) -> None:
    """Each under words of its own: put off or empty, not whole, not applicable, preferred not to say."""
    of = clinic()
    application = filled(
        of,
        {
            "name": Nothing.LATER,
            "employer": Nothing.NOT_APPLICABLE,
            "age": Nothing.DECLINED,
            "smoker": (Typed(text="yes"), Command(name="later_explain")),
        },
    )
    told = handed_in(of, application, language)
    listed = {
        block.title: " ".join(item.text for item in block.items)
        for block in as_blocks(told)
        if isinstance(block, Listing)
    }
    for kind, count, code in (
        ("missing", 8, "A1"),
        ("unexplained", 1, "B1"),
        ("not_applicable", 1, "A2"),
        ("declined", 1, "A4"),
    ):
        assert code in listed[WORDS.say(language, f"summary.{kind}", n=count)]
    assert len({WORDS.say(language, f"summary.{kind}", n=1) for kind in told.skipped}) == 4


def test_nothing_skipped_is_not_mentioned() -> None:
    """An empty list has no title."""
    titles = [block.title for block in as_blocks(summary(FULL)) if isinstance(block, Listing)]
    assert not any("applicable" in title or "prefers" in title for title in titles)


# Its forms.


def test_blocks_survive_json() -> None:
    """They are posted by way of the outbox."""
    blocks = as_blocks(summary(FULL))
    assert codec.blocks.validate_json(codec.blocks.dump_json(blocks)) == blocks


def test_json_is_json() -> None:
    """Nothing in it that a program in another language could not read, and its keys are these."""
    told = as_json(summary(FULL, visits="A busy year."))
    assert json.loads(json.dumps(told)) == told
    assert list(told) == [
        "dialogue", "title", "reference", "applicant", "organisation", "state", "round", "submitted", "language",
        "headlines", "score", "warnings", "changes", "sections", "files", "skipped",
    ]  # fmt: skip
    assert told["submitted"] == "2026-03-05T09:42:00+00:00"
    assert told["sections"][0]["answers"][3] == {
        "path": "age", "code": "A4", "label": "How old are you?", "type": "integer", "entry": "", "value": "30",
        "shown": "30",
    }  # fmt: skip


def test_json_of_what_was_skipped() -> None:
    """Every kind has its key; items stand under their section."""
    told = as_json(summary({**FULL, "mail": Nothing.DECLINED}))["skipped"]
    assert list(told) == ["missing", "unexplained", "not_applicable", "declined"]
    assert told["declined"] == [
        {
            "section": "about",
            "title": "About you (A)",
            "items": [{"path": "mail", "code": "A3", "label": "Your e-mail"}],
        }
    ]
    assert told["not_applicable"] == []


def test_json_of_a_score() -> None:
    """Points as decimal strings; no percentage where nothing counts."""
    of = shipped("cccs")
    told = as_json(handed_in(of, filled(of, {"direction_1": "是", "direction_2": "否"}), "zh-Hant"))
    assert told["score"]["total"] == {"points": "1", "of": "2", "percent": "50"}
    assert told["score"]["dimensions"][1] == {
        "name": "customer", "label": "客戶", "points": "0", "of": "0", "percent": None,
    }  # fmt: skip
    assert told["score"]["gaps"] == [
        {
            "section": "direction",
            "title": "定位和方向（1）",
            "items": [{"path": "direction_2", "code": "1.2", "label": "高層對價值的重視"}],
        }
    ]


def test_a_dialogue_without_answers_has_no_score_to_show() -> None:
    """Rather than nothing of nothing."""
    of = shipped("cccs")
    drawn = list(texts(as_blocks(handed_in(of, begun(of), "en"))))
    assert not any("Total" in text for text in drawn)


def test_a_score_on_the_way() -> None:
    """A dimension in which nothing counts yet says so; nothing to work on is said as well."""
    of = shipped("cccs")
    drawn = list(texts(as_blocks(handed_in(of, filled(of, {"direction_1": "是"}), "en"))))
    assert "Total 1 of 1 (100%)" in drawn
    assert "Definition & Direction: 1 of 1 (100%)" in drawn
    assert "Customer: no answers yet" in drawn
    assert "No questions to work on" in drawn


# As they are read. `pytest --update` writes them anew.

ASSESSMENT = {"no": frozenset({3, 8, 20, 24, 26, 27, 33, 39, 43, 44, 46, 52, 53, 55})}

AWARD: Mapping[str, Given] = {
    "company_name": "示例银行股份有限公司",
    "company_phone": "400-555-0100",
    "company_website": "www.example.com",
    "company_address": "上海市浦东新区示例路1号",
    "applicant_name": "王小明",
    "applicant_email": "name@example.com",
    "applicant_mobile": "138 0013 8000",
    "centre_name": Nothing.NOT_APPLICABLE,
    "start_year": "2008",
    "business_direction": "1",
    "business_kinds": "1,2",
    "service_hours": "其他：周一至周五 9:00-18:00",
    "seats": (Typed(text="210 98 76 26 10"), Typed(text="18 60 30 10 0"), Typed(text="0"), Command(name="done")),
    "ages": (Typed(text="35 48 12 5"), Command(name="done")),
    "workstations": "300",
    "floor_area": "1200",
    "interactions": "1280万",
    "organisation_chart": (file("组织架构图.pdf"), Command(name="done")),
    "overall_strategy": "我中心以客户价值为核心。\n\n分三步走：先稳、再快、后优。",
    "attrition": "18%",
    "satisfaction_survey": "是，每年一次，由第三方执行",
    "attrition_strategies": Nothing.DECLINED,
    "operation_kpis": (
        Typed(text="≤300秒\t285秒\n≤60秒\t52秒\n≤5%\t3.8%\n≥85%\t87.2%\n80-85%\t83%\n90\t91.5"),
        Typed(text="服务水平 80/20 82/20"),
        Command(name="done"),
    ),
    "support_kpis": (
        Typed(text="≤3%\t2.1%\n≤20%\t15.2%\n≤40%\t35%\n1:15\t1:14\n1:40\t1:38\n1:80\t1:75"),
        Command(name="row_none", argument="other_support"),
        Command(name="done"),
    ),
    "unit_name": "示例银行股份有限公司",
    "declaration": "同意",
    "sealed_receipt": (file("盖章回执.pdf", 812_000), Command(name="done")),
    "declared_on": "2026年3月5日",
}  # fmt: skip
REASONS = {"workstations": "三班倒，含备用职场。", "support_kpis": "统计口径不同。"}


def golden(name: str, told: Summary, *, update: bool) -> None:
    """The summary is what the file says."""
    path = HERE / "golden" / f"{name}.txt"
    text = plain(as_blocks(told)) + "\n"
    if told.score is not None:
        text += f"\n{told.score.bars}\n"
    if update:
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")


@pytest.mark.parametrize("language", ["zh-Hant", "en"])
def test_golden_self_assessment(language: str, *, update: bool) -> None:
    """All 58 answered, 14 of them with no: the score, the gaps, and the picture beneath."""
    of = shipped("cccs")
    paths = [node.path for node in of.outline.nodes if node.asked is not None]
    assert len(paths) == 58
    given = {path: "否" if at in ASSESSMENT["no"] else "是" for at, path in enumerate(paths, start=1)}
    golden(f"cccs.{language}", handed_in(of, filled(of, given), language, language="zh-Hant"), update=update)


@pytest.mark.parametrize("language", ["zh-Hans", "en"])
def test_golden_award(language: str, *, update: bool) -> None:
    """Half filled in: tables, files, warnings with reasons, and everything that was skipped."""
    of = shipped("award")
    application = filled(of, AWARD, REASONS)
    golden(
        f"award.{language}",
        handed_in(of, application, language, contact=False, language="zh-Hans"),
        update=update,
    )
