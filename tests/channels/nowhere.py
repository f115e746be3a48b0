"""`base.Screens` for channels that look at none."""

from __future__ import annotations

from collections.abc import Mapping

from bot.channels.base import Shown
from dialogues.fields import Value
from dialogues.prompt import Prompt


class Nowhere:
    """Nothing is on anybody's screen."""

    async def shown(self, channel: str, team: str, external_id: str) -> Shown | None:
        return None

    async def wrong(
        self, channel: str, team: str, external_id: str, values: Mapping[str, Value]
    ) -> Mapping[str, str]:
        return {}

    async def language(self, channel: str, team: str, external_id: str) -> str:
        return ""

    async def home(self, channel: str, team: str, external_id: str, language: str) -> Prompt:
        return Prompt(screen="choose", label="-", language="en")
