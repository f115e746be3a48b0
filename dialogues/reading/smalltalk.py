"""Reads what is hardly an answer to a question that any words would answer: 你好, 好的，谢谢, 稍等, 下一题, 这里填什么？,
见附件, and under a long text the numbers of choices.

Only a text that is nothing else counts: 好客来公司 and "OK Bank Ltd" are names, 无 is an answer. Whether it is
asked back, and how, is for the question that it was sent to.
"""

from __future__ import annotations

import re
from typing import Literal

from dialogues.reading.normalise import fold
from dialogues.reading.vocabulary import (
    ASKS_AT_END,
    ASKS_AT_START,
    MOVING_ON,
    NOT_YET,
    SAME,
    SEE_ATTACHMENT,
    SMALL_TALK,
)

#: "" is everything else
Talk = Literal["", "talk", "question"]

#: characters; a longer one is prose, whatever it ends with
_LONGEST_TALK = 40
_LONGEST_QUESTION = 100
_PAUSE = re.compile(r"[\s,.!~;:、…—-]+")
_MARKS = " ,.!~;:、…—-()[]\"'"
_TALK = SMALL_TALK | MOVING_ON
#: what picks several choices: 1 5 8 15
_PICKS = re.compile(r"\d{1,2}(?:[\s,，、/;；]+\d{1,2})+")
_ASKS = re.compile(r"\?[\s)\]\"'.!~]*$")


def read_talk(text: str) -> Talk:
    """What a text is that is hardly an answer: talk, or a question."""
    folded = fold(text)
    if "\n" in text.strip() or len(folded) > _LONGEST_QUESTION:
        return ""
    if _ASKS.search(folded) and not _is_link(folded):
        # 您好，在吗？ asks nothing
        return "talk" if _is_talk(folded.rstrip("?" + _MARKS)) else "question"
    if _is_talk(folded):
        return "talk"
    bare = folded.strip(_MARKS)
    return "question" if bare.startswith(ASKS_AT_START) or bare.endswith(ASKS_AT_END) else ""


def means_attachment(text: str) -> bool:
    """Whether a text only points at a file: 见附件."""
    return fold(text).strip(_MARKS) in SEE_ATTACHMENT


def comes_later(text: str) -> bool:
    """Whether a text in the place of a file says that it is not there yet: 还在用印，明天发."""
    folded = fold(text)
    is_short = len(folded) <= _LONGEST_TALK and "\n" not in text.strip()
    return (
        is_short
        and not _ASKS.search(folded)
        and not _is_link(folded)
        and any(word in folded for word in NOT_YET)
    )


def means_the_same(text: str) -> bool:
    """Whether a text only says that it is what was said before: 同上."""
    return fold(text).strip(_MARKS) in SAME


def are_picks(text: str) -> bool:
    """Whether a text is nothing but the numbers of choices; years and phone numbers are longer."""
    return bool(_PICKS.fullmatch(fold(text).strip(_MARKS)))


def _is_talk(folded: str) -> bool:
    """Whether it is small talk and nothing else, in one piece or in several."""
    bare = folded.strip(_MARKS)
    if not bare or len(bare) > _LONGEST_TALK:
        return False
    if bare in _TALK:
        return True
    pieces = [piece for piece in _PAUSE.split(bare) if piece]
    return _all_talk(pieces)


def _all_talk(pieces: list[str]) -> bool:
    """Whether the pieces, some of them together, are talk: "thank", "you"."""
    if not pieces:
        return True
    return any(
        " ".join(pieces[:count]) in _TALK and _all_talk(pieces[count:])
        for count in range(1, min(len(pieces), 4) + 1)
    )


def _is_link(folded: str) -> bool:
    return "://" in folded or folded.startswith("www.")
