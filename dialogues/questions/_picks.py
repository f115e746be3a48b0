"""What a typed text picks of the choices that are offered, and what has to be asked back where that is in doubt.

How a text is cut into pieces and matched with labels is for `reading/choices.py`; how many may be picked is for the
types.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias, assert_never

from dialogues.prompt import Button, Choice
from dialogues.question import Doubtful, Here, Problem, Rejected
from dialogues.questions._saying import doubt, excerpt, joined, one_line, which
from dialogues.reading import choices as reading
from dialogues.reading.labels import Option
from dialogues.reply import Chosen, Command, Reply, Typed

#: the name of the choice that asks what
OTHER = "other"
#: where a doubtful part of a text is looked for; further on, nobody repeats it
_MOST_PLACES = 8


@dataclass(frozen=True, kw_only=True, slots=True)
class Offered:
    """A choice that can be picked now, in the person's words."""

    name: str
    label: str
    #: fits a narrow button
    short: str
    #: counted among those that are offered
    number: int
    #: every wording that it can be typed by
    labels: tuple[str, ...]
    exclusive: bool = False

    def drawn(self, reply: Reply, *, picked: bool) -> Choice:
        """As the prompt shows it."""
        return Choice(
            name=self.name, label=self.label, short=self.short, number=self.number, reply=reply, picked=picked
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class Picks:
    """What is picked."""

    names: tuple[str, ...]
    #: what "other" is
    text: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Unknown:
    """A part of a text names no choice, and without it the rest is no answer."""

    about: str
    #: what the rest picks
    understood: tuple[str, ...]


Offer: TypeAlias = tuple[Offered, ...]


def read_picks(
    text: str, offer: Offer, here: Here, *, many: bool, fits: Callable[[Picks], bool]
) -> Picks | Unknown | Rejected | Doubtful:
    """What a text picks, or what has to be asked back. What `fits` as an answer may be offered as one."""
    options = [
        Option(
            name=it.name,
            number=it.number,
            labels=it.labels,
            is_other=it.name == OTHER,
            is_exclusive=it.exclusive,
        )
        for it in offer
    ]

    def reread(variants: Iterable[str]) -> tuple[str, Picks | None]:
        """The first of some texts that leaves no doubt, or the last of them."""
        certain = text
        for certain in variants:
            found = reading.read_choices(certain, options, many=many)
            if isinstance(found, reading.Picked):
                return certain, Picks(names=found.names, text=found.other_text)
        return certain, None

    match reading.read_choices(text, options, many=many):
        case reading.Picked(names=names, other_text=other):
            return Picks(names=names, text=other)
        case reading.Doubtful(candidates=names, about=about):
            replies: list[tuple[str, Chosen | Typed]] = []
            for it in offer:
                if it.name in names:
                    certain, picks = reread(_instead(text, about, str(it.number)))
                    reply = Typed(text=certain) if picks is None else as_reply(picks, offer)
                    whole = it.label if picks is None or len(names) > 1 else shown(picks, offer, here)
                    replies.append((whole, reply))
            return _which_choice(about, replies, here)
        case reading.Unread(about=""):
            return Rejected(problem=Problem(code="choices_wanted" if many else "choice_wanted"))
        case reading.Unread(about=about, more=more, understood=names, other_text=other) if names:
            about = joined((about, *more), here)
            fitting = [
                it
                for it in _without(about, text, Picks(names=names, text=other), offer, many=many)
                if fits(it)
            ]
            return _what_of(about, fitting, offer, here) or Unknown(about=about, understood=names)
        case reading.Unread(about=about):
            label = called(OTHER, offer)
            certain, picks = reread((*_instead(text, about, f"{label}：{about}"), f"{label}：{text}"))
            if picks is not None and picks.text and fits(picks):
                answer = shown(picks, offer, here)
                about = here.say("doubt.other", typed=excerpt(about), answer=excerpt(answer))
                return doubt(about, Typed(text=certain), here)
            return Rejected(problem=unknown(about, offer))
        case unreachable:
            assert_never(unreachable)


def unknown(about: str, offer: Offer) -> Problem:
    """That no choice is called so."""
    fields = {"typed": excerpt(about), "example": str(min(2, len(offer)))}
    return Problem(code="choice_unknown", fields=fields)


def as_reply(picks: Picks, offer: Offer) -> Chosen | Typed:
    """The reply that picks exactly this."""
    if not picks.text:
        return Chosen(names=picks.names)
    numbers = [str(it.number) for it in offer if it.name in picks.names and it.name != OTHER]
    return Typed(text=", ".join((*numbers, f"{called(OTHER, offer)}：{picks.text}")))


def called(name: str, offer: Offer) -> str:
    """The label of a choice that is offered."""
    return next((it.label for it in offer if it.name == name), name)


def shown(picks: Picks, offer: Offer, here: Here) -> str:
    """Picks in one line."""
    return in_one_line(((name, called(name, offer)) for name in picks.names), picks.text, here)


def in_one_line(picks: Iterable[tuple[str, str]], text: str, here: Here) -> str:
    """Names with their labels, and what "other" is."""
    return in_full(picks, one_line(text), here)


def in_full(picks: Iterable[tuple[str, str]], text: str, here: Here) -> str:
    """The same, with the line ends of what "other" is."""
    return joined(
        (
            here.say("show.explained", choice=label, explanation=text) if name == OTHER and text else label
            for name, label in picks
        ),
        here,
    )


def _instead(text: str, part: str, other: str) -> Iterator[str]:
    """The text with something else in place of a part, once for each place where the part stands."""
    at = text.find(part)
    for _ in range(_MOST_PLACES):
        if at < 0:
            return
        yield text[:at] + other + text[at + len(part) :]
        at = text.find(part, at + len(part))


def _without(about: str, text: str, rest: Picks, offer: Offer, *, many: bool) -> list[Picks]:
    """What a text can pick that has a part which is no choice: with this part as what "other" is, and without it. Of
    a single pick, each that is named; a number at the head of one's own words may be a part of them."""
    free = any(it.name == OTHER for it in offer) and not rest.text
    named = tuple(name for name in rest.names if name != OTHER)
    if many:
        own = [Picks(names=(*named, OTHER), text=about)] if free else []
        return [*own, rest]
    own = [Picks(names=(OTHER,), text=about if len(named) > 1 else text)] if free else []
    return [*(Picks(names=(name,)) for name in named), *own]


def _what_of(about: str, fitting: Sequence[Picks], offer: Offer, here: Here) -> Doubtful | None:
    """What becomes of a part that is no choice: everything else is kept and said."""
    typed = excerpt(about)
    match fitting:
        case []:
            return None
        case [only]:
            answer = shown(replace(only, text=excerpt(only.text)), offer, here)
            return doubt(here.say("doubt.other", typed=typed, answer=answer), as_reply(only, offer), here)
        case [own, rest] if len(own.names) > 1:
            explained = here.say("show.explained", choice=called(OTHER, offer), explanation=typed)
            about = here.say("doubt.other_too", typed=typed, answer=shown(rest, offer, here), other=explained)
            buttons = (
                Button(label=here.say("button.add_other"), reply=as_reply(own, offer)),
                Button(label=here.say("button.other_out"), reply=as_reply(rest, offer)),
                Button(label=here.say("button.wrong"), reply=Command(name="reread")),
            )
            return Doubtful(about=about, readings=buttons)
        case _:
            each = ((excerpt(shown(it, offer, here)), as_reply(it, offer)) for it in fitting)
            return which(here.say("doubt.no_choice", typed=typed), each)


def _which_choice(about: str, replies: Sequence[tuple[str, Chosen | Typed]], here: Here) -> Doubtful:
    """One button for each choice that a part of the text may mean; for a single one, also "not that"."""
    if len(replies) == 1:
        ((label, reply),) = replies
        return doubt(here.say("tell.read_as", answer=label), reply, here)
    return which(here.say("doubt.choice", typed=excerpt(about)), replies)
