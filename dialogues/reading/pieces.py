"""Cuts a reply that names several things into its pieces. What a piece means is for `choices.py`."""

from __future__ import annotations

import re

_STRONG = re.compile(r"[、，,;；/／|｜。\n]")
_AND = re.compile(r"和|与|與|及|以及|跟|还有|還有|[&＆+＋]|\band\b", re.IGNORECASE)
BLANK = re.compile(r"\s+")
#: A piece is only cut by the next of them where it means nothing as a whole.
SEPARATORS = (_STRONG, _AND, BLANK)
ANY_SEPARATOR = re.compile("|".join(separator.pattern for separator in SEPARATORS), re.IGNORECASE)


def pieces(text: str, separator: re.Pattern[str]) -> list[str]:
    return [text[start:end] for start, end in spans(text, separator)]


def spans(text: str, separator: re.Pattern[str]) -> list[tuple[int, int]]:
    """Where the pieces stand, without the blanks around them; an empty one is none."""
    found: list[tuple[int, int]] = []
    start = 0
    for end, following in (*(mark.span() for mark in separator.finditer(text)), (len(text), len(text))):
        piece = text[start:end]
        if piece.strip():
            found.append((start + len(piece) - len(piece.lstrip()), start + len(piece.rstrip())))
        start = following
    return found
