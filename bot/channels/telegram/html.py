"""Text with its markup as Telegram reads it (`parse_mode` HTML): escaped here, at the last step, and nowhere else.

A message is made of spans, each a plain text with one style; only `html` makes tags of them. So whatever counts or cuts
sees plain text, and can cut neither a tag nor an entity. Telegram counts what is seen, in UTF-16 units (Bot API,
sendMessage: 1-4096 characters after entities parsing; captions 0-1024), and keeps 100 entities of a message.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from html import escape
from typing import Final, Literal

from bot.channels.layers import shown
from dialogues import units

#: in UTF-16 units
LONGEST_TEXT: Final = 4096
LONGEST_CAPTION: Final = 1024
MOST_ENTITIES: Final = 100

Style = Literal["", "bold", "copied", "folded"]
_TAGS: Final = {
    "bold": ("<b>", "</b>"),
    "copied": ("<pre>", "</pre>"),
    "folded": ("<blockquote expandable>", "</blockquote>"),
}


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of plain text; "copied" is copied whole by a tap, of what is "folded" three lines are seen until a
    tap."""

    text: str
    style: Style = ""


Spans = tuple[Span, ...]


def span(text: str, style: Style = "") -> Spans:
    """One span of a text from outside; none of an empty one. Blanks have no style: Telegram refuses to mark them."""
    text = shown(text)
    return (Span(text, style if units.is_seen(text) else ""),) if text else ()


def visible(spans: Iterable[Span]) -> str:
    """What is seen."""
    return "".join(one.text for one in spans)


def size(spans: Iterable[Span]) -> int:
    """In UTF-16 units."""
    return sum(units.units(one.text) for one in spans)


def shortened(spans: Spans, longest: int) -> Spans:
    """The spans from the beginning that fit, ending with … where something is missing."""
    return spans if size(spans) <= longest else tuple(_cut(spans, longest))


def html(spans: Iterable[Span]) -> str:
    """The markup, escaped."""
    marked, left = "", MOST_ENTITIES
    for one in spans:
        opening, closing = _TAGS[one.style] if one.style and left else ("", "")
        left -= bool(opening)
        marked += opening + escape(one.text, quote=False) + closing
    return marked


def _cut(spans: Spans, longest: int) -> Iterator[Span]:
    left = longest
    for one in spans:
        # keep room for the … of what follows
        if (taken := units.units(one.text)) < left:
            yield one
            left -= taken
        else:
            if left > 0:
                yield replace(one, text=f"{units.beginning(one.text, left - 1)}…")
            return
