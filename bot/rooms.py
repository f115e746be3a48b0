"""The reviewers' rooms: which room reads which dialogue, and the rows that a submission posts there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from dialogues.dialogue import Dialogue
from dialogues.lobby import language_of
from dialogues.prompt import Notice
from dialogues.relevance import derive
from dialogues.scene import Scene
from dialogues.submission import Submission, restored
from dialogues.summary import as_blocks, summarise
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
        handed_in = restored(submission.content)
        view = derive(dialogue, handed_in.application, handed_in.at)
        earlier = restored(previous) if previous is not None else None
        before = derive(dialogue, earlier.application, earlier.at) if earlier is not None else None
        rows = []
        for room in rooms:
            scene = Scene(view, language_of(dialogue, room.language), words)
            summary = summarise(
                scene,
                submitted=handed_in.at,
                contact=False,
                language=handed_in.language,
                previous=Scene(before, scene.language, words) if before is not None else None,
            )
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
                    message=str(number),
                    application=handed_in.application.id,
                    payload=Notice(blocks=as_blocks(summary), language=scene.language),
                    created=at,
                )
            )
        return tuple(rows)
