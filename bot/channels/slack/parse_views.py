"""What a modal sends → what a person did: each click in one whose picks are answers, that it was handed in, that it was
closed. Pure; how a modal is drawn, and what stands in its fields, is in `views.py`.

A modal is submitted for the prompt that it was opened for, which its `private_metadata` names. Nothing here has an id of
Slack's that lasts: a click is known by its view and `action_ts`, a submission by its view and what was filled in, as it
may be submitted again when something was wrong.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from bot.channels.base import Inbound, Offered
from bot.channels.slack.parse import NAME
from bot.channels.slack.tokens import Token, unpack
from bot.channels.slack.views import CALLBACK, path_of, picked_of
from dialogues.application import Path
from dialogues.reply import Chosen, Command, Meant, Reply

#: seconds that the list below a form may wait while its questions are being clicked
HOLD: Final = 15

Json = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True, slots=True)
class Submission:
    """A form that was handed in. `view` is what Slack sends of it, for `views.filled`."""

    key: str
    external_id: str
    team: str
    token: Token
    view: Json


def clicked(body: Json, now: datetime) -> tuple[Inbound, ...]:
    """What was picked in a form whose picks are answers (`block_actions` of a view)."""
    submission = _of_form(body)
    if submission is None:
        return ()
    return tuple(
        _inbound(
            submission,
            Meant(path=path, reply=Chosen(names=(name,))),
            now,
            key=f"{submission.external_id}:{submission.view.get('id', '')}:{action.get('action_ts', '')}:{path}",
            hold=HOLD,
        )
        for action in body.get("actions", ())
        if (path := path_of(str(action.get("block_id", ""))))
        and (name := picked_of(str((action.get("selected_option") or {}).get("value", ""))))
    )


def submitted(body: Json) -> Submission | None:
    """A form that was handed in (`view_submission`); None of any other view."""
    return _of_form(body)


def replied(submission: Submission, replies: Iterable[Reply], now: datetime) -> tuple[Inbound, ...]:
    """What was filled in, as the core reads it (`dialogues.fields.replies`)."""
    return tuple(
        _inbound(submission, reply, now, key=f"{submission.key}:{at}") for at, reply in enumerate(replies)
    )


def offered(
    submission: Submission, files: Iterable[tuple[Path, Offered]], now: datetime
) -> tuple[Inbound, ...]:
    """The files that were put into it (`views.attached`)."""
    return tuple(
        _inbound(submission, file, now, key=f"{submission.key}:file:{at}", path=path)
        for at, (path, file) in enumerate(files)
    )


def closed(body: Json, now: datetime) -> tuple[Inbound, ...]:
    """A form was closed (`view_closed`)."""
    submission = _of_form(body)
    if submission is None:
        return ()
    key = f"{submission.external_id}:{submission.view.get('id', '')}:{submission.view.get('hash', '')}:closed"
    return (_inbound(submission, Command(name="closed"), now, key=key),)


def _of_form(body: Json) -> Submission | None:
    view, user = _of(body, "view"), _of(body, "user")
    token = unpack(str(view.get("private_metadata", "")))
    if token is None or view.get("callback_id") != CALLBACK or not user.get("id"):
        return None
    said = json.dumps(_of(view, "state"), sort_keys=True)
    digest = hashlib.sha256(said.encode(errors="replace")).hexdigest()[:16]
    return Submission(
        key=f"{user['id']}:{view.get('id', '')}:{view.get('hash', '')}:{digest}",
        external_id=str(user["id"]),
        team=str(_of(body, "team").get("id") or user.get("team_id") or view.get("team_id") or ""),
        token=token,
        view=view,
    )


def _inbound(
    submission: Submission,
    content: Reply | Offered,
    now: datetime,
    *,
    key: str,
    hold: float = 0,
    path: Path = "",
) -> Inbound:
    return Inbound(
        channel=NAME,
        key=key,
        external_id=submission.external_id,
        team=submission.team,
        at=now,
        content=content,
        turn=submission.token.turn or None,
        path=path,
        application=submission.token.application,
        hold=hold,
    )


def _of(body: Json, name: str) -> Json:
    inner = body.get(name)
    return inner if isinstance(inner, Mapping) else {}
