"""The window: what is handed on, in which order, and how it ends. Nothing of the core runs here."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.channels.base import Inbound, Malformed, Offered, Outcome, Parcel, Refused, Sent, Unsaved
from bot.channels.terminal.channel import UNBROKEN, Terminal, console_on, found
from bot.channels.terminal.lines import Piped
from bot.channels.terminal.window import SecondWindow, only_window
from dialogues.application import AddressId, ApplicationId, PersonId
from dialogues.effects import Ask, Due, Effect, Fetch, Give, Hand, Page, Post, Refresh, Settle, Tell
from dialogues.prompt import Button, Notice, Paragraph, Prompt, Settled
from dialogues.reply import Command, Typed
from tests.channels.nowhere import Nowhere
from tests.channels.terminal import prompts
from tests.channels.terminal.drawing import WORDS, console, printed

ME = AddressId("address")
OTHER = ApplicationId("another application")
NOON = datetime(2026, 3, 5, 12, tzinfo=UTC)
OPEN = Command(name="open", argument="award")


class Typist:
    """Lines that were typed beforehand; `interactive` says whether they are seen."""

    def __init__(self, *lines: str, interactive: bool = False) -> None:
        self._lines = list(lines)
        self.interactive = interactive
        self.closed = False

    async def read(self) -> str | None:
        return self._lines.pop(0) if self._lines else None

    def make_room(self) -> None:
        pass

    def resume(self) -> None:
        pass

    def close(self) -> None:
        self.closed = True


@dataclass
class Desk:
    """A window with a core of paper behind it: `answers` are what each reply leads to, in turn."""

    lines: Typist | Piped
    answers: list[tuple[Outcome, list[Effect | Notice]]] = field(default_factory=list)
    said: list[Inbound] = field(default_factory=list)
    folder: Path = Path("nowhere")

    def __post_init__(self) -> None:
        self.console = console(60)
        self._waiting: list[Effect | Notice] = []
        self.terminal = Terminal(
            external_id="li",
            rooms={"reviewers"},
            dialogue="award",
            language="zh-TW",
            again="formbot chat award --as li",
            folder=self.folder,
            session="s1",
            lines=self.lines,
            console=self.console,
            words=WORDS,
            settled=self._settle,
            now=lambda: NOON,
        )

    async def run(self) -> str:
        await self.terminal.run(self.handle, self, Nowhere())
        return printed(self.console)

    async def handle(self, inbound: Inbound) -> Outcome:
        self.said.append(inbound)
        outcome, effects = self.answers.pop(0) if self.answers else (Outcome(), [])
        self._waiting += effects
        return outcome

    async def send(self, content: Effect | Notice, *, to: str = "li", room: bool = False) -> Sent:
        return await self.terminal.send(Parcel(id=1, external_id=to, team="", content=content, room=room))

    async def _settle(self) -> None:
        for content in self._waiting:
            await self.send(content, room=isinstance(content, Notice))
        self._waiting.clear()


def ask(prompt: Prompt) -> Ask:
    return Ask(to=ME, turn=1, prompt=prompt)


def tell(text: str, *buttons: Button) -> Tell:
    return Tell(to=ME, notice=Notice(blocks=(Paragraph(text=text),), buttons=(buttons,) if buttons else ()))


def contents(desk: Desk) -> list[object]:
    return [inbound.content for inbound in desk.said]


async def test_the_dialogue_is_opened_then_each_line_is_one_reply() -> None:
    """In the order of the lines, with keys that no other window has; blank lines are space."""
    desk = Desk(Typist("是", "", r"一\n二", "  "))
    await desk.run()
    assert contents(desk) == [OPEN, Typed(text="是"), Typed(text="一\n二")]
    assert [inbound.key for inbound in desk.said] == ["s1:1", "s1:2", "s1:3"]
    assert desk.said[0] == Inbound(
        channel="terminal", key="s1:1", external_id="li", at=NOON, content=OPEN, language="zh-TW"
    )


async def test_everything_is_shown_before_the_next_line_is_read() -> None:
    """A transcript reads as a conversation: question, reply, question, reply."""
    desk = Desk(Typist("是", "18 60 30"))
    desk.answers = [
        (Outcome(), [tell("您好"), ask(prompts.SURVEY)]),
        (
            Outcome(),
            [ask(prompts.seats(0)), Settle(to=ME, turn=1, settled=Settled(number="", label="老", lines=()))],
        ),
        (Outcome(), [Refresh(to=ME, turn=2, prompt=prompts.seats(0, problem="还差 10%，放在哪里？"))]),
    ]
    lines = (await desk.run()).splitlines()
    places = [
        lines.index(line)
        for line in (
            "│ 您好",
            "5.2 是否有做员工满意度调查？",
            "> 是",
            "第 1/3 行：全职座席",
            "> 18 60 30",
            "▌ 还差 10%，放在哪里？",
        )
    ]
    assert places == sorted(places)
    assert "老" not in "".join(lines)


async def test_the_end_of_a_pipe_says_nothing() -> None:
    """There is nobody to say it to."""
    desk = Desk(Typist())
    assert await desk.run() == "\n"
    assert desk.lines.closed  # type: ignore[union-attr] # a Typist


async def test_the_end_of_typing_says_how_to_come_back() -> None:
    """In the language of the conversation, with the very command."""
    desk = Desk(Typist("2", interactive=True))
    desk.answers = [(Outcome(), [ask(prompts.SURVEY)])]
    lines = (await desk.run()).split()
    assert lines[-5:] == ["答过的都已保存。回来接着填，打：formbot", "chat", "award", "--as", "li"]
    assert ">" not in lines  # what is typed is seen already


async def test_to_stop_ends_the_window_after_the_words_of_the_core() -> None:
    """The lines behind it are not read."""
    desk = Desk(Typist("暂停", "2"))
    desk.answers = [(Outcome(), []), (Outcome(), [tell("已保存，停在 5.2。")])]
    text = await desk.run()
    assert contents(desk) == [OPEN, Typed(text="暂停")]
    assert text.index("停在 5.2") < text.index("formbot chat award --as li")


async def test_a_pause_that_asks_when_is_answered_before_the_window_closes() -> None:
    """The line behind the answer is not read; to stop twice closes as well."""
    asks = Prompt(
        screen="paused", label="已保存", actions=((Button(label="明早 9:00", reply=Command(name="remind")),),)
    )
    decided = Prompt(screen="paused", label="已保存", hint="明早 9:00 提醒您")
    desk = Desk(Typist("暂停", "1", "2"))
    desk.answers = [(Outcome(), []), (Outcome(), [ask(asks)]), (Outcome(), [ask(decided)])]
    text = await desk.run()
    assert contents(desk) == [OPEN, Typed(text="暂停"), Typed(text="1")]
    assert text.index("提醒您") < text.index("formbot chat award --as li")
    desk = Desk(Typist("暂停", "暂停", "2"))
    desk.answers = [(Outcome(), []), (Outcome(), [ask(asks)]), (Outcome(), [ask(asks)])]
    await desk.run()
    assert contents(desk) == [OPEN, Typed(text="暂停"), Typed(text="暂停")]


async def test_a_window_that_is_closed_finishes_what_was_begun() -> None:
    """Ctrl-C while a reply is being kept: it is kept, then said."""
    desk, begun, kept = Desk(Typist("2", interactive=True)), asyncio.Event(), asyncio.Event()

    async def slow(inbound: Inbound) -> Outcome:
        if inbound.content != OPEN:
            begun.set()
            await asyncio.sleep(0)
            assert "formbot chat" not in printed(desk.console)
            kept.set()
        return Outcome()

    running = asyncio.create_task(desk.terminal.run(slow, desk, Nowhere()))
    await begun.wait()
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    assert kept.is_set()
    assert "formbot chat award" in printed(desk.console)
    assert desk.lines.closed  # type: ignore[union-attr] # a Typist


async def test_what_could_not_be_kept_is_said() -> None:
    """And the window goes on."""
    desk, unsaved = Desk(Typist("2", "3")), ["没能保存，请稍等再发一次。"]

    async def handle(inbound: Inbound) -> Outcome:
        if inbound.content == Typed(text="2"):
            raise Unsaved(unsaved.pop())
        return await desk.handle(inbound)

    await desk.terminal.run(handle, desk, Nowhere())
    assert "│ 没能保存，请稍等再发一次。" in printed(desk.console)
    assert contents(desk) == [OPEN, Typed(text="3")]


async def test_a_toast_is_shown() -> None:
    """The short answer to what was done."""
    desk = Desk(Typist("2"))
    desk.answers = [(Outcome(), []), (Outcome(toast="正在接收「图.png」…"), [])]
    assert "│ 正在接收「图.png」…" in await desk.run()


async def test_the_question_is_repeated_below_what_covers_it() -> None:
    """Once, in one line; not when the question itself was the last thing drawn."""
    desk = Desk(Typist("帮助", "2"))
    desk.answers = [(Outcome(), [ask(prompts.SURVEY)]), (Outcome(), [tell("点按钮")]), (Outcome(), [])]
    text = await desk.run()
    assert text.count("5.2 是否有做员工满意度调查？") == 2
    assert text.rindex("5.2 是否") < text.index("> 2")


async def test_a_button_of_a_notice_is_pressed_by_its_words() -> None:
    """Until a new prompt comes; then the words are an answer again."""
    button = Button(label="从 8.2 继续 ›", reply=Command(name="go", argument="support"))
    desk = Desk(Typist("从 8.2 继续", "从 8.2 继续"))
    desk.answers = [
        (Outcome(), [ask(prompts.SURVEY), tell("还差 3 道必答", button)]),
        (Outcome(), [ask(prompts.STRATEGY)]),
    ]
    await desk.run()
    assert contents(desk) == [OPEN, button.reply, Typed(text="从 8.2 继续")]


async def test_a_button_of_a_notice_leads_to_its_own_application() -> None:
    """A reminder may be of another one than is on screen; words that press no button are for that one."""
    button = Button(label="Continue from 8.2 ›", reply=Command(name="go", argument="support"))
    desk = Desk(Typist("continue from 8.2", "continue from 8.3"))
    reminder = Parcel(id=1, external_id="li", team="", content=tell("3 left", button), application=OTHER)
    await desk.terminal.send(reminder)
    await desk.run()
    assert [inbound.application for inbound in desk.said] == [None, OTHER, None]


async def test_the_reviewers_room_is_a_panel_of_its_own() -> None:
    """In the words of the room's language; the person's stay as they are."""
    desk = Desk(Typist(interactive=True))
    desk.answers = [(Outcome(), [ask(prompts.SURVEY), prompts.SUMMARY])]
    lines = (await desk.run()).splitlines()
    assert "╭─ 评委收到的 ─────────────────────────────────────────────╮" in lines
    assert "│ A-7F3K　示例银行股份有限公司                             │" in lines
    await desk.send(replace(prompts.SUMMARY, language="en"), to="reviewers", room=True)
    assert "╭─ To the reviewers ───" in printed(desk.console)


async def test_own_words_follow_the_language_of_the_prompt() -> None:
    """After a change of language the next prompt counts in it."""
    desk = Desk(Typist())
    for language in ("zh-TW", "en-GB", "fr"):
        await desk.send(ask(replace(prompts.SURVEY, language=language)))
    text = printed(desk.console)
    assert text.count("已答 43/107") == 1
    assert text.count("43 of 107 answered") == 2


async def test_files_are_offered_one_by_one(tmp_path: Path) -> None:
    """Where a file is asked, existing files by their paths; each is an event of its own."""
    one, two = tmp_path / "图 1.png", tmp_path / "2.png"
    one.write_bytes(b"one")
    two.write_bytes(b"three")
    desk = Desk(Typist(f"'{one}' {two}"))
    desk.answers = [(Outcome(), [ask(prompts.LAYOUT)])]
    await desk.run()
    assert contents(desk) == [
        OPEN,
        Offered(token=str(one), name="图 1.png", size=3),
        Offered(token=str(two), name="2.png", size=5),
    ]
    assert desk.said[-1].key == "s1:3"


async def test_a_path_without_a_file_is_said_here() -> None:
    """And not handed on: nothing was said yet. What is asked is shown again."""
    desk = Desk(Typist("/no/plan.png"))
    desk.answers = [(Outcome(), [ask(prompts.LAYOUT)])]
    text = await desk.run()
    assert contents(desk) == [OPEN]
    assert "│ /no/plan.png 这里没有文件。请检查路径，再打一次。" in text
    assert text.count("10.6 请添加图片说明") == 2


async def test_the_bytes_of_an_offered_file(tmp_path: Path) -> None:
    """Whole and in order, whatever their number."""
    content = os.urandom(700_000)
    (tmp_path / "plan.pdf").write_bytes(content)
    chunks = [chunk async for chunk in Desk(Typist()).terminal.fetch(str(tmp_path / "plan.pdf"))]
    assert b"".join(chunks) == content
    assert len(chunks) > 1


@pytest.mark.parametrize(
    ("path", "code"), [("missing.pdf", "not_found"), (".", "not_found"), ("x" * 5000, "unreachable")]
)
async def test_a_file_that_cannot_be_had(tmp_path: Path, path: str, code: str) -> None:
    """It was moved or deleted meanwhile; the code is in the catalogue."""
    with pytest.raises(Refused) as refused:
        _ = [chunk async for chunk in Desk(Typist()).terminal.fetch(str(tmp_path / path))]
    assert refused.value.code == code
    assert f"file.{code}" in WORDS.catalogues["en"].wordings


def test_what_is_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An existing file by any path to it; a folder, a NUL, and a path without end are none."""
    (tmp_path / "图.png").write_bytes(b"12")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    expected = Offered(token=str(tmp_path / "图.png"), name="图.png", size=2)
    assert found("图.png") == found("~/图.png") == found(str(tmp_path / "图.png")) == expected
    assert [found(path) for path in (".", "", "missing", "a\0b", "x" * 5000, "~nobody-here/x")] == [None] * 6


