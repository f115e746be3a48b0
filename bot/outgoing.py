"""Effects to outbox rows: pure. One row is one API call."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.chats import message_name
from dialogues.application import AddressId, ApplicationId
from dialogues.effects import Ask, Effect, Fetch, Page, Refresh, Settle, Tell
from storage.changes import Address, Lane, Outgoing
from storage.ids import Ids

#: so long the next part of an album, or of a text that was sent in parts, may take
HELD = timedelta(seconds=1.5)


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
    bulk: bool = False,
    after: int = 0,
    held: bool = False,
    about: str = "",
) -> tuple[Outgoing, ...]:
    """The rows of one effect. Rows about the same message have the same `message`; what is merely told, and
    each file that is fetched, is a message of its own. A prompt that is changed stands below the place `after`;
    `held`, it waits for the next part of what the person is sending. `about` is the `message` of the page that is
    turned."""
    number = ids.number()
    match effect:
        case Ask() | Refresh() | Settle():
            message = message_name(application, to.address or "", effect.turn)
        case Page() if about:
            message = about
        case _:
            message = str(number)
    path = ""
    if isinstance(effect, Ask | Refresh):
        path = effect.prompt.path
    elif isinstance(effect, Fetch):
        path = effect.path
    return (
        Outgoing(
            id=number,
            channel=to.channel,
            address=to.address,
            external_id=to.external_id,
            team=to.team,
            lane=Lane.BULK if bulk and isinstance(effect, Tell) else Lane.REPLY,
            kind=effect.kind,
            message=message,
            application=application,
            turn=effect.turn if isinstance(effect, Ask | Refresh | Settle) else 0,
            path=path,
            payload=effect,
            created=at,
            after=after if isinstance(effect, Refresh) else 0,
            not_before=at + HELD if held and isinstance(effect, Refresh) else None,
        ),
    )
