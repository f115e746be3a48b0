"""What `advance.py` says should happen, done: answers with what speaks against them, the end of an application, undo.

`finish` orders the effects: the words beside the prompt, then the next prompt, then the questions left behind. The
step itself is in `stepping.py`, the moves of the cursor in `moving.py`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import assert_never

from dialogues.application import Answer, Application, Json, Nothing, Path
from dialogues.batch_screens import handing_screen, sorting_screen
from dialogues.card_screens import asking_prompt, settled_card
from dialogues.cards import asked_by
from dialogues.closing import closes_at, ends_at
from dialogues.cursor import (
    Asking,
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
    Reason,
    Reviewing,
    Sorting,
    Welcoming,
)
from dialogues.effects import Ask, Due, Effect, Post, Refresh, Settle
from dialogues.moving import Moving
from dialogues.prompt import Prompt
from dialogues.relevance import View, remember
from dialogues.reminding import reminder_at
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
from dialogues.submission import Submission, submitted
from dialogues.weighing import weigh


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
class Walk(Moving):
    """One step being taken."""

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

    def clear(self, item: Item) -> bool:
        """Take an answer back; answers that this would set aside are shown first. Says whether it did."""
        after = self.look(self.application.without_answer(item.path), item.path)
        if aside := self._set_aside_by(after):
            self.hold(Confirm(value=None, raw="", paths=aside, nothing=Nothing.LATER))
            return False
        self.take(after)
        self.stay(item)
        return True

    def _store(self, item: Item, after: View) -> None:
        brought = self._brought_up_by(after) if self.cursor.back is not None else ()
        self.take(after)
        if brought:
            self._look_ahead(brought)
        self.onward(item)

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

    def undo(self) -> bool:
        """Put back what the last answers replaced, and ask the first of them again. Says whether it could be."""
        before = self.cursor.undo
        application = self.application
        for one in before:
            if one.answer is not None:
                application = application.with_answer(one.path, one.answer)
            else:
                application = application.without_answer(one.path)
            application = application.with_draft(one.path, one.draft)
        known = [self.view.by_path[one.path] for one in before if one.path in self.view.by_path]
        after = self.look(application, *(item.path for item in known))
        if len(known) < len(before) or not known or self._set_aside_by(after):
            return False
        self.take(after)
        self._undone = True
        self.cursor = replace(self.cursor, undo=(), back=None, ahead=(), pending=None)
        self.show(Asking(path=known[0].path) if self.is_asked(known[0].path) else self.onwards())
        return True

    def submit(self) -> None:
        """Hand it in, whole and sealed by its checksum."""
        self.become("submit")
        round_ = self.application.round + 1
        self.take(self.look(replace(self.application, round=round_)))
        self.submission = submitted(self.view, round_, self.at, self.cursor.language)
        self._posts.append(Post(dialogue=self.dialogue.id, round=round_))
        self.show(Done(at=self.at, sha256=self.submission.sha256))

    def remind(self, at: datetime | None) -> None:
        """Remind the person at the moment that they chose, or not at all until they come back."""
        self.asked_due = Due(who=self.who, at=at if self.application.is_open else None, number=0)

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

    def finish(self) -> Step:
        """Everything in the order in which it is to be done."""
        self.recover()
        if self._asked not in (None, asked_by(self.view, self.cursor)):
            self.cursor = replace(self.cursor, since=self.cursor.turn)
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
                Settle(
                    to=self.cursor.address,
                    turn=turn,
                    settled=settled_card(self.scene, items),
                    path=items[0].path,
                )
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

    def _remember(self) -> None:
        """What the answers of this step replaced, or else its drafts; what changes entries is not undone by a word."""
        before, after = self._began.answers, self.application.answers
        if self._undone or not self.acted:
            return
        changed = [
            path
            for path in {**before, **after}
            # nearly all are the very same object, which is seen sooner than that they are equal
            if (was := before.get(path)) is not (now := after.get(path)) and was != now
        ]
        changed = changed or self._redrafted()
        if self._began.entries != self.application.entries:
            changed = []
        elif not changed:
            return
        drafts = self._began.drafts
        undo = tuple(Before(path=path, answer=before.get(path), draft=drafts.get(path)) for path in changed)
        self.cursor = replace(self.cursor, undo=undo)

    def _redrafted(self) -> list[Path]:
        """The unfinished answers of which this step changed what counts as an act of its own."""
        before, after = self._began.drafts, self.application.drafts
        return [
            path
            for path in {**before, **after}
            if before.get(path) != after.get(path)
            and path in self.view.by_path
            and self.view.by_path[path].question.is_step(before.get(path), after.get(path))
        ]
