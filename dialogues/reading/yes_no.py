"""Reads 是, 没有, yes, 1, and an explanation behind it: "是，每年一次", "有 ISO9001", "yes: by an agency".

A sentence that only begins like an answer (有待改进, no idea, 是否…) is none. Several answers in one reply
(是 否 是) belong to several questions and are not read here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from dialogues.reading.normalise import fold, inside, unbracketed
from dialogues.reading.vocabulary import (
    ALSO_OTHERWISE,
    BEFORE_NO,
    BEHIND_NO,
    NO,
    NOT_A_NO,
    NOT_KNOWN,
    PLAIN_NO,
    SAYS_NO,
    YES,
    one_of,
)


@dataclass(frozen=True, kw_only=True, slots=True)
class YesNoReading:
    """Yes or no, and what was said beside it."""

    value: bool
    #: as it was typed
    explanation: str = ""


#: What may part an answer from its explanation; between 有 and ISO9001 nothing need stand.
_PARTING = re.compile(
    r"\s*(?:[，,、:：;；。.!！(（\n]|——?|(?<=\s)[-–](?=\s))\s*|\s+|(?<=[\u4e00-\u9fff])(?=[A-Za-z0-9])"
)
_LIST = re.compile(r"[\s/|,，、;；]+|或|\bor\b", re.IGNORECASE)
_AROUND = " .,!;:()"
_BEFORE = one_of(BEFORE_NO)
#: 没做过, 目前还没有, 从来不
_PLAIN_NO = re.compile(rf"{_BEFORE}*{one_of(PLAIN_NO)}{one_of(BEHIND_NO)}?过?過?[了呢的]?")
_SAYS_NO = re.compile(rf"{_BEFORE}*{one_of(SAYS_NO)}")
_NOT_KNOWN = re.compile(rf"{_BEFORE}*{one_of(NOT_KNOWN)}")
_NOT_A_NO = re.compile(rf"{_BEFORE}*{one_of(NOT_A_NO)}")
#: No answer is longer.
_LONGEST_ANSWER = 80


def read_yes_no(text: str, yes_labels: Iterable[str], no_labels: Iterable[str]) -> YesNoReading | None:
    """Yes, no, or neither. The question's own labels come first; 1 is the first answer and 2 the second."""
    text = text.strip()
    if text.endswith(("?", "？")):
        return None
    answers = _answers(yes_labels, no_labels)
    if (alone := _answer(fold(text).strip(_AROUND), answers)) is not None:
        return YesNoReading(value=alone)
    for head, mark, tail in _partings(text):
        value = _answer(head, answers)
        if value is not None and _may_part(head, mark):
            return _with_explanation(mark, tail, answers, value=value)
    return None


def denies(text: str) -> bool | None:
    """Whether a text that is no answer begins like a no: 没有固定做过; None: it says that something is not known."""
    folded = fold(text)
    if _NOT_KNOWN.match(folded):
        return None
    return bool(_SAYS_NO.match(folded)) and not _NOT_A_NO.match(folded)


def _answer(said: str, answers: Mapping[str, bool]) -> bool | None:
    """The answer that this is; a plain no has many forms."""
    value = answers.get(said)
    return False if value is None and _PLAIN_NO.fullmatch(said) else value


def _answers(yes_labels: Iterable[str], no_labels: Iterable[str]) -> dict[str, bool]:
    answers = {**dict.fromkeys((*YES, "1"), True), **dict.fromkeys((*NO, "2"), False)}
    for labels, value in ((yes_labels, True), (no_labels, False)):
        for label in map(fold, labels):
            answers |= {form: value for form in (label, unbracketed(label)) if form}
    return answers


def _partings(text: str) -> Iterator[tuple[str, str, str]]:
    """Every way to part an answer from the rest, the longest answer first."""
    for mark in reversed(list(_PARTING.finditer(text, 0, _LONGEST_ANSWER))):
        yield fold(text[: mark.start()]), mark[0].strip(), text[mark.end() :]


def _may_part(head: str, mark: str) -> bool:
    if head in ("1", "2"):
        return mark in (":", "：")  # elsewhere the number belongs to what follows: 2 次, 1、2
    return bool(mark) or head not in ALSO_OTHERWISE


def _with_explanation(
    mark: str, tail: str, answers: Mapping[str, bool], *, value: bool
) -> YesNoReading | None:
    said = [answers.get(fold(part).strip(_AROUND)) for part in _LIST.split(tail) if part]
    if said and None not in said:
        return YesNoReading(value=value) if said == [value] else None
    return YesNoReading(value=value, explanation=inside(mark, tail))
