"""A round of reminders before it goes out: how far everybody is, who is left out and why, and what is on the screen."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from dialogues.application import Answer, Application, ApplicationId, Consent, PersonId
from dialogues.catalogue import load_words
from dialogues.dialogue import Dialogue
from dialogues.loading import load
from dialogues.plain import plain
from dialogues.previewing import Cancelled, Next, Preview, Sending, Shown, pressed, too_long, typed
from dialogues.relevance import derive
from dialogues.reminder_rounds import (
    LONGEST_TEXT,
    Group,
    Known,
    ReminderRound,
    Scheduled,
    Unfinished,
    Why,
    group_of,
    unfinished,
)
from dialogues.screens import reminder_round as screens
from tests.conversation import draw

WORDS = load_words()
ANN = PersonId("ann")
#: ten in the morning in Shanghai
NOW = datetime(2026, 11, 25, 2, 0, tzinfo=UTC)
LONG_AGO = NOW - timedelta(days=5)
NEEDED, FREE = tuple(f"n{n}" for n in range(10)), tuple(f"f{n}" for n in range(9))
SEALED = {"sealed": [{"sha256": "0" * 64, "name": "seal.pdf", "size": 1, "type": "application/pdf"}]}


def fair(**keys: str) -> Dialogue:
    """Ten texts and a sealed receipt are required, nine texts are not: 20 questions."""
    header = {"closes": "2026-11-30T18:00", **keys}
    questions = [f"{{name: {name}, type: text, label: Q, required: true}}" for name in NEEDED]
    questions += [f"{{name: {name}, type: text, label: Q}}" for name in FREE]
    questions.append("{name: sealed, type: file, label: The receipt, required: true}")
    source = "\n".join(
        (
            "id: fair",
            "title: The fair",
            "languages: [en, zh-Hans, zh-Hant]",
            "default_language: en",
            "timezone: Asia/Shanghai",
            "applicant: n0",
            'reminders: {after: 2d, again: 3d, at_most: 3, quiet: "21:00-09:00"}',
            *(f"{key}: {value}" for key, value in header.items()),
            "sections:",
            "  - name: all",
            "    label: All",
            "    questions:",
            *(f"      - {question}" for question in questions),
        )
    )
    loaded = load(source.encode(), file="fair.yaml")
    assert loaded.dialogue is not None, loaded.mistakes
    return loaded.dialogue


FAIR = fair()


def application(answered: Iterable[str] = (), *, sealed: bool = False, name: str = "A-1") -> Application:
    texts = {path: Answer(value=f"{path}’s", raw="", who=ANN, at=LONG_AGO) for path in answered}
    files = {path: Answer(value=value, raw="", who=ANN, at=LONG_AGO) for path, value in SEALED.items()}
    return Application(
        id=ApplicationId(name),
        reference=name,
        dialogue=FAIR.id,
        version=FAIR.version,
        started=LONG_AGO,
        touched=LONG_AGO,
        answers={**texts, **(files if sealed else {})},
    )


def waiting(number: int = 1, *, by_round: bool = False) -> Scheduled:
    return Scheduled(at=NOW + timedelta(days=1), number=number, by_round=by_round)


KNOWN = Known(language="zh-Hans", scheduled=waiting())


def stands(
    made: Application, known: Known = KNOWN, now: datetime = NOW, dialogue: Dialogue = FAIR
) -> Unfinished:
    return unfinished(derive(dialogue, made, now), ANN, known)


@pytest.mark.parametrize(
    ("answered", "sealed", "group"),
    [
        ((), False, Group.BEGUN),
        (NEEDED[:6], False, Group.BEGUN),
        (NEEDED[:6] + FREE[:4], False, Group.BEGUN),  # exactly half of all
        (NEEDED[:6] + FREE[:5], False, Group.HALF),
        (NEEDED[:6], True, Group.BEGUN),  # four are left, the receipt is there
        (NEEDED[:7], True, Group.ALMOST),
        (NEEDED[:7], False, Group.ALMOST),  # three, and the receipt
        (NEEDED, False, Group.ALMOST),  # only the receipt
        (NEEDED, True, Group.ALMOST),  # only to be submitted
    ],
)
def test_how_far_somebody_is(answered: tuple[str, ...], sealed: bool, group: Group) -> None:
    """Up to three required questions are few; files are not counted among them, nor what may stay empty."""
    assert group_of(derive(FAIR, application(answered, sealed=sealed), NOW)) is group


def test_of_a_short_dialogue_nobody_is_nearly_done_from_the_start() -> None:
    """Three questions are few, but of three they are all."""
    source = (
        "id: s\ntitle: S\nlanguages: [en]\ndefault_language: en\nsections:\n"
        "  - {name: a, label: A, questions: [{name: n0, type: text, label: Q}, {name: n1, type: text, label: Q}]}\n"
    )
    short = load(source.encode(), file="s.yaml").dialogue
    assert short is not None
    assert group_of(derive(short, application(), NOW)) is Group.BEGUN
    assert group_of(derive(short, application(NEEDED[:1]), NOW)) is Group.ALMOST


MUTED = replace(application(), muted=(ANN,))
ACTIVE = replace(application(), touched=NOW - timedelta(hours=23, minutes=59))


@pytest.mark.parametrize(
    ("made", "known", "why"),
    [
        (application(), KNOWN, None),
        (application(), replace(KNOWN, reminded=NOW - timedelta(hours=2)), Why.REMINDED),
        (application(), replace(KNOWN, reminded=NOW - timedelta(hours=11)), None),  # yesterday at 23:00
        (application(), replace(KNOWN, reminded=NOW - timedelta(hours=9)), Why.REMINDED),  # today at 1:00
        (MUTED, KNOWN, Why.MUTED),
        (application(), replace(KNOWN, reachable=False), Why.UNREACHABLE),
        (MUTED, replace(KNOWN, reachable=False), Why.MUTED),  # not to be telephoned either
        (application(), replace(KNOWN, scheduled=waiting(by_round=True)), Why.WAITING),
        (application(), replace(KNOWN, scheduled=waiting(0)), Why.CHOSEN),
        (ACTIVE, KNOWN, Why.ACTIVE),
        (replace(application(), touched=NOW - timedelta(days=1)), KNOWN, None),
        (application(), replace(KNOWN, scheduled=None), Why.USED_UP),
    ],
)
def test_why_somebody_is_not_reminded(made: Application, known: Known, why: Why | None) -> None:
    """One reason each; what the person wants comes first."""
    assert stands(made, known).why is why


@pytest.mark.parametrize(
    ("now", "why"),
    [
        (datetime(2026, 11, 30, 9, 59, tzinfo=UTC), None),
        (datetime(2026, 11, 30, 10, 0, tzinfo=UTC), Why.OVER),
    ],
)
def test_after_the_deadline_nobody_is_reminded(now: datetime, why: Why | None) -> None:
    """18:00 in Shanghai."""
    assert stands(application(), now=now).why is why


def test_who_would_be_reminded_in_a_morning_after_the_deadline() -> None:
    """Is not reminded; within the grace they are."""
    night = datetime(2026, 11, 29, 15, 0, tzinfo=UTC)
    soon = fair(closes="2026-11-30T08:00")
    assert stands(application(), now=night, dialogue=soon).why is Why.OVER
    assert stands(application(), now=night, dialogue=fair(closes="2026-11-30T08:00", grace="2h")).why is None


def test_who_has_not_agreed_is_not_written_to() -> None:
    """The program does not do so by itself either."""
    asking = fair(notice="{contact: x, purpose: y, consents: [I agree]}")
    assert stands(application(), dialogue=asking).why is Why.UNAGREED
    agreed = replace(application(), consents={ANN: Consent(notice="x", at=LONG_AGO)})
    assert stands(agreed, dialogue=asking).why is None


def test_where_a_dialogue_reminds_nobody_an_organiser_can() -> None:
    """There is no row that could have been used up, and there are no quiet hours."""
    source = "id: s\ntitle: S\nlanguages: [en]\ndefault_language: en\nsections:\n  - {name: a, label: A, questions: [{name: n0, type: text, label: Q}]}\n"
    still = load(source.encode(), file="s.yaml").dialogue
    assert still is not None
    night = NOW.replace(hour=15)
    one = stands(application(), Known(), night, still)
    assert (one.why, one.at) == (None, night)


# The screen.


def everybody(now: datetime = NOW) -> ReminderRound:
    """Two nearly done, one past half, one begun; one of each three reasons not to."""
    rows = (
        stands(application(NEEDED, name="A-1"), now=now),
        stands(application((*NEEDED[:7], *FREE), name="A-2"), now=now),
        stands(application((*NEEDED[:6], *FREE), name="A-3"), now=now),
        stands(application(name="A-4"), now=now),
        stands(application(NEEDED[:1], name="A-5"), replace(KNOWN, reminded=now), now),
        stands(replace(application(NEEDED[:1], name="A-6"), muted=(ANN,)), now=now),
        stands(application(name="A-7"), replace(KNOWN, reachable=False), now),
    )
    return ReminderRound(everyone=rows)


def preview(language: str = "en", now: datetime = NOW) -> Preview:
    return Preview(planned=everybody(now), language=language, words=WORDS)


SCREENS = {
    "zh-Hans": """\
