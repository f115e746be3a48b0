"""Where a file may belong that was sent while the question on screen takes none: pure look-ups, and their buttons.

Offered are the questions that would take it now: those that ask for files and are not full, the long texts that are
under way, and the last long text before the person's place. What a button does is in `filing.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from dialogues.application import Json
from dialogues.attachments import files_in, hashes, key_of
from dialogues.prompt import Button
from dialogues.question import Accepted, Unfinished
from dialogues.questions._files import Files
from dialogues.questions._saying import excerpt
from dialogues.reply import Command, StoredFile, Uploaded
from dialogues.scene import Scene
from dialogues.scope import Item
from dialogues.widths import BUDGET, rows, wide

#: more questions are not offered at once; the others offer the file themselves when they are asked
_MOST_QUESTIONS = 6


def where_text(scene: Scene, files: Sequence[StoredFile]) -> str:
    """What is asked about these files."""
    if not files:
        return scene.say("tell.passed")
    return scene.say("tell.where", names=names_of(scene, files))


def names_of(scene: Scene, files: Iterable[StoredFile]) -> str:
    """What they are called."""
    return excerpt(scene.say("list.separator").join(_name(scene, file) for file in files))


def places(
    scene: Scene, item: Item | None, files: Sequence[StoredFile], *, named_files: bool = False
) -> Iterator[tuple[Button, ...]]:
    """The buttons: where the files may go, and to keep them for now. With `named_files` a button says itself which
    files it means, as one beside the conversation has to."""
    suffix = "".join(f" {key_of(file.sha256)}" for file in files) if named_files else ""
    buttons = []
    for other in fitting(scene, item, files):
        key = "button.for_code" if isinstance(other.question, Files) else "button.append_to"
        said = _fitted(scene, other) if key == "button.for_code" else scene.code(other)
        buttons.append(
            Button(label=scene.say(key, code=said), reply=Command(name="place", argument=other.path + suffix))
        )
    yield from rows(buttons)
    yield (
        Button(label=scene.say("button.keep_file"), reply=Command(name="keep_file")),
        Button(label=scene.say("button.drop_file"), reply=Command(name="drop_file", argument=suffix.strip())),
    )


def fitting(scene: Scene, item: Item | None, files: Sequence[StoredFile]) -> list[Item]:
    """The questions that would take all of these now."""
    view = scene.view
    asked = [other for other in view.asked() if other is not item and other.node.asked is not None]
    askers = [other for other in asked if isinstance(other.question, Files) and takes(scene, other, files)]
    askers.sort(key=lambda other: (view.facts[other.path].state == "answered", other.index))
    texts = [other for other in asked if other.question.takes_files and not isinstance(other.question, Files)]
    last = [other for other in texts if item is not None and other.index < item.index][-1:]
    under_way = [other for other in texts if view.application.drafts.get(other.path)]
    wanted = [other for other in texts if other in under_way[-1:] or other in last]
    return [*askers[:_MOST_QUESTIONS], *wanted]


def takes(scene: Scene, item: Item, files: Iterable[StoredFile]) -> bool:
    """Whether the question would take all of these and keep what it has."""
    draft: Json = draft_at(scene, item)
    read = item.question.read(Uploaded(files=tuple(files)), draft, scene.here(item))
    if not isinstance(read, Accepted | Unfinished):
        return False
    after = read.value if isinstance(read, Accepted) else read.draft
    return hashes(files_in(after)) >= hashes((*files_in(draft), *files))


def draft_at(scene: Scene, item: Item) -> Json:
    """What there is of an unfinished answer, or what a change of the present one starts from."""
    application = scene.view.application
    answer, draft = application.answers.get(item.path), application.drafts.get(item.path)
    if draft is None and answer is not None and answer.value is not None:
        return item.question.reopened(answer.value)
    return draft


def _fitted(scene: Scene, item: Item) -> str:
    """Code and short label, as much of it as a button shows."""
    code = scene.code(item)
    columns = int(2 * (BUDGET[1] - wide(code)) - 1)
    return f"{code} {scene.brief(item, columns)}".strip()


def _name(scene: Scene, file: StoredFile) -> str:
    if file.name.strip():
        return excerpt(file.name)
    return scene.say("show.photo" if file.type.startswith("image/") else "show.unnamed")