async def test_somebody_elses_message_waits_for_their_window() -> None:
    """A reminder to a person whose window is closed is not shown to another one, whatever that one is called."""
    assert Desk(Typist()).terminal.chats == {"li", "reviewers"}
    with pytest.raises(Refused) as refused:
        await Desk(Typist()).send(tell("您的申报表"), to="reviewers")
    assert refused.value.code == "no_window"


async def test_a_text_to_hand_out_is_a_file(tmp_path: Path) -> None:
    """It is put where only this user reads it, and said where; a name leads nowhere else."""
    desk = Desk(Typist(), folder=tmp_path / "handed")
    hand = Hand(to=ME, name="../../A-7F3K.txt", text="A1：\n", caption="全部问题", language="zh-Hans")
    await desk.send(hand)
    await desk.send(replace(hand, text="A1：示例\n"))
    file = tmp_path / "handed" / "A-7F3K.txt"
    assert file.read_text(encoding="utf-8") == "A1：示例\n"
    assert file.stat().st_mode & 0o077 == 0
    assert "全部问题" in printed(desk.console)
    assert "A-7F3K.txt" in printed(desk.console).replace("\n", "").replace(" ", "")


async def test_a_file_that_is_given_is_copied(tmp_path: Path) -> None:
    """Under the name that it had; one that is not there any more is refused."""
    desk, kept = Desk(Typist(), folder=tmp_path / "handed"), tmp_path / "abcd"
    kept.write_bytes(b"report")
    parcel = Parcel(
        id=1, external_id="li", team="", file=kept,
        content=Give(to=ME, sha256="ab" * 32, name="../报告.pdf", caption="C1"),
    )  # fmt: skip
    await desk.terminal.send(parcel)
    assert (tmp_path / "handed" / "报告.pdf").read_bytes() == b"report"
    assert "C1" in printed(desk.console)
    kept.unlink()
    with pytest.raises(Refused) as refused:
        await desk.terminal.send(parcel)
    assert refused.value.code == "file_missing"


