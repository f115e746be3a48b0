"""Telegram's HTML, read as strictly as a server may: what is not exactly its dialect fails.

Bot API, formatting options: the tags here (of those that this project uses), properly nested; `<`, `>` and `&` only as
entities; of named entities only &lt; &gt; &amp; &quot;.
"""

from __future__ import annotations

import re

_TOKEN = re.compile(
    r"<(?P<close>/)?(?P<tag>b|pre|blockquote)(?P<expandable> expandable)?>|&(?P<name>lt|gt|amp|quot);|(?P<text>[^<>&])",
    re.DOTALL,
)
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}


def read(markup: str) -> tuple[str, list[tuple[str, str]]]:
    """The visible text, and each entity: its tag and what is in it. Raises ValueError."""
    text, at = "", 0
    open_tags: list[tuple[str, int]] = []
    entities: list[tuple[str, str]] = []
    while at < len(markup):
        found = _TOKEN.match(markup, at)
        if found is None:
            raise ValueError(f"not Telegram's HTML: {markup[at : at + 20]!r}")
        at = found.end()
        tag = found["tag"]
        if found["expandable"] and (tag != "blockquote" or found["close"]):
            raise ValueError("expandable is a word of blockquote")
        if tag and not found["close"]:
            open_tags.append((tag, len(text)))
        elif tag:
            opened, start = open_tags.pop() if open_tags else ("", 0)
            if opened != tag:
                raise ValueError(f"</{tag}> closes <{opened}>")
            entities.append((tag, text[start:]))
        else:
            text += _NAMED[found["name"]] if found["name"] else found["text"]
    if open_tags:
        raise ValueError(f"open: {open_tags}")
    return text, entities
