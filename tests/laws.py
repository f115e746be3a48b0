"""What holds of every step, whatever was done: the promises that a person relies on without knowing them.

A conversation of the tests asks after each step (`tests/conversation.py`), so every transcript and every drawn
script is held to them. What one sort of act does is not a law; that is for the tests of that act.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from itertools import islice

from bot.channels.telegram.tokens import pack, unpack
from dialogues import codec
from dialogues.application import OPEN, Application, Nothing, Path, State
from dialogues.cards import on_card
from dialogues.catalogue import load_words
from dialogues.closing import ends_at
from dialogues.commands import FREE
from dialogues.consenting import awaits
from dialogues.cursor import Asking, Confirm, Cursor, Placing, Reviewing, Sorting, Welcoming
from dialogues.dialogue import Dialogue, Repeat
from dialogues.effects import Ask, Due, Fetch, Refresh, Settle, Tell
from dialogues.events import Event, FileStored, Replied
from dialogues.marks import buttons_of, unmarked
from dialogues.prompt import Notice, Prompt
from dialogues.reading.batch import may_be_batch
from dialogues.reading.commands import read_command
from dialogues.relevance import View, derive, viewed
from dialogues.reply import Command, Filled, Meant, Pressed, Reply, StoredFile, Ticked, Typed, Uploaded
from dialogues.submission import restored
from dialogues.walking import Step, Walk
from dialogues.words import Words

#: what takes files away, because the person says so
REMOVING = {"remove", "delete_last", "rewrite", "drop_new", "drop_file", "remove_entry", "confirm"}
#: what a prompt may be once nothing can be changed any more
CLOSED = {"done", "choose", "confirm"}


@cache
def _words() -> Words:
    return load_words()


def hold(dialogue: Dialogue, application: Application, cursor: Cursor, event: Event, taken: Step) -> None:
    """Each of them, of one step."""
    before, after = derive(dialogue, application, event.at), derive(dialogue, taken.application, event.at)
    _derived_alike(taken, after)
    _one_prompt(cursor, taken)
    _nothing_lost(before, cursor, event, after)
    _nothing_leaves_unasked(before, cursor, after)
    if not awaits(dialogue, application, event.who):  # before, no file is kept at all
        _no_file_lost(application, cursor, event, taken)
    untouched = _untouched(application, event, taken)
    if not application.is_open and not taken.application.is_open:
        assert replace(untouched, state=application.state) == application
    if isinstance(event, Replied) and isinstance(event.reply, Command) and event.reply.name in FREE:
        agreed = (
            isinstance(cursor.at, Welcoming) and event.reply.name == "start"
        )  # with every tick in its place
        seen = replace(untouched, consents=application.consents) if agreed else untouched
        assert seen == application or _adds_entry(application, seen)
    _nothing_kept_unagreed(dialogue, application, event, taken)
    _nothing_taken_too_late(dialogue, application, event, taken)
    _nothing_filed_from_before(application, cursor, event, taken)
    for effect in taken.effects:
        if isinstance(effect, Ask | Refresh):
            _prompt_is_true(effect.prompt, after, taken)
            _found_by_its_mark(dialogue, taken, event, effect.prompt)
        if isinstance(effect, Tell):
            _found_by_its_mark(dialogue, taken, event, effect.notice)
        if isinstance(effect, Settle):
            assert effect.turn < taken.cursor.turn
        if isinstance(effect, Due):
            assert effect.at is None or taken.application.is_open
            assert (
                effect.at is None
                or (ends := ends_at(dialogue)) is None
                or effect.at < ends
                or not effect.number
            )
    if taken.submission is not None:
        _handed_in(before, taken)


def _untouched(application: Application, event: Event, taken: Step) -> Application:
    """The application after the step, but for what any act may change: when it was touched, that its time is over,
    and who asked for no more reminders."""
    seen = replace(taken.application, touched=application.touched)
    if seen.state is State.EXPIRED:
        seen = replace(seen, state=application.state)
    if isinstance(event, Replied) and isinstance(event.reply, Command) and event.reply.name == "mute":
        assert set(seen.muted) <= {*application.muted, event.who}
        seen = replace(seen, muted=application.muted)
    return seen


def _nothing_filed_from_before(application: Application, cursor: Cursor, event: Event, taken: Step) -> None:
    """What was typed before the questions on screen were asked is no answer to anything until the person says so."""
    if not isinstance(event, Replied) or not isinstance(event.reply, Typed) or event.turn is None:
        return
    if event.turn < cursor.since:
        assert taken.application.answers == application.answers
        assert taken.application.drafts == application.drafts


def _nothing_kept_unagreed(dialogue: Dialogue, application: Application, event: Event, taken: Step) -> None:
    """Before a person has agreed to the notice nothing of theirs is kept, and nothing fetched."""
    if not awaits(dialogue, application, event.who) or not application.is_open:
        return
    seen = _untouched(application, event, taken)
    if not awaits(dialogue, taken.application, event.who):
        assert isinstance(event, Replied)
        seen = replace(seen, consents=application.consents)
    assert seen == application or _adds_entry(application, seen)
    assert not any(isinstance(effect, Fetch) for effect in taken.effects)
    if awaits(dialogue, taken.application, event.who):
        assert not any(isinstance(effect, Due) and effect.at is not None for effect in taken.effects)
    said = getattr(getattr(event, "reply", None), "text", "").strip()
    if len(said) > 8:
        assert said not in codec.cursors.dump_json(taken.cursor).decode()


def _nothing_taken_too_late(dialogue: Dialogue, application: Application, event: Event, taken: Step) -> None:
    """After the deadline and its grace nothing is open, and nothing is taken."""
    ends = ends_at(dialogue)
    if ends is None or event.at < ends:
        assert taken.application.state is not State.EXPIRED or application.state is State.EXPIRED
        return
    assert not taken.application.is_open
    assert taken.submission is None
    assert taken.application.answers == application.answers
    assert taken.application.drafts == application.drafts


def _derived_alike(taken: Step, fresh: View) -> None:
    """What was derived step by step is what would be derived at once."""
    stepwise = viewed(fresh.dialogue, taken.application, fresh.now)
    assert stepwise.facts == fresh.facts
    assert stepwise.values == fresh.values
    assert stepwise.gates == fresh.gates
    assert (stepwise.answered, stepwise.total) == (fresh.answered, fresh.total)


def _one_prompt(cursor: Cursor, taken: Step) -> None:
    """One prompt at most, and a new one has a new turn; a question on screen is one that is asked."""
    asks = [effect.turn for effect in taken.effects if isinstance(effect, Ask)]
    refreshes = [effect.turn for effect in taken.effects if isinstance(effect, Refresh)]
    assert asks == ([taken.cursor.turn] if taken.cursor.turn != cursor.turn else [])
    assert taken.cursor.turn in (cursor.turn, cursor.turn + 1)
    assert refreshes in ([], [] if asks else [taken.cursor.turn])
    if asks or refreshes:
        assert taken.cursor.address == cursor.address


def _nothing_lost(before: View, cursor: Cursor, event: Event, after: View) -> None:
    """An answer changes only by a reply to its own question, and goes only with its entry, when that was confirmed."""
    old, new = before.application.answers, after.application.answers
    changed = {path for path in old if path in new and old[path] != new[path]} | (set(new) - set(old))
    repeats = {item.path for item in before.items if isinstance(item.node.entry, Repeat)}
    named = _meant(before, cursor, event) | _placed(cursor, event, changed, after)
    assert changed - repeats <= named | _in_a_batch(before, cursor, event), changed
    gone = set(old) - set(new) - repeats
    pending = cursor.pending
    asked = set(pending.paths) if isinstance(pending, Confirm) and pending.entry else set()
    asked |= _taken_back(cursor, event)
    assert {path for path in gone if old[path].value is not None} <= asked, gone
    removed = {entry for ids in before.application.entries.values() for entry in ids} - {
        entry for ids in after.application.entries.values() for entry in ids
    }
    assert all(path in asked or path.split("/")[1] in removed for path in gone)


def _no_file_lost(application: Application, cursor: Cursor, event: Event, taken: Step) -> None:
    """What was sent is in an answer, a draft, a decision or among the loose files, until the person takes it away: by
    a button that says so, or by sending another one where there is only one place."""
    if isinstance(event, Replied) and isinstance(event.reply, Command) and event.reply.name in REMOVING:
        return
    sent: tuple[StoredFile, ...] = ()
    if isinstance(event, FileStored):
        is_read = event.text and (
            taken.application.answers != application.answers or isinstance(taken.cursor.at, Sorting)
        )
        sent = () if is_read else (event.file,)
    elif isinstance(event, Replied) and isinstance(event.reply, Uploaded):
        sent = event.reply.files
    # what cannot be kept is told: too large, or too late
    news = {file.sha256 for file in sent if file.size <= 20 * 1024 * 1024 and taken.application.is_open}
    held = _files_held(taken.application, taken.cursor)
    gone = _files_held(application, cursor) - held
    if sent or (isinstance(event, Replied) and event.reply == Command(name="use_file")):
        at = event.path if isinstance(event, FileStored) else getattr(cursor.at, "path", "")
        gone -= _hashes(application.answers[at].value if at in application.answers else None)
    if isinstance(cursor.pending, Placing) and isinstance(event, Replied) and isinstance(event.reply, Typed):
        gone -= set(cursor.pending.files)  # the button that takes it away, by its number or its words
    assert not gone, gone
    assert news <= held, news - held


def _files_held(application: Application, cursor: Cursor) -> set[str]:
    held = {file.sha256 for file in application.loose} | _hashes(getattr(cursor.pending, "value", None))
    for path, answer in application.answers.items():
        if path not in application.drafts:  # else it is being changed: what the draft lacks was taken away
            held |= _hashes(answer.value)
    for draft in application.drafts.values():
        held |= _hashes(draft)
    return held


def _hashes(kept: object) -> set[str]:
    """Of every file, wherever it stands."""
    if isinstance(kept, Mapping):
        own = {kept["sha256"]} if isinstance(kept.get("sha256"), str) else set()
        return own.union(*map(_hashes, kept.values()))
    return set().union(*map(_hashes, kept)) if isinstance(kept, list | tuple) else set()


def _nothing_leaves_unasked(before: View, cursor: Cursor, after: View) -> None:
    """An answered question leaves the submission only after the person has seen it listed."""
    left = {
        path
        for path, answer in before.application.answers.items()
        if answer.value is not None
        and before.facts[path].relevant
        and not (path in after.facts and after.facts[path].relevant)
        and not isinstance(before.by_path[path].node.entry, Repeat)
    }
    listed = set(cursor.pending.paths) if isinstance(cursor.pending, Confirm) else set()
    assert left <= listed, left


def _in_a_batch(view: View, cursor: Cursor, event: Event) -> set[Path]:
    """What several answers in one message may change: on the screen where that is decided, what it lists, and of what
    is answered only what it shows as it is; elsewhere only what is not answered yet."""
    answers, drafts = view.application.answers, view.application.drafts
    free = {
        path
        for path in view.by_path
        if path not in drafts and (path not in answers or answers[path].nothing is Nothing.LATER)
    }
    at = cursor.at
    if isinstance(at, Sorting) and isinstance(event, Replied):
        shown = {before.path for before in at.over if answers.get(before.path) == before.answer}
        return {claim.path for claim in at.claims} & (free | shown)
    reply = event.reply if isinstance(event, Replied) else None
    if isinstance(reply, Command) and reply.name == "batch":
        return free
    text = reply.text if isinstance(reply, Typed) else event.text if isinstance(event, FileStored) else ""
    return free if may_be_batch(text) else set()


def _taken_back(cursor: Cursor, event: Event) -> set[Path]:
    """What a person says is not so after all: a tick, or what they answered last."""
    reply = event.reply if isinstance(event, Replied) else None
    if isinstance(reply, Ticked):
        return set() if reply.on else {reply.name}
    return {one.path for one in cursor.undo if one.answer is None} if is_undo(reply) else set()


def is_undo(reply: Reply | None) -> bool:
    """Pressed or typed."""
    if isinstance(reply, Typed):
        reply = read_command(reply.text)
    return isinstance(reply, Command) and reply.name == "undo"


def _meant(view: View, cursor: Cursor, event: Event) -> set[Path]:
    """The questions that this can be a reply to: those on screen, or one that was named."""
    if isinstance(event, Replied) and is_undo(event.reply):
        return {one.path for one in cursor.undo}
    if isinstance(event, FileStored):
        return {event.path}
    if isinstance(event, Replied) and isinstance(event.reply, Meant):
        return {event.reply.path}
    if isinstance(event, Replied) and isinstance(event.reply, Filled):
        return {one.path for one in event.reply.answers} | _put_off(view, cursor, event.reply)
    if not isinstance(event, Replied) or not isinstance(cursor.at, Asking):
        return set()
    readings = getattr(cursor.pending, "readings", ())
    card = {item.path for item in on_card(view, cursor, cursor.at)}
    return card | {cursor.at.path} | {it.reply.path for it in readings if isinstance(it.reply, Meant)}


def _put_off(view: View, cursor: Cursor, reply: Filled) -> set[Path]:
    """What is left open in a form, where it is said that all the rest comes later."""
    return {item.path for item in on_card(view, cursor, cursor.at)} if reply.then is not None else set()


def _placed(cursor: Cursor, event: Event, changed: set[Path], after: View) -> set[Path]:
    """Where files were put that the person was asked about: nothing else changes there."""
    asked: set[str] = set()
    if isinstance(cursor.pending, Placing):
        asked |= set(cursor.pending.files)
    if isinstance(event, Replied) and isinstance(event.reply, Command) and event.reply.name == "place":
        keys = event.reply.argument.split(" ")[1:]
        held = _files_held(after.application, cursor)
        asked |= {sha256 for sha256 in held if sha256[:12] in keys}
    return {path for path in changed if _hashes(after.application.answers[path].value) & asked}


def _adds_entry(before: Application, after: Application) -> bool:
    """Going to a repeat that has too few entries begins one."""
    return after.next_entry > before.next_entry and set(before.answers) >= set(after.answers)


def _prompt_is_true(prompt: Prompt, view: View, taken: Step) -> None:
    """What is said about where one stands is so."""
    if not taken.application.is_open:
        assert prompt.screen in CLOSED
    assert (prompt.screen == "question") == isinstance(taken.cursor.at, Asking)
    if isinstance(taken.cursor.at, Asking):
        assert prompt.path == taken.cursor.at.path
        assert view.facts[prompt.path].relevant
    if prompt.progress is not None:
        asked = list(view.asked())
        answered = [item for item in asked if view.facts[item.path].state == "answered"]
        assert (prompt.progress.answered, prompt.progress.total) == (len(answered), len(asked))
    if taken.cursor.at == Reviewing():
        offered = any(button.reply == Command(name="submit") for row in prompt.actions for button in row)
        assert offered == (not any(fact.blocks for fact in view.facts.values()))


def _found_by_its_mark(dialogue: Dialogue, taken: Step, event: Event, shown: Prompt | Notice) -> None:
    """A button is known again by the name of its reply where a platform holds no more than that."""
    named: dict[str, Reply] = {}
    for button in buttons_of(shown):
        token = unpack(pack(taken.cursor.turn, taken.application.id, button.reply))
        assert token is not None, button
        if isinstance(token.reply, Pressed):
            named[token.reply.mark] = button.reply
        else:
            assert token.reply == button.reply
    if named:
        walk = Walk(dialogue=dialogue, application=taken.application, cursor=taken.cursor, words=_words(),
                    who=event.who, at=event.at)  # fmt: skip
        for mark, reply in islice(named.items(), 3):
            assert unmarked(walk, Pressed(mark=mark)) == reply


def _handed_in(before: View, taken: Step) -> None:
    """Nothing incomplete is handed in; what is handed in is what is relevant; its checksum is its own."""
    submission = taken.submission
    assert submission is not None
    assert not any(fact.blocks for fact in before.facts.values())
    kept = restored(submission.content).application
    assert dict(kept.answers) == {
        path: answer for path, answer in before.application.answers.items() if before.facts[path].relevant
    }
    assert hashlib.sha256(submission.content.encode()).hexdigest() == submission.sha256
    assert submission.round == taken.application.round == before.application.round + 1
    assert before.application.state in OPEN
    assert taken.application.state is (State.SUBMITTED if submission.round == 1 else State.RESUBMITTED)
    assert kept.state is taken.application.state
