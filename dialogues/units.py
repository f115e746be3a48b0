"""How long a text is where UTF-16 is counted, as in Telegram's limits, and where it may be cut.

A place between two characters of Python never cuts a surrogate pair; nor may a mark leave its letter, or one half of a
joined emoji the other.
"""

from __future__ import annotations

from typing import Final
from unicodedata import category

#: what a character without an end of its own may gather behind it before it is cut like any other
_LONGEST_CLUSTER: Final = 32
#: letters that nobody sees: fillers of Hangul, the empty pattern of Braille
_UNSEEN: Final = frozenset("\u115f\u1160\u3164\uffa0\u2800")
_JOINER: Final = "\u200d"


def units(text: str) -> int:
    """In UTF-16 code units: a character beyond the first 65,536 is two."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def beginning(text: str, longest: int) -> str:
    """As much of a text as `longest` units hold."""
    if units(text) <= longest:
        return text
    end = taken = 0
    while (size := units(text[end])) <= longest - taken:
        taken, end = taken + size, end + 1
    start = end
    while 0 < end < len(text) and start - end < _LONGEST_CLUSTER and _clings(text, end):
        end -= 1
    return text[:end] if end > 0 and not _clings(text, end) else text[:start]


def shortened(text: str, longest: int) -> str:
    """The same, ending with … where something is missing; nothing where not even that fits."""
    return text if units(text) <= longest else f"{beginning(text, longest - 1)}…" if longest > 0 else ""


def is_seen(text: str) -> bool:
    """Whether anything of it can be seen: neither empty, nor blank, nor made of characters without a shape."""
    return any(
        category(character) not in ("Cc", "Cf", "Zs", "Zl", "Zp", "Mn", "Me") and character not in _UNSEEN
        for character in text
    )


def _clings(text: str, at: int) -> bool:
    """Whether what stands here belongs to the character before it."""
    return category(text[at]) in ("Mn", "Me", "Mc", "Cf", "Sk") or text[at - 1] == _JOINER
