"""The reviewers' rooms: which room reads which dialogue, and the rows that a submission posts there.

A room whose channel likes it brief gets one message, with buttons that open the rest in private (`reading.py`); every
other room gets the whole. The posts of one application in one room are about one message, by `Outgoing.message`: so
the post of a later round finds the one before.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from dialogues.dialogue import Dialogue
from dialogues.lobby import language_of
from dialogues.prompt import Button, Notice
from dialogues.reply import Command
from dialogues.reviewing import reviewed
from dialogues.submission import Submission, restored
from dialogues.summary import Summary, as_blocks
from dialogues.summary_brief import in_brief
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
    #: channels whose rooms get one message for each submission
    brief: frozenset[str] = frozenset()

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
        """The summary of a submission, one row for each room, each in its language. Contact data stays out.
        `previous` is the content of the submission before: what is different is said."""
        rooms = self.of(dialogue.id)
        if not rooms:
            return ()
        application = restored(submission.content).application.id
        rows = []
        for room in rooms:
            language = language_of(dialogue, room.language)
            summary = reviewed(dialogue, submission.content, language, words, previous)
            number = ids.number()
            rows.append(
                Outgoing(
                    id=number,
                    channel=room.channel,
                    address=None,
                    external_id=room.external_id,
                    team=room.team,
                    topic=room.topic,
                    lane=Lane.ROOM,
                    kind="summary",
                    message=f"post:{application}:{room.external_id}:{room.topic}",
                    application=application,
                    payload=_post(summary, language, brief=room.channel in self.brief),
                    created=at,
                )
            )
        return tuple(rows)


def _post(summary: Summary, language: str, *, brief: bool) -> Notice:
    if not brief:
        return Notice(blocks=as_blocks(summary), language=language)
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
