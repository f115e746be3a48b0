"""What is done to a typed text before anybody reads it.

`clean` is for every parse: its result is what is kept. `fold` is for comparing only: its result is never kept
and never shown, because it loses case, width and blanks. Traditional and simplified characters stay apart here;
a list of words holds both.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_LINE_ENDS = re.compile(r"\r\n?")
#: Cc without tab and line feed
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_SURROGATES = re.compile(r"[\ud800-\udfff]")
#: of an emoji: how it is drawn, and the tone of a skin
_COLOURS = re.compile("[\ufe00-\ufe0f\U0001f3fb-\U0001f3ff]")
#: characters of what is remembered: labels, not answers
_SHORT = 64
_BRACKETED = re.compile(r"(?<! ) ?\([^()]*\)$")

#: What NFKC leaves as it is, though a keyboard gives one for the other. The dash (—) stays: it is the mark of an
#: empty cell, not a minus. So does 、, which separates and never belongs to a number as a comma may.
_TWINS = {
    "。": ".",
    "〜": "~",
    "−": "-",
    "–": "-",
    "‒": "-",
    "‐": "-",
    "【": "[",
    "】": "]",
    "「": '"',
    "」": '"',
    "『": '"',
    "』": '"',
    "“": '"',
    "”": '"',
    "‘": "'",
    "’": "'",
    "\u20e3": "",  # the keycap of an emoji digit
}


def clean(text: str) -> str:
    """The text as it was typed, without what no person types and no database takes."""
    text = _LINE_ENDS.sub("\n", text)
    return _SURROGATES.sub("\ufffd", _CONTROLS.sub("", text)).strip()


def fold(text: str) -> str:
    """The text as it is compared: one width, one case, ASCII digits and marks, single blanks."""
    return _folded_often(text) if len(text) <= _SHORT else _folded(text)


def _folded(text: str) -> str:
    text = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    if not text.isascii():
        text = "".join(map(_plain, text))
    return " ".join(text.split())


#: the labels of buttons and choices are folded at every reply
_folded_often = lru_cache(maxsize=8192)(_folded)


def unbracketed(folded: str) -> str:
    """A folded label without the brackets at its end: 其他(请说明) as 其他."""
    return _BRACKETED.sub("", folded)


def inside(mark: str, tail: str) -> str:
    """What follows a mark, without the bracket that closes it when the mark opens one."""
    closing = {"(": ")", "（": "）"}.get(mark.strip())
    return tail.removesuffix(closing) if closing else tail


def _plain(character: str) -> str:
    if character.isdecimal():
        return str(unicodedata.decimal(character))
    if unicodedata.category(character) == "Cf" or _COLOURS.match(character):
        return ""  # marks without a width of their own: joiners, directions, the colour of an emoji
    return _TWINS.get(character, character)
