"""No pace, where it is not what is tested: otherwise four messages in 4.2 seconds go to a person, and a test waits."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.channels.slack.channel import Slack as Channel
from tests.fakes.slack import Slack, Violation


def unpaced(patch: pytest.MonkeyPatch) -> None:
    """Everything goes out at once; `wrongs` then passes over what the fake says of it."""
    patch.setattr(Channel, "manner", replace(Channel.manner, chat=(1000, 1.0), room=(1000, 1.0)))


def wrongs(slack: Slack, *but: str) -> list[Violation]:
    """What the app did that it must not, but for these kinds and the pace."""
    return [one for one in slack.violations if one.kind not in {"pace", *but}]