async def test_a_page_is_shown_with_its_buttons() -> None:
    """Nothing can be turned where it stands; the next one is printed below."""
    turn = Button(label="2 ›", reply=Command(name="read", argument="A-7F3K.1.2"))
    desk = Desk(Typist("2"))
    page = Page(to=ME, notice=Notice(blocks=(Paragraph(text="第一页"),), buttons=((turn,),)))
    desk.answers = [(Outcome(), [page])]
    await desk.run()
    assert "第一页" in printed(desk.console)
    assert contents(desk)[1] == turn.reply


async def test_whoever_has_the_window_sees_its_rooms() -> None:
    """And nobody else, nor another room."""
    terminal = Desk(Typist()).terminal
    assert await terminal.is_member("reviewers", "li")
    assert not await terminal.is_member("reviewers", "wang")
    assert not await terminal.is_member("others", "li")


async def test_a_text_that_cannot_be_written_is_refused(tmp_path: Path) -> None:
    """Said to the organiser, and not tried for ever."""
    (tmp_path / "A.txt").mkdir()
    with pytest.raises(Refused) as refused:
        await Desk(Typist(), folder=tmp_path).send(Hand(to=ME, name="A.txt", text="", language="en"))
    assert refused.value.code == "unwritable"


@pytest.mark.parametrize(
    "effect",
    [
        Fetch(to=ME, path="plan", token="t", name="n"),
        Post(dialogue="award", round=1),
        Due(who=PersonId("p"), at=None),
    ],
)
async def test_what_is_no_message_is_a_mistake_of_ours(effect: Effect) -> None:
    """The relay and the clock do these."""
    with pytest.raises(Malformed):
        await Desk(Typist()).send(effect)


