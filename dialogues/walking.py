"""The moves of a conversation: what `advance.py` says should happen, done to an application and a cursor.

A `Walk` lives for one step. It gathers what changes and what is to be shown; `finish` orders the effects: the
words beside the prompt, then the next prompt, then the questions left behind. Which reply leads to which move
is decided in `advance.py` and `commands.py`.

Longer than most files: a move of the cursor and one of the application are made on the same half-made step, and
apart neither could be read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import assert_never

from dialogues.application import Answer, Application, Json, Nothing, Path, PersonId
from dialogues.batch_screens import handing_screen, sorting_screen
from dialogues.card_screens import asking_prompt, settled_card
from dialogues.cards import holds, on_card, together
from dialogues.closing import closes_at, ends_at, phase
from dialogues.consenting import awaits
from dialogues.cursor import (
    Asking,
    At,
    Before,
    Confirm,
    Confirming,
    Cursor,
    Disputing,
    Done,
    Handing,
    Languages,
    Mapping,
    Pausing,
    Pending,
    Reason,
    Reviewing,
    Sorting,
    Sweep,
    Welcoming,
)
from dialogues.dialogue import Dialogue, Repeat
from dialogues.effects import Ask, Due, Effect, Fetch, Hand, Post, Refresh, Settle, Tell
from dialogues.placing import draft_at
from dialogues.prompt import Button, Notice, Paragraph, Prompt
from dialogues.question import Problem
from dialogues.relevance import Fact, View, remember, viewed
from dialogues.reminding import reminder_at
from dialogues.reply import Command
from dialogues.scene import Scene
from dialogues.scope import Item
from dialogues.screens import (
    confirm_screen,
    dispute_screen,
    done_screen,
    language_screen,
    map_screen,
    pause_screen,
    review_screen,
    welcome_screen,
)
from dialogues.screens.parts import is_owed
from dialogues.submission import Submission, submitted
from dialogues.weighing import weigh
from dialogues.words import Words

#: opened over a question or the review, which is come back to
Covering = Mapping | Languages | Confirming | Pausing | Sorting | Handing


@dataclass(frozen=True, kw_only=True, slots=True)
class Step:
    """What one event made of an application and a cursor, and what is to be done about it."""

    application: Application
    cursor: Cursor
    effects: tuple[Effect, ...] = ()
    #: the short answer to a press
    toast: str = ""
    submission: Submission | None = None


@dataclass(slots=True, eq=False)
class Walk:
    """One step being taken."""

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
    _told: list[Effect] = field(default_factory=list)
    #: questions on the prompts that were left, by turn
    _left: dict[int, tuple[Path, ...]] = field(default_factory=dict)
    _posts: list[Effect] = field(default_factory=list)
    _began: Application = field(init=False)
    _undone: bool = False

    def __post_init__(self) -> None:
        self.view = viewed(self.dialogue, self.application, self.at)
        self._began = self.application

    # What is there.

    @property
    def scene(self) -> Scene:
        """The present view in this address's language."""
        return Scene(self.view, self.cursor.language, self.words)

    @property
    def item(self) -> Item | None:
        """The question on screen."""
        return self.view.by_path.get(self.cursor.at.path) if isinstance(self.cursor.at, Asking) else None

    @property
    def card(self) -> tuple[Item, ...]:
        """The questions on screen, where there are several."""
        return on_card(self.view, self.cursor, self.cursor.at)

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

    def onwards(self) -> Asking | Reviewing:
        """Where going on leads: the question that the person was at, if it is still open, else the first that
        nobody answered, else the review."""
        for at in (self.cursor.at, self.cursor.left, self.cursor.back):
            if isinstance(at, Asking) and self._is_unfinished(at):
                return at
        facts = self.view.facts
        gap = self._first_after(None, lambda path: facts[path].state == "open", wrap=False)
        return Asking(path=gap.path) if gap is not None else Reviewing()

    def _is_unfinished(self, at: Asking) -> bool:
        paths = [item.path for item in on_card(self.view, self.cursor, at)] or [at.path]
        return self.is_asked(at.path) and any(
            self.view.facts[path].state != "answered" or path in self.application.drafts for path in paths
        )

    def draft_of(self, item: Item) -> Json:
        """What there is of an unfinished answer, or what a change of the present one starts from."""
        return draft_at(self.scene, item)

    def prompt(self) -> Prompt:
        """What is on screen now."""
        prompt = self._screen()
        return replace(prompt, notes=(*self.lead, *prompt.notes)) if self.lead else prompt

    def _screen(self) -> Prompt:
        scene, at = self.scene, self.cursor.at
        match at:
            case Asking():
                return asking_prompt(
                    scene, self.cursor, self.view.by_path[at.path], echo=self.echo, problem=self.problem
                )
            case Reviewing():
                return review_screen(scene, at.section, echo=self.echo, problem=self.problem)
            case Mapping():
                onwards = self.onwards()
                next_item = self.view.by_path[onwards.path] if isinstance(onwards, Asking) else None
                return map_screen(scene, at.section, at.only, next_item, echo=self.echo, problem=self.problem)
            case Languages():
                return language_screen(scene, echo=self.echo, problem=self.problem)
            case Confirming():
                return confirm_screen(scene, at.what, problem=self.problem)
            case Welcoming() if self.dialogue.notice is not None:
                notice = self.dialogue.notice
                return welcome_screen(scene, notice, at.ticked, echo=self.echo, problem=self.problem)
            case Pausing():
                item = self.view.by_path.get(self.place.path) if isinstance(self.place, Asking) else None
                return pause_screen(scene, at, item, echo=self.echo, problem=self.problem)
            case Disputing():
                item = self.view.by_path[at.path]
                return dispute_screen(scene, item, echo=self.echo, problem=self.problem)
            case Welcoming():  # pragma: no cover - shown only where there is a notice
                return review_screen(scene, "", echo=self.echo, problem=self.problem)
            case Sorting():
                weighing = weigh(scene, at.claims, self.who, self.at)
                return sorting_screen(scene, weighing, at.unclear, echo=self.echo, problem=self.problem)
            case Handing():
                return handing_screen(scene, at.source, echo=self.echo, problem=self.problem)
            case Done():
                return done_screen(scene, at.at, at.sha256, echo=self.echo, problem=self.problem)
            case _:
                assert_never(at)

    # Moves of the cursor.

    def show(self, at: At) -> None:
        """Put a new prompt on screen; the question left behind is settled.

        A map, a list of languages, a pause or a confirmation is opened over the question or the review: its
        pending decision waits, and the way back is kept.
        """
        was, covers = self.cursor, isinstance(at, Covering)
        if at not in (was.at, was.left):
            at = self._first_open(at)
        if (item := self.item) is not None and not self._fresh:
            self._left[self.cursor.turn] = tuple(other.path for other in self.card) or (item.path,)
        if not self._fresh:
            self.cursor = replace(self.cursor, turn=self.cursor.turn + 1)
        self.cursor = replace(
            self.cursor,
            at=at,
            left=(
                was.left
                or (was.at if isinstance(was.at, Asking | Reviewing | Welcoming | Disputing | Done) else None)
            )
            if covers
            else None,
            pending=was.pending if covers or at in (was.at, was.left) else None,
        )
        self._fresh = True

    def drop(self) -> None:
        """Decide nothing: what was pending is forgotten."""
        self.cursor = replace(self.cursor, pending=None)

    def _first_open(self, at: At) -> At:
        """On a card, at what is open there."""
        if (
            not isinstance(at, Asking)
            or not self.is_asked(at.path)
            or self.view.facts[at.path].state != "answered"
        ):
            return at
        facts = self.view.facts
        items = on_card(self.view, self.cursor, at)
        first = next((item for item in items if facts[item.path].state != "answered"), None)
        return at if first is None else replace(at, path=first.path)

    def stay(self, item: Item) -> None:
        """Remain on the card, at this question of it: in place after a press, as a new prompt after a text."""
        if self.pressed:
            self.turn_to(item)
            self.refresh()
        elif isinstance(at := self.cursor.at, Asking):
            self.show(replace(at, path=item.path))

    def turn_to(self, item: Item) -> None:
        """Look at another question of the card on screen."""
        if isinstance(at := self.cursor.at, Asking) and at.path != item.path:
            self.cursor = replace(self.cursor, at=replace(at, path=item.path), pending=None)

    def leave(self, items: tuple[Item, ...]) -> None:
        """What comes after this card."""
        self.turn_to(items[-1])
        self._beyond(items[-1])

    def refresh(self, *, echo: str = "", problem: str = "", toast: str = "") -> None:
        """The same prompt anew: the turn stays."""
        self.echo = echo or self.echo
        self.problem = problem or self.problem
        self.toast = toast or self.toast
        self._again = True

    def tell(self, notice: Notice) -> None:
        """Words beside the prompt."""
        self._told.append(Tell(to=self.cursor.address, notice=notice))

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

    def go(self, path: Path) -> None:
        """Ask this question next, and walk on from there; one that is answered is changed, and then back."""
        item = self.view.by_path[path]
        self.drop()
        if self.view.facts[path].state == "answered":
            self.change(item)
        elif isinstance(self.place, Asking) and self.place.path == path:
            self.show(self.place)  # there already
        else:
            self.cursor = replace(self.cursor, back=None, ahead=())
            self.arrive(item)

    def change(self, item: Item, *, alone: bool = True) -> None:
        """Ask again what is answered, then go back to where the person was. Where they were at this question
        already, or on their way back to it, it is asked once."""
        wanted = Asking(path=item.path, alone=alone and len(together(self.view, item)) > 1)
        for at in (self.place, self.cursor.back):
            if isinstance(at, Asking) and at.path == item.path and at.alone == wanted.alone:
                self.cursor = replace(self.cursor, back=None if at == self.cursor.back else self.cursor.back)
                self.show(at)
                return
        place = Reviewing() if isinstance(self.place, Disputing) else self.place
        back = self.cursor.back or (place if isinstance(place, Asking | Reviewing) else None)
        self.cursor = replace(self.cursor, back=back)
        self.show(wanted)

    def arrive(self, item: Item, *, sweep: Sweep = False, alone: bool = False) -> None:
        """Put a question on screen; a repeat with too few entries gets one first."""
        question = item.question
        if isinstance(question, Repeat) and self.view.facts[item.path].state != "answered":
            entries = self.application.entries.get(item.path, ())
            if len(entries) < question.min:
                self.add_entry(item, sweep=sweep)
                return
            if len(entries) >= question.max:
                self.put(item, Answer(value={"finished": True}, raw="", who=self.who, at=self.at))
                self.onward(item)
                return
        self.show(Asking(path=item.path, sweep=sweep, alone=alone))

    def onward(self, item: Item | None) -> None:
        """What comes after this question: the rest of its card, or what comes after that."""
        self.drop()
        card = self.card
        if item is not None and item in card:
            rest = [other for other in card if self._is_left(self.view.facts[other.path])]
            if rest or (self.pressed and holds(self.view, item)):
                self.stay(rest[0] if rest else item)
                return
            item = card[-1]
        self._beyond(item)

    def _is_left(self, fact: Fact) -> bool:
        """Whether a question of the card on screen is still to be asked there."""
        at = self.cursor.at
        if isinstance(at, Asking) and at.sweep == "required":
            return is_owed(fact)
        return fact.state != "answered"

    def _beyond(self, item: Item | None) -> None:
        """What a change brought up, where the person was, or the next gap."""
        if (ahead := self._next_ahead()) is not None:
            self.arrive(ahead)
            return
        if (back := self.cursor.back) is not None:
            self.cursor = replace(self.cursor, back=None)
            self.resume(back)
            return
        at = self.cursor.at
        if isinstance(at, Asking) and at.sweep:
            if (gap := self.gap(at.sweep, item)) is not None:
                self.arrive(gap, sweep=at.sweep)
            else:
                self.show(Reviewing())
            return
        self.walk(item)

    def gap(self, sweep: Sweep, item: Item | None = None) -> Item | None:
        """What a sweep asks after this question."""
        facts = self.view.facts

        def is_wanted(path: Path) -> bool:
            fact = facts[path]
            if sweep == "required":
                # entries that are begun on the way are asked whole, and whether there are more
                begun = bool(self.view.by_path[path].entry) or path in self.application.entries
                return is_owed(fact) or (begun and fact.state == "open")
            return (fact.missing or bool(fact.problem)) and not (sweep == "rest" and is_owed(fact))

        return self._first_after(item, is_wanted, wrap=False)

    def walk(self, item: Item | None = None) -> None:
        """The next open question after this one, else the first open one, else the review."""
        facts = self.view.facts
        gap = self._first_after(item, lambda path: facts[path].state == "open", wrap=True)
        if gap is not None:
            at = self.cursor.at
            is_alone = isinstance(at, Asking) and at.alone
            self.arrive(gap, alone=is_alone and item is not None and gap in together(self.view, item))
        else:
            self.show(Reviewing())

    def resume(self, at: At) -> None:
        """Back to where the person was, or to the next open question where that is no longer asked."""
        if not isinstance(at, Asking) or (
            at in (self.cursor.at, self.cursor.left) and self.is_asked(at.path)
        ):
            self.show(at)
        elif self.is_asked(at.path):
            self.arrive(self.view.by_path[at.path], sweep=at.sweep, alone=at.alone)
        else:
            self.walk(self.view.by_path.get(at.path))

    def recover(self) -> bool:
        """Go on where what is on screen is no longer so, because of what came from somewhere else: from another
        person or device, or with a file. Says whether it was so."""
        at, is_open = self.cursor.at, self.application.is_open
        if not is_open and not isinstance(at, Done | Languages | Confirming):
            self.close()
        elif isinstance(at, Done) and is_open:
            self.resume(self.onwards())
        elif isinstance(at, Asking) and not self.is_asked(at.path):
            self.resume(at)
        elif isinstance(at, Disputing) and not self._is_disputed(at.path):
            self.show(Reviewing())
        elif isinstance(self.place, Welcoming) and self.dialogue.notice is not None and not self.is_barred:
            if not self.dialogue.notice.consents:
                return False
            self.resume(self.onwards())  # agreed to on another device
        else:
            return False
        return True

    def _is_disputed(self, path: Path) -> bool:
        return self.is_asked(path) and bool(self.view.facts[path].problem)

    def close(self) -> None:
        """What became of it; once handed in, with what the receipt said."""
        known = (self.cursor.at, self.cursor.left)
        self.show(next((at for at in known if isinstance(at, Done)), Done()))

    def expire(self) -> bool:
        """Close what is open when its deadline and the grace behind it have passed. Says whether it was so."""
        return phase(self.dialogue, self.at) == "over" and self.become("expire")

    def previous(self) -> Item | None:
        """What going back asks: the question before this one; on a card that is pressed, the one before the card."""
        item, card = self.item, self.card
        return self.before(card[0] if item in card and item is not None and holds(self.view, item) else item)

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
        ranges: Iterable[Item] = (*items[start:], *items[:start]) if wrap else items[start:]
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

    def _next_ahead(self) -> Item | None:
        while self.cursor.ahead:
            path, *rest = self.cursor.ahead
            self.cursor = replace(self.cursor, ahead=tuple(rest))
            if self.is_asked(path) and self._waits(self.view.facts[path]):
                return self.view.by_path[path]
        return None

    # Moves of the application.

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

    def clear(self, item: Item) -> bool:
        """Take an answer back; answers that this would set aside are shown first. Says whether it did."""
        after = self.look(self.application.without_answer(item.path), item.path)
        if aside := self._set_aside_by(after):
            self.hold(Confirm(value=None, raw="", paths=aside, nothing=Nothing.LATER))
            return False
        self.take(after)
        self.stay(item)
        return True

    def draft(self, item: Item, draft: Json) -> None:
        """Keep what there is of an unfinished answer."""
        self.application = self.application.with_draft(item.path, draft)
        self.view = replace(self.view, application=self.application)

    def answer(
        self,
        item: Item,
        value: Json,
        raw: str,
        *,
        echo: str = "",
        reason: str = "",
        confirmed: tuple[Path, ...] = (),
    ) -> None:
        """Store an answer if nothing speaks against it, and go on.

        Against it can be: its constraint (refused), a warning (kept only with a reason), and answers that it
        would set aside (kept only when these are `confirmed`).
        """
        answer = Answer(value=value, raw=raw, who=self.who, at=self.at, reason=reason)
        after = self.look(self.application.with_answer(item.path, answer), item.path)
        broken = after.facts[item.path].problem
        if broken == "warning":
            self.hold(Reason(value=value, raw=raw, text=self._seen_in(after).complaint(item)), echo)
        elif broken:
            self.drop()
            self.refresh(problem=self._seen_in(after).complaint(item))
        elif not set(aside := self._set_aside_by(after)) <= set(confirmed):
            self.hold(Confirm(value=value, raw=raw, paths=aside, reason=reason), echo)
        else:
            self.echo = echo or self.echo
            self._store(item, after)

    def answer_elsewhere(self, item: Item, value: Json, raw: str) -> bool:
        """Store an answer to a question that is not on screen. Says whether it could be: nothing can be decided
        about it there."""
        return self.put_safely(item, Answer(value=value, raw=raw, who=self.who, at=self.at))

    def warning(self, item: Item, value: Json) -> str:
        """What speaks against this answer, in the person's language."""
        answer = Answer(value=value, raw="", who=self.who, at=self.at)
        after = self.look(self.application.with_answer(item.path, answer), item.path)
        return self._seen_in(after).complaint(item)

    def nothing(self, item: Item, kind: Nothing, *, confirmed: tuple[Path, ...] = ()) -> None:
        """Say which kind of nothing the answer is, and go on. What was answered before stays when it is put off."""
        if kind is Nothing.LATER and self.view.facts[item.path].state == "answered" and not confirmed:
            self.onward(item)
            return
        answer = Answer(value=None, raw="", who=self.who, at=self.at, nothing=kind)
        draft = self.application.drafts.get(item.path)
        application = self.application.with_answer(item.path, answer)
        if kind is Nothing.LATER and draft is not None:
            application = application.with_draft(item.path, draft)  # what is half filled stays
        after = self.look(application, item.path)
        if not set(aside := self._set_aside_by(after)) <= set(confirmed):
            self.hold(Confirm(value=None, raw="", paths=aside, nothing=kind))
        else:
            self._store(item, after)

    def _store(self, item: Item, after: View) -> None:
        brought = self._brought_up_by(after) if self.cursor.back is not None else ()
        self.take(after)
        self._look_ahead(brought)
        self.onward(item)

    def _look_ahead(self, paths: Iterable[Path]) -> None:
        """Ask these too before going back, each in its place."""
        known = self.view.by_path
        wanted = {path for path in (*self.cursor.ahead, *paths) if path in known}
        ahead = tuple(sorted(wanted, key=lambda path: known[path].index))
        self.cursor = replace(self.cursor, ahead=ahead)

    def hold(self, pending: Pending, echo: str = "") -> None:
        """Ask for a decision; the turn stays."""
        self.cursor = replace(self.cursor, pending=pending)
        self.refresh(echo=echo)

    def add_entry(self, item: Item, *, sweep: Sweep = False) -> None:
        """Another entry of a repeat: its questions come next, and then whether there is another."""
        entries = self.application.entries.get(item.path, ())
        entry = f"e{self.application.next_entry}"
        application = replace(
            self.application,
            entries={**self.application.entries, item.path: (*entries, entry)},
            next_entry=self.application.next_entry + 1,
        ).without_answer(item.path)
        self.take(self.look(application, item.path))
        if self.cursor.back is not None:  # else they are met on the way
            inside = (other.path for other in self.view.items if other.entry == entry)
            self._look_ahead((*inside, item.path))
        first = next((other for other in self.view.asked() if other.entry == entry), None)
        self.arrive(first if first is not None else self.view.by_path[item.path], sweep=sweep)

    def remove_entry(self, item: Item, entry: str, *, confirmed: tuple[Path, ...] = ()) -> None:
        """Take an entry away, and all its answers; where there are any, only when that is confirmed.

        "No more" was said of the entries that there were, so whether there is another is open again.
        """
        before = self.application.entries.get(item.path, ())
        if entry not in before:
            self.refresh(problem=self.scene.say("tell.passed"))
            return
        entries = tuple(other for other in before if other != entry)
        inside = f"{item.path}/{entry}/"
        application = replace(
            self.application,
            entries={**self.application.entries, item.path: entries},
            answers={
                path: answer
                for path, answer in self.application.answers.items()
                if not path.startswith(inside)
            },
            drafts={
                path: draft for path, draft in self.application.drafts.items() if not path.startswith(inside)
            },
        ).without_answer(item.path)
        after = self.look(application, item.path)
        paths = tuple(
            path
            for path, answer in self.application.answers.items()
            if path.startswith(inside) and answer.value is not None
        )
        if not set(lost := (*paths, *self._set_aside_by(after))) <= set(confirmed):
            self.hold(Confirm(value=None, raw="", paths=lost, entry=entry))
        else:
            self.take(after)
            self.refresh()

    def submit(self) -> None:
        """Hand it in, whole and sealed by its checksum."""
        self.become("submit")
        round_ = self.application.round + 1
        self.take(self.look(replace(self.application, round=round_)))
        self.submission = submitted(self.view, round_, self.at, self.cursor.language)
        self._posts.append(Post(dialogue=self.dialogue.id, round=round_))
        self.show(Done(at=self.at, sha256=self.submission.sha256))

    def become(self, event: str) -> bool:
        """Move the application's state; says whether the event may happen now."""
        application = self.application.after(event)
        if application is None:
            return False
        self.take(self.look(application))
        self.cursor = replace(self.cursor, back=None, ahead=())
        return True

    def remind(self, at: datetime | None) -> None:
        """Remind the person at the moment that they chose, or not at all until they come back."""
        self.asked_due = Due(who=self.who, at=at if self.application.is_open else None, number=0)

    def fetch(self, effect: Fetch) -> None:
        """Have an offered file fetched and kept."""
        self._posts.append(effect)

    def hand(self, effect: Hand) -> None:
        """Send a text as a file."""
        self._told.append(effect)

    def remind_next(self, number: int) -> None:
        """The next reminder of the same silence."""
        self._posts.append(self._due(number, before=self.at))

    def _due(self, number: int, before: datetime | None = None) -> Due:
        reminders, moment = self.dialogue.reminders, None
        is_wanted = self.application.is_open and self.who not in self.application.muted and not self.is_barred
        if reminders is not None and is_wanted:
            moment = reminder_at(
                reminders,
                self.dialogue.zone,
                silent_since=self.application.touched,
                number=number,
                before=before,
                closes=closes_at(self.dialogue),
                ends=ends_at(self.dialogue),
            )
        return Due(who=self.who, at=moment, number=number)

    # The end of the step.

    def finish(self) -> Step:
        """Everything in the order in which it is to be done."""
        self.recover()
        effects = [*self._told]
        self._remember()
        if self.acted:
            self.application = replace(self.application, touched=self.at)
            if self.asked_due is not None:
                effects.append(self.asked_due)
            elif self.dialogue.reminders is not None:
                effects.append(self._due(1))
        if self._fresh:
            effects.append(Ask(to=self.cursor.address, turn=self.cursor.turn, prompt=self.prompt()))
            effects.extend(
                Settle(to=self.cursor.address, turn=turn, settled=settled_card(self.scene, items))
                for turn, paths in self._left.items()
                if (items := tuple(self.view.by_path[path] for path in paths if path in self.view.by_path))
            )
        elif self._again:
            effects.append(Refresh(to=self.cursor.address, turn=self.cursor.turn, prompt=self.prompt()))
        effects.extend(self._posts)
        self.view = replace(self.view, application=self.application)
        remember(self.view)
        return Step(
            application=self.application,
            cursor=self.cursor,
            effects=tuple(effects),
            toast=self.toast,
            submission=self.submission,
        )

    def undo(self) -> bool:
        """Put back what the last answers replaced, and ask the first of them again. Says whether it could be."""
        before = self.cursor.undo
        application = self.application
        for one in before:
            if one.answer is not None:
                application = application.with_answer(one.path, one.answer)
            else:
                application = application.without_answer(one.path)
        known = [self.view.by_path[one.path] for one in before if one.path in self.view.by_path]
        after = self.look(application, *(item.path for item in known))
        if len(known) < len(before) or not known or self._set_aside_by(after):
            return False
        self.take(after)
        self._undone = True
        self.cursor = replace(self.cursor, undo=(), back=None, ahead=(), pending=None)
        self.show(Asking(path=known[0].path) if self.is_asked(known[0].path) else self.onwards())
        return True

    def _remember(self) -> None:
        """What the answers of this step replaced; what changes entries is not undone by a word."""
        before, after = self._began.answers, self.application.answers
        if self._undone or not self.acted or before is after:
            return
        changed = [path for path in {**before, **after} if before.get(path) != after.get(path)]
        if self._began.entries != self.application.entries:
            changed = []
        elif not changed:
            return
        undo = tuple(Before(path=path, answer=before.get(path)) for path in changed)
        self.cursor = replace(self.cursor, undo=undo)

    def _seen_in(self, view: View) -> Scene:
        return Scene(view, self.cursor.language, self.words)

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
