"""Effects to outbox rows: pure. One row is one API call.

What comes in parts (an album, a text that the client cut) is kept part by part, at once. Only what is shown of it waits
for the next part: a row that is not to be sent before a moment. It is as durable as the due row that the design has
for this, and what replaces it is what replaces every row: a newer one about the same message.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.chats import message_name
from dialogues.application import AddressId, ApplicationId
from dialogues.dividing import divided
from dialogues.effects import Ask, Effect, Fetch, Page, Refresh, Settle, Tell
from storage.changes import Address, Lane, Outgoing
from storage.ids import Ids

#: a platform that takes a message of any length
ANY_LENGTH = 1_000_000


@dataclass(frozen=True, kw_only=True, slots=True)
class Addressee:
    """Where a row goes."""

    channel: str
    external_id: str
    team: str = ""
    address: AddressId | None = None

    @classmethod
    def of(cls, address: Address) -> Addressee:
        """A person, where they are reached."""
        key = address.key
        return cls(channel=key.channel, external_id=key.external_id, team=key.team, address=address.id)


def outgoing(
    effect: Effect,
    to: Addressee,
    ids: Ids,
    at: datetime,
    *,
    application: ApplicationId | None = None,
    revision: int = 0,
    bulk: bool = False,
    after: int = 0,
    hold: float = 0,
    longest: int = ANY_LENGTH,
    about: str = "",
) -> tuple[Outgoing, ...]:
    """The rows of one effect. Rows about the same message have the same `message`; what is merely told, and
    each file that is fetched, is a message of its own. A prompt that is changed stands below the place `after`;
    it waits for so many seconds where the person sends more (`hold`). What is told is one row for each message of
    at most `longest` UTF-16 units. `about` is the `message` of the page that is turned."""
    message, turn, path, place, not_before = "", 0, "", 0, None
    if isinstance(effect, Ask | Refresh | Settle):
        message, turn = message_name(application, to.address or "", effect.turn), effect.turn
        path = effect.path if isinstance(effect, Settle) else effect.prompt.path
    if isinstance(effect, Refresh):
        place, not_before = after, at + timedelta(seconds=hold) if hold else None
    row = Outgoing(
        id=ids.number(),
        channel=to.channel,
        address=to.address,
        external_id=to.external_id,
        team=to.team,
        kind=effect.kind,
        message=message,
        application=application,
        turn=turn,
        path=path,
        revision=revision,
        payload=effect,
        created=at,
        after=place,
        not_before=not_before,
    )
    match effect:
        case Ask() | Refresh() | Settle():
            return (row,)
        case Tell():
            lane = Lane.BULK if bulk else Lane.REPLY
            return tuple(
                replace(row, id=number, message=str(number), lane=lane, payload=replace(effect, notice=part))
                for part in divided(effect.notice, longest)
                for number in (ids.number(),)
            )
        case Fetch():
            return (replace(row, message=str(row.id), path=effect.path),)
        case Page() if about:
            return (replace(row, message=about),)
        case _:
            return (replace(row, message=str(row.id)),)