def _piped(*chunks: bytes) -> Piped:
    reader, writer = os.pipe()
    for chunk in chunks:
        os.write(writer, chunk)
    os.close(writer)
    return Piped(reader)


async def _all(lines: Piped) -> Iterable[str]:
    found: list[str] = []
    while (line := await lines.read()) is not None:
        found.append(line)
    return found


@pytest.mark.parametrize(
    ("content", "lines"),
    [
        (b"", []),
        (b"one\ntwo\n", ["one", "two"]),
        (b"one\r\n\r\ntwo", ["one", "", "two"]),
        ("\ufeff一\n二".encode(), ["一", "二"]),
        (b"\xe4\xb8\n\xff", ["\ufffd", "\ufffd"]),
        (b"x" * 60_000 + b"\ny", ["x" * 60_000, "y"]),
    ],
)
async def test_lines_of_a_pipe(content: bytes, lines: list[str]) -> None:
    """UTF-8, with any line ends, and with what is not UTF-8 marked."""
    assert await _all(_piped(content)) == lines


async def test_lines_of_a_file(tmp_path: Path) -> None:
    """`formbot chat award < replies.txt`."""
    (tmp_path / "replies.txt").write_text("一\n" * 3000, encoding="utf-8")
    with (tmp_path / "replies.txt").open("rb") as file:
        assert await _all(Piped(file.fileno())) == ["一"] * 3000


