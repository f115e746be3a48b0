"""A Slack workspace on loopback, for the tests of the Slack channel: strict by construction.

    async with Slack(clock=…) as slack:
        li = slack.user("Li", locale="zh-TW")
        await li.command("/form")
        await li.sees("Welcome")
        press = await li.press("Yes")
        await press.ack()
        print(li.screen, li.modal)
        assert not slack.violations

The product runs unmodified: `SLACK_API_URL` is `slack.base_url`, the tokens are `slack.token` and `slack.app_token`.
Socket Mode is the default; `await slack.http.verify(url)` sends everything to the app's request URL instead, signed
with `slack.secret`. The state lives here, so that an app may be killed and started again.

- People: `say`, `edit`, `delete`, `upload`, `press`, `select`, `tick`, `pick_date`, `command`, `shortcut`, `open_home`;
  in a modal `type`, `attach`, `submit`, `close_modal`. Everything is found by what is read. `screen`, `modal`, `home`.
- `slack.channel(…)`: rooms with threads. Its `archived` and `members` may be changed.
- `slack.calls`, `called(method)`, `refused`: what the app called, and what it was told.
- `slack.violations`: what an app must not do (see Violation).
- `slack.faults`: `throttle`, `fail`, `cut`, `slow`, `refuse`, and `by_chance(0.2)`.
- `slack.deliveries`: `hold()`, `release(backwards=True)`, `doubled = n`, `replay(n)`, `open` are those without an
  acknowledgement. An event without one in 3 s is repeated, a press is given up: by `advance`. After a crash the next
  connection is told what the last one held; in HTTP mode `resume()` does that.
- `slack.advance(seconds)`: time passes for trigger ids, response_urls, retries and what is paced.
- `slack.sockets`: `connected()`, `refresh()`, `cut()`, `deafen()`.
- `slack.scopes`: what the bot's token may do; a method that needs another is refused (`missing_scope`).

For properties of what the product renders, without a server: `checks.message_blocks(blocks)` and `checks.view(view)`
raise a Refusal.

Not here: OAuth, several workspaces, Enterprise Grid, workflows, Slack Connect, and options that the app loads.
"""

from __future__ import annotations

from tests.fakes.slack.channels import Channel, Message
from tests.fakes.slack.deliveries import Delivery
from tests.fakes.slack.faults import Fault, Faults
from tests.fakes.slack.observing import Violation
from tests.fakes.slack.people import User
from tests.fakes.slack.refusals import Refusal
from tests.fakes.slack.server import APP_TOKEN, SECRET, TOKEN, Call, Slack

__all__ = [
    "APP_TOKEN",
    "SECRET",
    "TOKEN",
    "Call",
    "Channel",
    "Delivery",
    "Fault",
    "Faults",
    "Message",
    "Refusal",
    "Slack",
    "User",
    "Violation",
]
