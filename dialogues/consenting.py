"""What a person has to agree to before the first answer is kept, whether they did, and what is kept until then.

The notice is the dialogue's, so an application stays on the notice of its version: another notice is agreed to in
new applications. What happens on the welcome screen is in `welcoming.py`.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import datetime
from functools import lru_cache

import rfc8785

from dialogues.application import Application, Consent, PersonId
from dialogues.dialogue import Dialogue, Notice
from dialogues.events import Event, FileOffered, Replied
from dialogues.reply import Command, Ticked, Typed
from dialogues.text import Text


def asks(dialogue: Dialogue) -> bool:
    """Whether there is something to agree to before the first answer is kept."""
    return dialogue.notice is not None and bool(dialogue.notice.consents)


def awaits(dialogue: Dialogue, application: Application, who: PersonId) -> bool:
    """Whether nothing of this person may be kept yet."""
    return asks(dialogue) and who not in application.consents


def agreed(dialogue: Dialogue, application: Application, who: PersonId, at: datetime) -> Application:
    """With this person's consent to all that the notice asks for."""
    if dialogue.notice is None:
        return application
    consent = Consent(notice=notice_hash(dialogue.notice), at=at)
    return replace(application, consents={**application.consents, who: consent})


@lru_cache(maxsize=64)
def notice_hash(notice: Notice) -> str:
    """Names a notice by its content, in all its languages."""
    content = {name: _written(getattr(notice, name)) for name in type(notice).model_fields}
    return hashlib.sha256(rfc8785.dumps(content)).hexdigest()


def unheard(dialogue: Dialogue, application: Application, event: Event) -> Event:
    """The event without a word of the person, where nothing of them may be kept; else as it is."""
    if not awaits(dialogue, application, event.who):
        return event
    match event:
        case Replied(reply=Ticked()):
            return event
        case Replied(reply=Command(name=name)):
            return replace(event, reply=Command(name=name))
        case Replied():
            return replace(event, reply=Typed(text=""))
        case FileOffered():
            return replace(event, token="", name="", caption="")
        case _:
            return event


def _written(value: Text | tuple[Text, ...] | None) -> list[dict[str, str]]:
    texts = (value,) if isinstance(value, Text) else value or ()
    return [dict(text.translations) for text in texts]