async def test_a_character_may_come_in_two_halves() -> None:
    """A pipe cuts where it likes."""
    reader, writer = os.pipe()
    lines = Piped(reader)
    os.write(writer, "一".encode()[:2])
    reading = asyncio.create_task(lines.read())
    await asyncio.sleep(0)
    os.write(writer, "一".encode()[2:] + b"\n")
    assert await reading == "一"
    os.close(writer)
    assert await lines.read() is None


def test_a_second_window_of_the_same_person_is_refused(tmp_path: Path) -> None:
    """On the same data; another person, other data, and the same person later are not."""
    data = tmp_path / "data"
    with only_window(data, "李/../x"):
        assert data.stat().st_mode & 0o777 == 0o700
        with pytest.raises(SecondWindow), only_window(data, "李/../x"):
            pass
        with only_window(data, "wang"), only_window(tmp_path / "other", "李/../x"):
            pass
    with only_window(data, "李/../x"):
        pass
    assert len(list(data.glob("terminal-*.lock"))) == 2


class _Paper:
    """A stdout that says what it is."""

    encoding = "utf-8"

    def __init__(self, *, terminal: bool) -> None:
        self.isatty: Callable[[], bool] = lambda: terminal

    def write(self, text: str) -> int:
        return len(text)

    def flush(self) -> None: ...


@pytest.mark.parametrize(
    ("terminal", "environment", "broken"),
    [(False, {}, False), (False, {"COLUMNS": "70"}, True), (True, {}, True), (False, {"COLUMNS": ""}, False)],
)
def test_only_a_terminal_has_a_width(terminal: bool, environment: dict[str, str], broken: bool) -> None:
    """Unless COLUMNS says otherwise."""
    on = console_on(_Paper(terminal=terminal), environment)  # type: ignore[arg-type] # as much of one as is used
    assert (on.width < UNBROKEN) is broken


async def test_how_to_send_several_lines_is_told_once_in_a_window() -> None:
    """Under the first question that takes them; after that it is known."""
    desk = Desk(Typist())
    await desk.send(ask(prompts.SURVEY))
    for _ in range(2):
        await desk.send(ask(prompts.STRATEGY))
    told = printed(desk.console)
    assert told.count(WORDS.say("zh-Hans", "terminal.lines")) == 1
    assert told.count(prompts.STRATEGY.label.split("\n")[0][:6]) == 2
