"""What a reply says that names its question: from a button, or from a form in which several were filled in at once. And
what is wrong with a form before it is handed in, by the same judgement: each answer is given on trial, and what would
be said of it is what stands under its field.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from dialogues import batch
from dialogues.answering import answer
from dialogues.application import Answer, Application, Json, Path, PersonId
from dialogues.card_screens import is_open
from dialogues.cards import chapter
from dialogues.commands import COMMANDS
from dialogues.cursor import Asking, Cursor
from dialogues.dialogue import Dialogue
from dialogues.fields import Form, Value, changed, filled_in
from dialogues.question import Accepted, Here, Unfinished
from dialogues.questions._saying import lines
from dialogues.questions.table import Table
from dialogues.reading.batch import Batch, Claim
from dialogues.reply import Cells, Chosen, Filled, Meant, Typed
from dialogues.scene import spoken
from dialogues.scope import Item
from dialogues.walking import Walk
from dialogues.words import Words


def take_meant(walk: Walk, reply: Meant) -> None:
    """The person said which question a reply is for."""
    walk.drop()
    if not walk.application.is_open:
        walk.close()
    elif not walk.is_asked(reply.path):
        walk.refresh(problem=walk.scene.say("tell.passed"))
    else:
        _take(walk, walk.view.by_path[reply.path], reply)


def _take(walk: Walk, item: Item, reply: Meant) -> None:
    is_elsewhere = walk.item is not item
    if item in walk.card:
        walk.turn_to(item)
        is_elsewhere = False
    elif walk.chapter and chapter(walk.view, item) and _store(walk, item, reply):
        walk.refresh()  # a form of another chapter was open still
        return
    if is_elsewhere:
        walk.change(item)
    answer(walk, item, reply.reply, meant=True)
    if walk.chapter and walk.pending is None and item.path in walk.application.drafts:
        others = [other for other in walk.chapter if other.path not in walk.application.drafts]
        walk.turn_to(next((other for other in others if is_open(walk.scene, other)), item))
    if is_elsewhere and walk.cursor.at != Asking(path=item.path):  # what it says in the chat is another
        walk.echo = walk.scene.line(item, walk.scene.show(item))


def fill(walk: Walk, reply: Filled) -> None:
    """All that can be stored as it is; about the rest the person is asked. Then on."""
    walk.drop()
    if not walk.application.is_open:
        walk.close()
        return
    asked = [one for one in reply.answers if walk.is_asked(one.path)]
    left = [one for one in asked if not _store(walk, walk.view.by_path[one.path], one)]
    typed = [Claim(path=it.path, text=it.reply.text) for it in left if isinstance(it.reply, Typed)]
    if len(typed) > 1:
        batch.take(walk, Batch(claims=tuple(typed)))
    elif left:
        take_meant(walk, left[0])
    elif reply.then is not None and reply.then.name in COMMANDS:
        COMMANDS[reply.then.name](walk, reply.then.argument)
    elif (item := walk.item) is not None and any(one.path in _on_screen(walk, item) for one in asked):
        walk.onward(item)
    else:
        walk.refresh()


def _on_screen(walk: Walk, item: Item) -> set[Path]:
    return {item.path, *(other.path for other in walk.card)}


def _store(walk: Walk, item: Item, reply: Meant) -> bool:
    """Store an answer, or what there is of it, where nothing has to be asked about it. Says whether it did."""
    if not isinstance(reply.reply, Chosen) and walk.scene.view.application.drafts.get(item.path):
        return False  # what is put together bit by bit is for the question on screen
    here = walk.scene.here(item)
    read = item.question.read(reply.reply, walk.draft_of(item), here)
    if isinstance(read, Unfinished) and read.problem is None:
        walk.draft(item, read.draft)
        return True
    if not isinstance(read, Accepted):
        return False
    raw = item.question.raw(reply.reply, read.value, here)
    if not walk.put_safely(item, Answer(value=read.value, raw=raw, who=walk.who, at=walk.at)):
        return False
    if read.echo:  # beside others, it needs its question
        walk.echo = lines(walk.echo, walk.scene.line(item, walk.scene.show(item)))
    return True


def wrong(
    dialogue: Dialogue, application: Application, cursor: Cursor, words: Words, who: PersonId, at: datetime,
    values: Mapping[str, Value],
) -> Mapping[str, str]:  # fmt: skip
    """By the name of a field, why what was filled in there cannot be taken; nothing where all of it can, or where the
    person is asked about it in the chat. `values` are those of the form on screen."""

    def begun(application: Application) -> Walk:
        walk = Walk(
            dialogue=dialogue,
            application=application,
            cursor=cursor,
            words=words,
            who=who,
            at=at,
            pressed=True,
        )
        walk.recover()
        return walk

    form = begun(application).prompt().form
    if form is None or form.live:
        return {}
    said = dict(changed(form, values))
    found = {
        field.name: words.say(spoken(words, cursor.language), "problem.text_empty")
        for field, text in said.items()
        if not field.cell and not text.strip()
    }
    for reply in filled_in(form, values):
        trial = begun(application)
        item = trial.view.by_path[reply.path]
        draft, here = trial.draft_of(item), trial.scene.here(item)
        take_meant(trial, reply)
        if not trial.problem:
            application = trial.application
            continue
        names = [field.name for field in said if field.path == reply.path]
        found |= _by_cell(trial, form, reply, draft, here) or {names[-1]: trial.problem}
    return found


def _by_cell(walk: Walk, form: Form, reply: Meant, draft: Json, here: Here) -> dict[str, str]:
    """Of a table each complaint where it belongs."""
    table, cells = walk.view.by_path[reply.path].question, reply.reply
    if not isinstance(table, Table) or not isinstance(cells, Cells):
        return {}
    names = {field.cell: field.name for field in form.fields if field.path == reply.path}
    wrong = table.wrong(cells.cells, draft, here)
    return {names[cell]: walk.told(problem) for cell, problem in wrong.items() if cell in names}
