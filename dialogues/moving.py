"""The moves of the cursor: which question or screen comes next, and the way back.

Where a reply leads is decided in `advance.py` and `commands.py`; what an answer changes is in `walking.py`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from dialogues.application import Answer, Path
from dialogues.cards import asked_by, chapter, holds, in_form, is_chapter_of, on_card, together
from dialogues.closing import phase
from dialogues.cursor import (
    Asking,
    At,
    Confirming,
    Disputing,
    Done,
    Handing,
    Languages,
    Mapping,
    Pausing,
    Reviewing,
    Sorting,
    Sweep,
    Welcoming,
)
from dialogues.dialogue import Repeat
from dialogues.relevance import Fact
from dialogues.scope import Item
from dialogues.screens.parts import is_owed
from dialogues.stepping import Stepping

#: opened over a question or the review, which is come back to
Covering = Mapping | Languages | Confirming | Pausing | Sorting | Handing
#: of these one can take the place of another, where a press changes the message that it was made on
Replaced = Reviewing | Mapping | Languages | Confirming | Pausing | Sorting | Disputing


@dataclass(slots=True, eq=False)
class Moving(Stepping):
    """A step, and where it leads."""

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

    def show(self, at: At) -> None:
        """Put a new prompt on screen; the question left behind is settled.

        A map, a list of languages, a pause or a confirmation is opened over the question or the review: its
        pending decision waits, and the way back is kept.
        """
        was, covers = self.cursor, isinstance(at, Covering)
        is_listed = bool(self._form_at(self.cursor.at))
        left = self._on_screen()
        if self._asked is None:
            self._asked = asked_by(self.view, was)
        if self.cursor.here and not covers and not self._is_here(at):
            self.cursor = replace(self.cursor, here="")
        if at not in (was.at, was.left):
            at = self._first_open(at)
        stays = self._stays_for(at, is_listed=is_listed)
        is_new = not self._fresh and not stays
        if is_new and left:
            self._left.setdefault(self.cursor.turn, left)
        self.cursor = replace(
            self.cursor,
            at=at,
            turn=self.cursor.turn + is_new,
            left=(
                was.left
                or (was.at if isinstance(was.at, Asking | Reviewing | Welcoming | Disputing | Done) else None)
            )
            if covers
            else None,
            pending=was.pending if covers or at in (was.at, was.left) else None,
        )
        self._fresh, self._again = self._fresh or not stays, self._again or stays

    def _on_screen(self) -> tuple[Path, ...]:
        """The questions that the prompt on screen asks."""
        item = self.item
        return tuple(other.path for other in self.card) or ((item.path,) if item is not None else ())

    def show_here(self, at: Asking) -> None:
        """The same questions in messages instead of a form."""
        self._left[self.cursor.turn] = self._on_screen()
        self.cursor = replace(self.cursor, here=at.path)
        self.show(at)

    def ask_each(self, items: list[Item]) -> None:
        """Each of these by itself, and then what comes after."""
        at = self.cursor.at
        self._look_ahead(item.path for item in items[1:])
        self.arrive(items[0], sweep=isinstance(at, Asking) and at.sweep, alone=True)

    def _is_here(self, at: At) -> bool:
        """Whether this is asked in messages, as the rest of its chapter was."""
        item = self.view.by_path.get(at.path) if isinstance(at, Asking) else None
        return item is not None and is_chapter_of(self.view, item, self.cursor.here)

    def _stays_for(self, at: At, *, is_listed: bool) -> bool:
        """Whether the prompt on screen becomes this one, and keeps its turn: one message is all the chapters, and what
        a press on it leads to."""
        if not self.cursor.forms or self._fresh:
            return False
        is_list = bool(self._form_at(at))
        if is_listed and is_list:
            return True
        was, then = is_listed or isinstance(self.cursor.at, Replaced), is_list or isinstance(at, Replaced)
        return self.in_place and was and then

    def _form_at(self, at: At) -> tuple[Item, ...]:
        return in_form(self.view, self.cursor, at)

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

    def turn_to(self, item: Item) -> None:
        """Look at another question of the card on screen."""
        if isinstance(at := self.cursor.at, Asking) and at.path != item.path:
            self.cursor = replace(self.cursor, at=replace(at, path=item.path), pending=None)

    def stay(self, item: Item) -> None:
        """Remain on the card, at this question of it: in place after a press, as a new prompt after a text."""
        if self.pressed:
            self.turn_to(item)
            self.refresh()
        elif isinstance(at := self.cursor.at, Asking):
            self.show(replace(at, path=item.path))

    def leave(self, items: tuple[Item, ...]) -> None:
        """What comes after this card."""
        self.turn_to(items[-1])
        self._beyond(items[-1])

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
            begun, at = self._is_begun(ahead), self.cursor.at
            self.arrive(ahead, sweep=begun and isinstance(at, Asking) and at.sweep, alone=begun)
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
            self.arrive(gap, alone=self._follows_alone(gap, item))
        else:
            self.show(Reviewing())

    def _follows_alone(self, gap: Item, item: Item | None) -> bool:
        """Whether what comes next is asked by itself, as this question was: the rest of a card that is asked one by
        one, and in a form what is half answered there."""
        at = self.cursor.at
        if item is None or not isinstance(at, Asking) or not at.alone:
            return False
        if in_form(self.view, self.cursor, Asking(path=gap.path)):
            return self._is_begun(gap)
        return gap in together(self.view, item)

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

    def _next_ahead(self) -> Item | None:
        while self.cursor.ahead:
            path, *rest = self.cursor.ahead
            self.cursor = replace(self.cursor, ahead=tuple(rest))
            if self.is_asked(path) and (
                self._waits(self.view.facts[path]) or self._is_begun(self.view.by_path[path])
            ):
                return self.view.by_path[path]
        return None

    def _is_begun(self, item: Item) -> bool:
        """Whether it is half answered in the form of a chapter: it is asked by itself."""
        return self.cursor.forms and item.path in self.application.drafts and bool(chapter(self.view, item))

    def _look_ahead(self, paths: Iterable[Path]) -> None:
        """Ask these too before going back, each in its place."""
        known = self.view.by_path
        wanted = {path for path in (*self.cursor.ahead, *paths) if path in known}
        ahead = tuple(sorted(wanted, key=lambda path: known[path].index))
        self.cursor = replace(self.cursor, ahead=ahead)
