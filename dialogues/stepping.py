"""A step half made: what is there, what has been changed, what is to be said. No move is made here.

A step lives for one event. The layers lie one on the other: here the application and the words beside the prompt, in
`moving.py` the moves of the cursor, in `walking.py` answers, which change the one and move the other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import chain, islice

from dialogues.application import Answer, Application, Json, Path, PersonId
from dialogues.cards import in_form, on_card
from dialogues.consenting import awaits
from dialogues.cursor import (
    Asking,
    At,
    Cursor,
    Pending,
)
from dialogues.dialogue import Dialogue
from dialogues.effects import Due, Effect, Fetch, Hand, Tell
from dialogues.placing import draft_at
from dialogues.prompt import Button, Notice, Paragraph
from dialogues.question import Problem
from dialogues.relevance import Fact, View, viewed
from dialogues.reply import Command, Meant, Reply, is_plain
from dialogues.scene import Scene
from dialogues.scope import Item
from dialogues.submission import Submission
from dialogues.words import Words

#: characters of a command that every platform's button holds
_SHORT = 36
#: replies of buttons beside the prompts that are remembered
_BESIDE = 12


@dataclass(slots=True, eq=False)
class Stepping:
    """The application, the view of it, and what has been gathered."""

    dialogue: Dialogue
    application: Application
    cursor: Cursor
    words: Words
    who: PersonId
    at: datetime
    #: the person did something: reminders are counted from now
    acted: bool = True
    #: they pressed a button: what it changes is shown in its place
    pressed: bool = False
    #: they pressed it on the prompt on screen, where one message can become another: it is shown in its place
    in_place: bool = False
    #: what came in one message was decided about
    is_sorted: bool = False
    view: View = field(init=False)
    toast: str = ""
    echo: str = ""
    problem: str = ""
    #: said before a new prompt, in the same message
    lead: tuple[str, ...] = ()
    #: the moment that the person chose to be reminded at, in place of the one that the dialogue says
    asked_due: Due | None = None
    submission: Submission | None = None
    _fresh: bool = False
    _again: bool = False
    #: what the prompt asked that was left first
    _asked: tuple[Path, ...] | None = None
    _told: list[Effect] = field(default_factory=list)
    #: questions on the prompts that were left, by turn
    _left: dict[int, tuple[Path, ...]] = field(default_factory=dict)
    _posts: list[Effect] = field(default_factory=list)
    _began: Application = field(init=False)
    _undone: bool = False

    def __post_init__(self) -> None:
        self.view = viewed(self.dialogue, self.application, self.at)
        self._began = self.application

    @property
    def scene(self) -> Scene:
        """The present view in this address's language."""
        return Scene(self.view, self.cursor.language, self.words, self.cursor.boxes)

    @property
    def item(self) -> Item | None:
        """The question on screen."""
        return self.view.by_path.get(self.cursor.at.path) if isinstance(self.cursor.at, Asking) else None

    @property
    def card(self) -> tuple[Item, ...]:
        """The questions on screen, where there are several."""
        return on_card(self.view, self.cursor, self.cursor.at)

    @property
    def chapter(self) -> tuple[Item, ...]:
        """The questions of the form that the prompt on screen opens, where it is a list of chapters."""
        return in_form(self.view, self.cursor, self.cursor.at)

    @property
    def pending(self) -> Pending | None:
        """The decision on screen; one that a screen was opened over waits there until the person is back."""
        return self.cursor.pending if isinstance(self.cursor.at, Asking) else None

    @property
    def place(self) -> At:
        """The question or the review where the person is, or that the present screen was opened from."""
        return self.cursor.left or self.cursor.at

    @property
    def is_barred(self) -> bool:
        """Whether the person has still to agree to the notice: nothing that they say is kept before."""
        return self.application.is_open and awaits(self.dialogue, self.application, self.who)

    def is_asked(self, path: Path) -> bool:
        """Whether there is such a question now, and it is relevant."""
        item = self.view.by_path.get(path)
        return item is not None and item.node.asked is not None and self.view.facts[path].relevant

    def draft_of(self, item: Item) -> Json:
        """What there is of an unfinished answer, or what a change of the present one starts from."""
        return draft_at(self.scene, item)

    def before(self, item: Item | None) -> Item | None:
        """The relevant question before this one; before a screen, the last of all."""
        found = None
        for other in self.view.asked():
            if item is not None and other.path == item.path:
                return found
            found = other
        return found if item is None else None

    def _first_after(self, item: Item | None, wanted: Callable[[Path], bool], *, wrap: bool) -> Item | None:
        items = self.view.items
        start = 0 if item is None else self.view.by_path[item.path].index + 1
        ranges: Iterable[Item] = islice(items, start, None)
        if wrap:
            ranges = chain(ranges, islice(items, start))
        facts = self.view.facts
        return next(
            (
                other
                for other in ranges
                if other.node.asked is not None and facts[other.path].relevant and wanted(other.path)
            ),
            None,
        )

    @staticmethod
    def _waits(fact: Fact) -> bool:
        return fact.state == "open" or fact.problem == "error"

    def _set_aside_by(self, after: View) -> tuple[Path, ...]:
        """Answered questions that would leave the submission."""
        facts = self.view.facts
        return tuple(
            path
            for path, answer in self.application.answers.items()
            if answer.value is not None
            and path in after.facts
            and facts[path].relevant
            and not after.facts[path].relevant
        )

    def _brought_up_by(self, after: View) -> tuple[Path, ...]:
        """Open questions that become relevant, and answers that no longer fit."""
        facts = self.view.facts
        return tuple(
            item.path
            for item in after.asked()
            if self._waits(after.facts[item.path])
            and not (facts[item.path].relevant and self._waits(facts[item.path]))
        )

    def _seen_in(self, view: View) -> Scene:
        return Scene(view, self.cursor.language, self.words)

    def look(self, application: Application, *changed: Path) -> View:
        """The view of a changed application."""
        return self.view.after(application, changed, self.at)

    def take(self, view: View) -> None:
        """Make this view's application the present one."""
        self.application, self.view = view.application, view

    def put(self, item: Item, answer: Answer) -> None:
        """Store an answer, without looking at what it means for others."""
        self.take(self.look(self.application.with_answer(item.path, answer), item.path))

    def put_safely(self, item: Item, answer: Answer) -> bool:
        """Store an answer, unless it breaks a rule or sets other answers aside. Says whether it did."""
        after = self.look(self.application.with_answer(item.path, answer), item.path)
        if after.facts[item.path].problem or self._set_aside_by(after):
            return False
        self.take(after)
        return True

    def draft(self, item: Item, draft: Json) -> None:
        """Keep what there is of an unfinished answer."""
        self.application = self.application.with_draft(item.path, draft)
        self.view = replace(self.view, application=self.application)

    def become(self, event: str) -> bool:
        """Move the application's state; says whether the event may happen now."""
        application = self.application.after(event)
        if application is None:
            return False
        self.take(self.look(application))
        self.cursor = replace(self.cursor, back=None, ahead=())
        return True

    def refresh(self, *, echo: str = "", problem: str = "", toast: str = "") -> None:
        """The same prompt anew: the turn stays."""
        self.echo = echo or self.echo
        self.problem = problem or self.problem
        self.toast = toast or self.toast
        self._again = True

    def drop(self) -> None:
        """Decide nothing: what was pending is forgotten."""
        if self.cursor.pending is not None:
            self.cursor = replace(self.cursor, pending=None)

    def hold(self, pending: Pending, echo: str = "") -> None:
        """Ask for a decision; the turn stays."""
        self.cursor = replace(self.cursor, pending=pending)
        self.refresh(echo=echo)

    def tell(self, notice: Notice) -> None:
        """Words beside the prompt; what their buttons mean is remembered where a platform's button cannot hold it."""
        self._told.append(Tell(to=self.cursor.address, notice=notice))
        replies = (button.reply for row in notice.buttons for button in row)
        if kept := [reply for reply in replies if isinstance(reply, Meant) or _holds_text(reply)]:
            self.cursor = replace(self.cursor, beside=(*self.cursor.beside, *kept)[-_BESIDE:])

    def say(self, key: str, **fields: str | int) -> None:
        """One sentence of the catalogue beside the prompt."""
        self.tell(
            Notice(blocks=(Paragraph(text=self.scene.say(key, **fields)),), language=self.cursor.language)
        )

    def point(self, item: Item, text: str) -> None:
        """Say something about a question that is not on screen, with the way to it."""
        button = Button(label=self.scene.coded(item), reply=Command(name="go", argument=item.path))
        self.tell(Notice(blocks=(Paragraph(text=text),), buttons=((button,),), language=self.cursor.language))

    def told(self, problem: Problem) -> str:
        """A person's mistake in words."""
        return problem.text or self.scene.say(f"problem.{problem.code}", **problem.fields)

    def fetch(self, effect: Fetch) -> None:
        """Have an offered file fetched and kept."""
        self._posts.append(effect)

    def hand(self, effect: Hand) -> None:
        """Send a text as a file."""
        self._told.append(effect)


def _holds_text(reply: Reply) -> bool:
    """Whether its argument is long, or may be what a person wrote."""
    return isinstance(reply, Command) and not (
        is_plain(reply.argument) and len(reply.name) + len(reply.argument) < _SHORT
    )
