"""Forms over the chat: opened by a press, handed in, closed. What is in them is the core's (`dialogues/forms.py`), how they
look is in `views.py`, what comes from them in `parse_views.py`.

A form belongs to the prompt that it was opened for. Where that has passed meanwhile, say on another device, the form stays
open with all that was written in it, and says so.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import structlog

from bot.channels.base import ChannelError, Handle, Outcome, Screens, Shown
from bot.channels.lanes import Raw
from bot.channels.slack import parse, parse_views, views
from bot.channels.slack.parse import NAME
from bot.channels.slack.parse_views import Submission
from bot.channels.slack.sending import Sender
from bot.channels.slack.tokens import Token, unpack
from bot.channels.slack.web import Json, Web
from dialogues.fields import Form, replies

log = structlog.get_logger(__name__)


@dataclass(frozen=True, kw_only=True, slots=True)
class Forming:
    """Forms of all people."""

    web: Web
    sender: Sender
    handle: Handle
    screens: Screens
    now: Callable[[], datetime]

    async def opened(self, body: Raw) -> bool:
        """Whether this press was for a form, and the form is there now. A trigger lives 3 seconds and opens one thing;
        where it is lost, the press means that the questions are to be asked in the chat."""
        value = parse.form_of(body)
        token = unpack(value) if value else None
        if token is None:
            return False
        shown = await self._shown(parse.team_of(body), parse.person_of(body))
        view = views.view(shown) if shown is not None and _is_of(token, shown) else None
        if view is None:
            return False
        try:
            await self.web.call("views.open", trigger_id=str(body.get("trigger_id", "")), view=view)
        except ChannelError as problem:
            log.info("form not opened", code=problem.code)
            return False
        return True

    async def clicked(self, body: Raw) -> None:
        """A pick that is an answer."""
        for inbound in parse_views.clicked(body, self.now()):
            await self.handle(inbound)

    async def closed(self, body: Raw) -> None:
        """What is below is brought up to date, and says what is kept."""
        for inbound in parse_views.closed(body, self.now()):
            await self.handle(inbound)

    async def submitted(self, body: Raw) -> Json | None:
        """What Slack is answered: what is wrong and where, the next form in its place, or nothing, which closes it."""
        submission = parse_views.submitted(body)
        if submission is None:
            return None
        shown = await self._shown(submission.team, submission.external_id)
        form = shown.prompt.form if shown is not None and _is_of(submission.token, shown) else None
        if shown is None or form is None:
            return self._passed(submission, shown)
        values = views.filled(submission.view, form)
        wrong = await self.screens.wrong(NAME, submission.team, submission.external_id, values)
        if said := views.errors(submission.view, wrong):
            return {"response_action": "errors", "errors": dict(said)}
        outcome = Outcome()
        files = parse_views.offered(submission, views.attached(submission.view, form), self.now())
        said_there = parse_views.replied(submission, replies(form, values), self.now())
        for inbound in (*files, *said_there):
            outcome = await self.handle(inbound)
        return await self._next(form, submission, outcome)

    async def _next(self, form: Form, submission: Submission, outcome: Outcome) -> Json | None:
        if not form.live:
            return None
        after = outcome.shown or await self._shown(submission.team, submission.external_id)
        view = views.view(after) if after is not None else None
        if after is None or after.prompt.form is None or not after.prompt.form.live or view is None:
            return None
        return {"response_action": "update", "view": view}

    def _passed(self, submission: Submission, shown: Shown | None) -> Json | None:
        """Nothing that was written is taken away."""
        blocks = ((submission.view.get("state") or {}).get("values") or {}).keys()
        first = next(iter(blocks), None)
        if first is None:
            return None
        say = self.sender.saying(shown.prompt.language if shown is not None else "")
        return {"response_action": "errors", "errors": {str(first): say("slack.form_passed")}}

    async def _shown(self, team: str, person: str) -> Shown | None:
        return await self.screens.shown(NAME, team, person)


def _is_of(token: Token, shown: Shown) -> bool:
    return (token.turn, token.application) == (shown.turn, shown.application)
