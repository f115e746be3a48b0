"""Calls of the Web API that only ask, for `formbot doctor`: tried once, since somebody waits and can ask again.

Of what Slack says no more than the code of an error goes on. The library's own messages quote addresses and answers,
and an address of a connection is a secret. How sending fails must not live here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.channels.base import ChannelError

Json = Mapping[str, Any]

#: of a token that is not taken
NO_TOKEN: Final = frozenset(
    (
        "account_inactive",
        "invalid_auth",
        "not_allowed_token_type",
        "not_authed",
        "token_expired",
        "token_revoked",
    )
)
#: of what may pass by itself
_PASSING: Final = frozenset(
    (
        "fatal_error",
        "internal_error",
        "network",
        "no_answer",
        "ratelimited",
        "request_timeout",
        "service_unavailable",
    )
)
_CODE: Final = re.compile(r"[a-z0-9_]{1,64}")
#: seconds
_PATIENCE: Final = 15


class Asking:
    """Calls with one token, answered in JSON."""

    def __init__(self, api: str, token: str) -> None:
        self._client = AsyncWebClient(token=token, base_url=api, timeout=_PATIENCE, retry_handlers=[])
        #: what the token may do, which every answer says in a header; None where the last one did not
        self.scopes: frozenset[str] | None = None

    async def __call__(self, method: str, **asked: str) -> Json:
        """Raises a ChannelError."""
        try:
            answer = await self._client.api_call(method, params=asked)
        except SlackApiError as problem:
            code = _code(problem.response)
        except AttributeError:  # an answer that is no JSON object, which the library takes for one
            code = "no_answer"
        except (aiohttp.ClientError, OSError):
            code = "network"
        else:
            said = answer.headers.get("x-oauth-scopes")
            self.scopes = None if said is None else frozenset(map(str.strip, said.split(",")))
            return answer.data if isinstance(answer.data, dict) else {}
        raise ChannelError(code)


def is_passing(code: str) -> bool:
    """Whether the next time may be another."""
    return code in _PASSING or code.startswith("http_")


def _code(answer: AsyncSlackResponse | aiohttp.ClientResponse) -> str:
    """What Slack says; of an answer that is not Slack's, its status."""
    if not isinstance(answer, AsyncSlackResponse):
        return f"http_{answer.status}"
    said = answer.data.get("error") if isinstance(answer.data, dict) else None
    return said if isinstance(said, str) and _CODE.fullmatch(said) else f"http_{answer.status_code}"
