"""The reviewers' rooms: which room reads which dialogue, and the rows that a submission posts there.

What a room gets is its channel's to say (`Manner.posts`): the whole in one notice; one message, with buttons that open the
rest in private (`reading.py`); or one message with the rest in its thread. Posts of one application that are one message
each are about one message, by `Outgoing.message`: so the post of a later round finds the one before. A post with a thread
is a message of its own in each round, by which what belongs into the thread finds it (`effects.Append`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from bot.channels.base import Manner
from bot.giving import given
from dialogues.dialogue import Dialogue
from dialogues.effects import Append
from dialogues.lobby import language_of
from dialogues.prompt import Button, Notice
from dialogues.reply import Command
from dialogues.reviewing import reviewed
from dialogues.submission import Submission, restored
from dialogues.summary import Summary, as_blocks
from dialogues.summary_brief import in_brief
from dialogues.summary_parts import Attached
from dialogues.summary_thread import post, thread
from dialogues.words import Words
from storage.changes import Lane, Outgoing
from storage.ids import Ids


@dataclass(frozen=True, kw_only=True, slots=True)
class Room:
    """Where reviewers read. `dialogue` is "*" for all of them."""

    dialogue: str
    channel: str
    external_id: str
    team: str = ""
    #: a thread or topic within the room, "" for none
    topic: str = ""
    #: what the room reads, "" for the dialogue's own language
    language: str = ""


@dataclass(frozen=True, slots=True)
class Rooms:
    """All rooms."""

    rooms: Sequence[Room] = ()
    #: by channel; a room of one that is not named gets the whole
    manners: Mapping[str, Manner] = field(default_factory=dict)

    def of(self, dialogue: str) -> tuple[Room, ...]:
        """The rooms that read this dialogue: its own, else those for all."""
        own = tuple(room for room in self.rooms if room.dialogue == dialogue)
        return own or tuple(room for room in self.rooms if room.dialogue == "*")

    def posts(
        self,
        dialogue: Dialogue,
        submission: Submission,
        words: Words,
        ids: Ids,
        at: datetime,
        previous: str | None = None,
    ) -> tuple[Outgoing, ...]:
        """The summary of a submission for each room, in its language: one row, and where it has a thread, one more for
        each message and file there. Contact data stays out. `previous` is the content of the submission before: what
        is different is said."""
        rooms = self.of(dialogue.id)
        if not rooms:
            return ()
        application = restored(submission.content).application.id
        rows: list[Outgoing] = []
        for room in rooms:
            language = language_of(dialogue, room.language)
            summary = reviewed(dialogue, submission.content, language, words, previous)
            row = Outgoing(
                id=ids.number(),
                channel=room.channel,
                address=None,
                external_id=room.external_id,
                team=room.team,
                topic=room.topic,
                lane=Lane.ROOM,
                kind="summary",
                message=f"post:{application}:{room.external_id}:{room.topic}",
                application=application,
                payload=None,
                created=at,
            )
            manner = self.manners.get(room.channel, Manner())
            if manner.posts == "thread":
                rows += _threaded(row, summary, language, manner, ids)
            else:
                drawn = _in_brief if manner.posts == "brief" else _whole
                rows.append(replace(row, payload=drawn(summary, language)))
        return tuple(rows)


def _whole(summary: Summary, language: str) -> Notice:
    return Notice(blocks=as_blocks(summary), language=language)


def _in_brief(summary: Summary, language: str) -> Notice:
    say, reference = summary.say, summary.reference
    open_it = (
        Button(label=say("room.read"), reply=Command(name="read", argument=reference)),
        Button(label=say("room.whole"), reply=Command(name="whole", argument=reference)),
    )
    files = Button(
        label=say("room.files", n=len(summary.files)), reply=Command(name="files", argument=reference)
    )
    return Notice(
        blocks=in_brief(summary),
        buttons=(open_it, (files,)) if summary.files else (open_it,),
        language=language,
    )


def _threaded(row: Outgoing, summary: Summary, language: str, manner: Manner, ids: Ids) -> Iterator[Outgoing]:
    """The post of this round, then what stands in its thread."""
    head = replace(
        row,
        message=f"{row.message}:{summary.round}",
        payload=Notice(blocks=post(summary), language=language),
    )
    yield head
    for entry in thread(summary, manner.fits, manner.upload):
        content = (
            given(entry, summary.files.index(entry) + 1)
            if isinstance(entry, Attached)
            else Notice(blocks=entry, language=language)
        )
        number = ids.number()
        yield replace(
            row,
            id=number,
            kind="append",
            message=str(number),
            payload=Append(post=head.message, content=content),
        )