提醒预览 · 截止 11月30日 18:00 北京时间，还有 5 天
未完成 7 份，这次发 4 份：
· 快好了（只差 1–3 题、文件或提交）　2
· 过半　1
· 刚开始　1
不发 3 份：今天已提醒 1、本人不要提醒 1、联系不上 1
现在发 4 份
[ 给我看一份 ] [ 改文字 ]
[ 改范围 ] [ 名单 ]
[ 发送 4 份 ] [ 取消 ]""",
    "zh-Hant": """\
提醒預覽 · 截止 11月30日 18:00 北京時間，還有 5 天
未完成 7 份，這次發 4 份：
· 快好了（只差 1–3 題、檔案或提交）　2
· 過半　1
· 剛開始　1
不發 3 份：今天已提醒 1、本人不要提醒 1、聯絡不上 1
現在發 4 份
[ 給我看一份 ] [ 改文字 ]
[ 改範圍 ] [ 名單 ]
[ 發送 4 份 ] [ 取消 ]""",
    "en": """\
Reminder preview · Closes 30 November, 18:00 Beijing time, 5 days left
7 not finished; to be reminded this time, 4:
· nearly done (1–3 questions, files, or only submitting left): 2
· past half: 1
· just begun: 1
Not reminded, 3: reminded today 1, want no reminders 1, cannot be reached 1
Now: 4
[ Show me one ] [ Change the text ]
[ Change the range ] [ Names ]
[ Send 4 ] [ Cancel ]""",
}


@pytest.mark.parametrize("language", SCREENS)
def test_the_whole_screen(language: str) -> None:
    """Screen 19 of the model conversation."""
    assert "\n".join(line for line in draw(preview(language).screen()) if line) == SCREENS[language]


def test_at_night_it_says_when() -> None:
    """All of a dialogue sleep at once: in its zone."""
    before, after = NOW.replace(hour=14), NOW.replace(hour=18)
    assert "4 份在夜间，明早 9:00 发" in draw(preview("zh-Hans", before).screen())
    assert "Today 9:00: 4 (it is night now)" in draw(preview("en", after).screen())


def after(start: Preview, *lines: str) -> Next:
    """What follows from lines that are typed one after the other."""
    step: Next = start
    for line in lines:
        assert isinstance(step, Preview)
        step = typed(step, line)
    return step


def shown(step: Next) -> str:
    assert isinstance(step, Shown)
    return plain(step.notice.blocks)


@pytest.mark.parametrize(
    ("lines", "only", "text"),
    [
        (("5",), None, ""),
        (("send",), None, ""),
        (("Send 4",), None, ""),
        (("3", "2", "Send"), Group.ALMOST, ""),
        (("range is what I want", "change the range", "past", "5"), Group.HALF, ""),
        (("3", "2", "3", "1", "5"), None, ""),
        (("2", "See you there", "5"), None, "See you there"),
        (("2", "See you there", "2", "Without my words", "5"), None, ""),
        (("2", "back", "2", "2 days are left", "5"), None, "2 days are left"),
        (("", "9", "0", "-1", "99999", "5"), None, ""),
    ],
)
def test_what_is_sent(lines: tuple[str, ...], only: Group | None, text: str) -> None:
    """By number, by words, by the beginning of words; nothing else sends."""
    assert after(preview(), *lines) == Sending(only=only, text=text)


@pytest.mark.parametrize("lines", [("6",), ("cancel",), ("取消",), ("/stop",), ("3", "5", "Cancel")])
def test_it_can_be_left(lines: tuple[str, ...]) -> None:
    """From the preview; a command for it works as well."""
    step = after(preview("zh-Hans" if "取消" in lines else "en"), *lines)
    assert isinstance(step, Cancelled)


@pytest.mark.parametrize("line", ["", "send them", "yes", "好", "s e n d", "1\x001"])
def test_what_is_not_understood_sends_nothing(line: str) -> None:
    """It says what would be."""
    step = typed(preview(), line)
    assert isinstance(step, Preview)
    assert step.problem == ("Please type a number, or the words of a button." if line else "")
    assert step.screen().problem == step.problem


def test_a_text_that_is_too_long_is_not_taken() -> None:
    """And what is there already stays; the limit itself is fine."""
    start = after(preview(), "2", "First words", "2")
    assert isinstance(start, Preview)
    step = typed(start, "x" * (LONGEST_TEXT + 7))
    assert isinstance(step, Preview)
    assert (step.at, step.planned.text) == ("text", "First words")
    assert step.screen().problem == "That is 307 characters, and 300 fit. Please shorten it by 7."
    step = typed(step, "y" * LONGEST_TEXT)
    assert isinstance(step, Preview)
    assert (step.at, step.planned.text, step.screen().problem) == ("preview", "y" * LONGEST_TEXT, "")
    assert not too_long(step.scene, step.planned.text)


def test_one_of_them_as_it_will_be_read() -> None:
    """In the person's language, with the organiser's words above, of the first who is reached."""
    start = after(preview("en"), "2", "Bring *a pen*")
    assert isinstance(start, Preview)
    text = shown(typed(start, "1"))
    assert text.startswith("主办方留言：Bring *a pen*\n\n「The fair」已存 10/20。")
    assert "还差 1 道必答：" in text


def test_it_is_read_at_the_moment_when_it_will_fall() -> None:
    """In the morning, when there are hours left and no longer a day."""
    night = datetime(2026, 11, 29, 14, 0, tzinfo=UTC)
    assert "还有 9 小时" in shown(typed(preview(now=night), "1"))


def test_the_names() -> None:
    """Everybody by reference, with the one answer that organisers see anyway, and no other."""
    start = after(preview(), "3", "2")
    assert isinstance(start, Preview)
    text = shown(typed(start, "names"))
    assert text == (
        "nearly done (1–3 questions, files, or only submitting left): 2\n"
        "· A-1 n0’s · 10/20\n"
        "· A-2 n0’s · 16/20\n"
        "\n"
        "reminded today 1\n"
        "· A-5 n0’s · 1/20\n"
        "\n"
        "want no reminders 1\n"
        "· A-6 n0’s · 1/20\n"
        "\n"
        "cannot be reached 1\n"
        "· A-7 · 0/20\n"
        "\n"
        "outside this range 2\n"
        "· A-3 n0’s · 15/20\n"
        "· A-4 · 0/20"
    )


def test_where_nobody_is_left_to_be_reminded() -> None:
    """Nothing can be sent, not even by a button of an older screen."""
    planned = replace(everybody(), only=Group.HALF)
    planned = replace(planned, everyone=tuple(one for one in planned.everyone if one.reference != "A-3"))
    start = Preview(planned=planned, language="en", words=WORDS)
    lines = draw(start.screen())
    assert "6 not finished; nobody to be reminded this time." in lines
    assert not [line for line in lines if "Send" in line or "Show me" in line]
    for argument in ("send", "sample", "only nobody", "what"):
        assert isinstance(pressed(start, argument), Preview)


def test_what_was_scheduled() -> None:
    """Told as it became, not as it was planned."""
    scene, members = preview().scene, everybody().reached
    assert plain(screens.scheduled(scene, members[:3]).blocks) == (
        "Scheduled: 3. The running program sends them.\nNow: 3"
    )
    assert plain(screens.scheduled(scene, ()).blocks).startswith("Nobody is to be reminded now")


def test_no_answer_is_in_a_repr() -> None:
    """Of what asyncio may put into a message."""
    assert "’s" not in repr(everybody())
