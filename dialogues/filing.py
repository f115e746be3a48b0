"""What becomes of files: fetched, put where they belong, kept for now. Nothing that was sent is ever lost.

A file goes to the question that it was sent under. Where that takes none, or no more, it is kept with the application
as a loose one and, if need be, the person is asked where it belongs; questions for files offer it again. Only the
person takes a file away. Which places there are is in `placing.py`; what a question makes of a file is its type's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from dialogues.application import Application, Json
from dialogues.attachments import files_at, files_in, hashes, key_of
from dialogues.cursor import Asking, Cursor, Placing
from dialogues.effects import Fetch
from dialogues.events import Event, FileOffered, FileStored, Replied
from dialogues.placing import draft_at, fitting, names_of, places, where_text
from dialogues.prompt import Notice, Paragraph
from dialogues.question import Accepted, Rejected, Unfinished
from dialogues.questions._files import Files
from dialogues.reply import Command, Reply, StoredFile, Uploaded
from dialogues.scope import Item
from dialogues.walking import Walk

#: Commands by which a person takes files away: from an answer, with an entry, or from what is kept for now.
REMOVING = frozenset({"remove", "delete_last", "rewrite", "drop_new", "drop_file", "remove_entry", "confirm"})

#: What the buttons of "where does it belong?" are, and that of the review.
COMMANDS = frozenset({"place", "keep_file", "drop_file", "loose"})

#: how a reply to the question on screen is read
ReadReply = Callable[[Walk, Item, Reply], None]


def offered(walk: Walk, event: FileOffered) -> None:
    """A file is on its way: have it fetched for the question that it was sent under, or for none yet."""
    if not walk.application.is_open:
        walk.close()
        return
    item = walk.view.by_path[event.path] if walk.is_asked(event.path) else None
    if item is None and event.turn in (None, walk.cursor.turn):
        item = walk.item  # under any other prompt, nobody knows which question it was sent for
    takes = item is not None and item.question.takes_files
    may_be_list = event.name.lower().endswith(".txt")  # the questions, filled in
    if not (takes or may_be_list or any(other.question.takes_files for other in walk.view.asked())):
        walk.refresh(problem=walk.scene.say("problem.no_file_here"))
        return
    path = item.path if item is not None and takes else ""
    walk.fetch(
        Fetch(to=walk.cursor.address, path=path, token=event.token, name=event.name, caption=event.caption)
    )
    walk.toast = walk.scene.say("file.receiving", name=event.name or walk.scene.say("show.photo"))


def stored(walk: Walk, event: FileStored, read: ReadReply) -> None:
    """The file is there."""
    item = walk.view.by_path.get(event.path)
    if not walk.application.is_open:
        walk.say("file.too_late", name=event.file.name)
    elif item is None or item.node.asked is None or not item.question.takes_files:
        loosen(walk, (event.file,))
        ask_where(walk, (event.file,))
    elif walk.item is item:
        read(walk, item, Uploaded(files=(event.file,)))
    else:
        _put_elsewhere(walk, item, event.file)


def uploaded(walk: Walk, item: Item, reply: Uploaded, read: ReadReply) -> None:
    """Files that are kept already, sent under the question on screen."""
    if item.question.takes_files or not any(other.question.takes_files for other in walk.view.asked()):
        read(walk, item, reply)
    else:
        loosen(walk, reply.files)
        ask_where(walk, reply.files)


def ask_where(walk: Walk, files: Iterable[StoredFile]) -> None:
    """Ask where they belong: on the question on screen, with those asked about already; else beside it."""
    scene, pending = walk.scene, walk.pending
    if walk.item is not None and (pending is None or isinstance(pending, Placing)):
        before = pending.files if isinstance(pending, Placing) else ()
        asked = dict.fromkeys((*before, *(file.sha256 for file in files)))
        walk.cursor = replace(walk.cursor, pending=Placing(files=tuple(asked)))
        walk.refresh()
        return
    for file in files:
        rows = tuple(places(scene, walk.item, (file,), named_files=True))
        blocks = (Paragraph(text=where_text(scene, (file,))),)
        walk.tell(Notice(blocks=blocks, buttons=rows, language=scene.language))


def loosen(walk: Walk, files: Iterable[StoredFile]) -> None:
    """Keep them with the application until they are put somewhere."""
    there = hashes(walk.application.loose)
    more = {file.sha256: file for file in files if file.sha256 not in there}
    if more:
        _set_loose(walk, (*walk.application.loose, *more.values()))


def file_command(walk: Walk, command: Command) -> None:
    """A button of "where does it belong?"."""
    path, *keys = command.argument.split(" ") if command.name == "place" else ("", *command.argument.split())
    files = tuple(_meant(walk, keys))
    if isinstance(walk.pending, Placing):
        walk.drop()
    item = walk.view.by_path.get(path) if command.name == "place" and walk.is_asked(path) else None
    if not walk.application.is_open:
        walk.close()
    elif command.name == "keep_file":
        walk.refresh(toast=walk.scene.say("file.kept"))
    elif command.name == "loose":
        ask_where(walk, walk.application.loose)
    elif not files or (command.name == "place" and item not in fitting(walk.scene, walk.item, files)):
        walk.refresh(problem=walk.scene.say("tell.passed"))
    elif item is None:
        gone = hashes(files)
        _set_loose(walk, (file for file in walk.application.loose if file.sha256 not in gone))
        walk.refresh(toast=walk.scene.say("file.dropped"))
    else:
        for file in files:
            _put_elsewhere(walk, item, file, told=False)
        settle(walk, item)
        names = names_of(walk.scene, files)
        walk.refresh(echo=walk.scene.say("file.placed", names=names, code=walk.scene.coded(item)))


def settle(walk: Walk, item: Item) -> None:
    """Files that the question holds now are loose no more."""
    held = hashes(files_at(walk.application, item.path))
    if held & hashes(walk.application.loose):
        _set_loose(walk, (file for file in walk.application.loose if file.sha256 not in held))


def keep_all(walk: Walk, before: Application, cursor: Cursor, event: Event, *, is_read: bool) -> None:
    """At the end of a step: what was there or was sent, and is nowhere now, is kept, unless the person took it away.

    So nothing has to be thought of elsewhere: a draft that is put aside, a file too many, one of the wrong kind. A
    list whose answers were read (`is_read`) is no file any more.
    """
    after = walk.application
    if not after.is_open or walk.is_barred:  # before the notice is agreed to, nothing is kept at all
        return
    lost = [*_left_behind(walk, before, cursor, event), *(() if is_read else _sent(event))]
    if not lost:
        return
    held = hashes(after.loose)
    pending = walk.cursor.pending
    held |= hashes(files_in(getattr(pending, "value", None)))
    for path in {*after.answers, *after.drafts}:
        held |= hashes(files_at(after, path))
    loosen(
        walk,
        (file for file in lost if file.sha256 not in held and not _was_refused(walk, cursor, event, file)),
    )


def _left_behind(walk: Walk, before: Application, cursor: Cursor, event: Event) -> Iterator[StoredFile]:
    """Files of answers, drafts and decisions that are others now. Where an answer was being changed, what its draft
    no longer had was taken away by the person."""
    if isinstance(event, Replied) and isinstance(event.reply, Command) and event.reply.name in REMOVING:
        return
    after, replaced = walk.application, _replaced_at(cursor, event)
    changed: list[Json] = [
        answer.value
        for path, answer in before.answers.items()
        if after.answers.get(path) is not answer and path != replaced and path not in before.drafts
    ]
    changed += [
        draft
        for path, draft in before.drafts.items()
        if after.drafts.get(path) is not draft and path != replaced
    ]
    if walk.cursor.pending is not cursor.pending:
        changed.append(getattr(cursor.pending, "value", None))
    for kept in changed:
        yield from files_in(kept)


def _replaced_at(cursor: Cursor, event: Event) -> str:
    """The question on screen whose file another one was sent for: that is taking the first one away."""
    is_sent = isinstance(event, FileStored) or (
        isinstance(event, Replied)
        and (isinstance(event.reply, Uploaded) or getattr(event.reply, "name", "") == "use_file")
    )
    if not is_sent or not isinstance(cursor.at, Asking):
        return ""
    return cursor.at.path if not isinstance(event, FileStored) or event.path == cursor.at.path else ""


def _sent(event: Event) -> tuple[StoredFile, ...]:
    if isinstance(event, FileStored):
        return (event.file,)
    return event.reply.files if isinstance(event, Replied) and isinstance(event.reply, Uploaded) else ()


def _was_refused(walk: Walk, cursor: Cursor, event: Event, file: StoredFile) -> bool:
    """Whether it was said that it is too large to be kept."""
    path = event.path if isinstance(event, FileStored) else getattr(cursor.at, "path", "")
    item = walk.view.by_path.get(path)
    question = item.node.asked if item is not None else None
    return isinstance(question, Files) and question.is_too_large(file)


def _put_elsewhere(walk: Walk, item: Item, file: StoredFile, *, told: bool = True) -> None:
    """Put it under a question that is not on screen; said when something is left to do. Where it would push out
    another file, it is kept aside."""
    question, here, reply = item.question, walk.scene.here(item), Uploaded(files=(file,))
    before = draft_at(walk.scene, item)
    read = question.read(reply, before, here)
    kept = read.value if isinstance(read, Accepted) else read.draft if isinstance(read, Unfinished) else None
    if not isinstance(read, Rejected) and not hashes(files_in(before)) <= hashes(files_in(kept)):
        loosen(walk, (file,))
        ask_where(walk, (file,))
        return
    if (
        isinstance(read, Unfinished)
        and read.problem is None
        and before is not None
        and before != walk.application.drafts.get(item.path)
    ):
        done = question.read(Command(name="done"), read.draft, here)  # it was answered before: it is again
        read = done if isinstance(done, Accepted) else read
    if isinstance(read, Accepted) and walk.answer_elsewhere(
        item, read.value, question.raw(reply, read.value, here)
    ):
        return
    problem = read.problem if isinstance(read, Rejected | Unfinished) else None
    draft = question.reopened(read.value) if isinstance(read, Accepted) else kept
    if not isinstance(read, Rejected) and draft != before:
        walk.draft(item, draft)
    if told or problem is not None:
        text = walk.told(problem) if problem is not None else walk.scene.say("file.waits", name=file.name)
        walk.point(item, text)


def _meant(walk: Walk, keys: Iterable[str]) -> Iterator[StoredFile]:
    """The loose files that a button is about: those that it names, or those of the decision on screen."""
    wanted, pending = set(keys), walk.pending
    asked = set(pending.files) if isinstance(pending, Placing) and not wanted else set()
    for file in walk.application.loose:
        if file.sha256 in asked or key_of(file.sha256) in wanted:
            yield file


def _set_loose(walk: Walk, files: Iterable[StoredFile]) -> None:
    walk.application = replace(walk.application, loose=tuple(files))
    walk.view = replace(walk.view, application=walk.application)
