"""What an organiser sees before reminders go out: how many, to whom, who not and why, and one of them as it will be
read. Of what people answered, only the answer to the dialogue's `applicant` question is shown.

Each is a pure look at a round; what a press does is for `previewing.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from dialogues.closing import deadline
from dialogues.lobby import language_of
from dialogues.pausing import said
from dialogues.prompt import Block, Button, Expects, Listing, ListItem, Notice, Paragraph, Prompt
from dialogues.relevance import derive
from dialogues.reminder_rounds import (
    LONGEST_TEXT,
    Group,
    ReminderRound,
    Unfinished,
    Why,
    by_moment,
)
from dialogues.reply import Command
from dialogues.scene import Scene
from dialogues.screens.telling import reminder
from dialogues.widths import rows
from dialogues.words import Words

#: what its buttons command; the argument says what is wanted
COMMAND: Final = "round"

_GROUPS: Final[Mapping[Group, tuple[str, str]]] = {
    Group.ALMOST: ("round.almost", "button.round_almost"),
    Group.HALF: ("round.half", "button.round_half"),
    Group.BEGUN: ("round.begun", "button.round_begun"),
}
_REASONS: Final[Mapping[Why, str]] = {
    Why.REMINDED: "round.reminded",
    Why.WAITING: "round.waiting",
    Why.ACTIVE: "round.active",
    Why.MUTED: "round.muted",
    Why.CHOSEN: "round.chosen",
    Why.UNREACHABLE: "round.unreachable",
    Why.UNAGREED: "round.unagreed",
    Why.USED_UP: "round.used_up",
    Why.OVER: "round.over",
    Why.OUTSIDE: "round.outside",
}


def preview_screen(scene: Scene, planned: ReminderRound, *, problem: str = "") -> Prompt:
    """The counts, and what can be done."""
    reached = planned.reached
    one = [_press(scene, "sample"), _press(scene, "text")] if reached else []
    all_ = [_press(scene, "range"), _press(scene, "names")]
    last = [*([_press(scene, "send", count=len(reached))] if reached else []), _cancel(scene)]
    return _prompt(scene, _title(scene), (one, all_, last), _body(scene, planned), problem)


def range_screen(scene: Scene, planned: ReminderRound, *, problem: str = "") -> Prompt:
    """Which groups there are, with how many of each could be reminded."""
    everyone = sum(one.why is None for one in planned.everyone)
    buttons = [_button(scene, "button.round_all", "only", count=everyone)]
    buttons += [
        _button(scene, key, f"only {group}", count=len(members))
        for group, (_, key) in _GROUPS.items()
        if (members := planned.of_group(group))
    ]
    return _prompt(scene, scene.say("round.which"), (buttons, [_back(scene)]), (), problem)


def text_screen(scene: Scene, planned: ReminderRound, *, problem: str = "") -> Prompt:
    """What the organiser has to say."""
    body = tuple(_own(scene, planned))
    without = [_button(scene, "button.round_without", "without")] if body else []
    hint = scene.say("round.text_hint", most=LONGEST_TEXT)
    expects = Expects(kind="text", multiline=False)
    return _prompt(
        scene,
        scene.say("round.which_text"),
        (without, [_back(scene)]),
        body,
        problem,
        hint=hint,
        expects=expects,
    )


def names(scene: Scene, planned: ReminderRound) -> Notice:
    """Everyone by reference: who is reminded, by group, and who is not, by reason."""
    reached = planned.reached
    groups = (
        (key, tuple(one for one in reached if one.group is group)) for group, (key, _) in _GROUPS.items()
    )
    reasons = ((_REASONS[why], those) for why, those in planned.left_out().items())
    lists = (_listed(scene, key, members) for key, members in (*groups, *reasons) if members)
    return Notice(blocks=tuple(lists), language=scene.language)


def sample(planned: ReminderRound, words: Words) -> Notice:
    """The first reminder of the round, as it will be read: in that person's language, at its moment."""
    one = planned.reached[0]
    view = derive(one.view.dialogue, one.view.application, one.at)
    return reminder(Scene(view, language_of(view.dialogue, one.language), words), planned.text)


def scheduled(scene: Scene, members: tuple[Unfinished, ...]) -> Notice:
    """What was really scheduled."""
    if not members:
        return told(scene, "round.sent_none")
    lines = [scene.say("round.sent", count=len(members)), *_when(scene, members)]
    return Notice(blocks=(Paragraph(text="\n".join(lines)),), language=scene.language)


def told(scene: Scene, key: str) -> Notice:
    """One sentence."""
    return Notice(blocks=(Paragraph(text=scene.say(key)),), language=scene.language)


def report(scene: Scene, planned: ReminderRound) -> Notice:
    """The preview for one who can press nothing, such as a log: with its title, and everyone by reference."""
    title = Paragraph(text=_title(scene), style="strong")
    return Notice(
        blocks=(title, *_body(scene, planned), *names(scene, planned).blocks), language=scene.language
    )


def _title(scene: Scene) -> str:
    due = deadline(scene)
    return scene.say("round.title", deadline=due) if due else scene.say("round.untitled")


def _body(scene: Scene, planned: ReminderRound) -> tuple[Block, ...]:
    reached = planned.reached
    counts = {"unfinished": len(planned.everyone), "sent": len(reached)}
    blocks: list[Block] = []
    if reached:
        counted = ((key, sum(one.group is group for one in reached)) for group, (key, _) in _GROUPS.items())
        lines = tuple(ListItem(text=scene.say(key, count=count)) for key, count in counted if count)
        blocks.append(Listing(title=scene.say("round.counts", **counts), items=lines))
    else:
        blocks.append(Paragraph(text=scene.say("round.none", **counts)))
    rest = [*_unsent(scene, planned), *_when(scene, reached)]
    if rest:
        blocks.append(Paragraph(text="\n".join(rest)))
    return (*blocks, *_own(scene, planned))


def _unsent(scene: Scene, planned: ReminderRound) -> Iterator[str]:
    left_out = planned.left_out()
    if left_out:
        reasons = (scene.say(_REASONS[why], count=len(those)) for why, those in left_out.items())
        count = sum(map(len, left_out.values()))
        yield scene.say("round.unsent", count=count, reasons=scene.say("format.between").join(reasons))


def _when(scene: Scene, members: tuple[Unfinished, ...]) -> Iterator[str]:
    for at, count in by_moment(members).items():
        if at is None:
            yield scene.say("round.now", count=count)
        else:
            yield scene.say("round.later", count=count, moment=said(scene, at))


def _own(scene: Scene, planned: ReminderRound) -> Iterator[Block]:
    if planned.text:
        yield Paragraph(text=scene.say("round.own", text=planned.text))


def _listed(scene: Scene, key: str, members: Iterable[Unfinished]) -> Listing:
    members = tuple(members)
    lines = tuple(ListItem(text=_named(scene, one)) for one in members)
    return Listing(title=scene.say(key, count=len(members)), items=lines)


def _named(scene: Scene, one: Unfinished) -> str:
    counts = {"answered": one.view.answered, "total": one.view.total}
    applicant = one.applicant.replace("\n", " ")
    if not applicant:
        return scene.say("round.line", reference=one.reference, **counts)
    return scene.say("round.line_named", reference=one.reference, applicant=applicant, **counts)


_PRESSES: Final[Mapping[str, str]] = {
    "sample": "button.round_sample",
    "text": "button.round_text",
    "range": "button.round_range",
    "names": "button.round_names",
    "send": "button.round_send",
}


def _press(scene: Scene, to: str, **fields: int) -> Button:
    return _button(scene, _PRESSES[to], to, **fields)


def _button(scene: Scene, key: str, argument: str, **fields: int) -> Button:
    return Button(label=scene.say(key, **fields), reply=Command(name=COMMAND, argument=argument))


def _back(scene: Scene) -> Button:
    return _button(scene, "button.back", "back")


def _cancel(scene: Scene) -> Button:
    return _button(scene, "button.cancel", "cancel")


def _prompt(
    scene: Scene,
    label: str,
    buttons: tuple[list[Button], ...],
    body: tuple[Block, ...],
    problem: str,
    *,
    hint: str = "",
    expects: Expects | None = None,
) -> Prompt:
    return Prompt(
        screen="choose",
        language=scene.language,
        label=label,
        hint=hint,
        body=body,
        problem=problem,
        expects=expects or Expects(kind="choice"),
        actions=tuple(row for some in buttons for row in rows(some)),
        numbered=True,
    )
