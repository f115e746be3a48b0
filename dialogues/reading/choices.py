"""Reads which options a reply picks: 2, "5 8 15", ACE, 1-4, labels and parts of labels, 其他：外语, 除了 2 都有.

The order of meaning is fixed: a name or a label; a number; a letter; a part of a label that fits only one option.
How many may be picked, and which exclude others, is for the question. "All of them" is not read: a tap for
everything would spoil an honest answer. How one piece meets a label is for `labels.py`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import chain
from typing import TypeAlias

from dialogues.reading.labels import Option, Options, Sheet, denies, is_filling
from dialogues.reading.normalise import fold, inside
from dialogues.reading.pieces import ANY_SEPARATOR, BLANK, SEPARATORS, pieces, spans
from dialogues.reading.vocabulary import NOT_LETTERS


@dataclass(frozen=True, kw_only=True, slots=True)
class Picked:
    """The reply picks these, in the order of the definition."""

    names: tuple[str, ...]
    #: what was said for the option `other`, as it was typed
    other_text: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Doubtful:
    """A part of the reply may mean any of these; with a single candidate, it may mean something else."""

    candidates: tuple[str, ...]
    #: the part, as it was typed
    about: str
    #: what the rest of the reply picks
    understood: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Unread:
    """A part of the reply names no option."""

    #: the part, as it was typed
    about: str
    #: further such parts
    more: tuple[str, ...] = ()
    #: what the rest of the reply picks
    understood: tuple[str, ...] = ()
    #: what the rest says for the option `other`
    other_text: str = ""


ChoiceReading: TypeAlias = Picked | Doubtful | Unread

#: All labels of a long list together are shorter; what is longer is prose.
_LONGEST_TEXT = 2000
#: what announces words of one's own: 17、其他（请说明）
_LONGEST_HEAD = 40

_EXCEPT = r"除[了去]?\s*(?P<but>.+?)\s*(?:以外|之外|外)?"
_ALL = r"\s*[，,]?\s*(?:其他|其余|其它|其餘)?的?\s*(?:全部|全|都|均)+(?:是|有|选|選|要|符合)?[的了]?"
_ALL_BUT = (
    re.compile(rf"{_EXCEPT}{_ALL}[。.]?"),
    re.compile(rf"(?:全部|全选|全選|都有|都是|都选|都選)\s*[，,]?\s*{_EXCEPT}[。.]?"),
    re.compile(
        r"(?:all|everything)(?: of them)?,? (?:but|except(?: for)?)\s+(?P<but>.+?)[.]?", re.IGNORECASE
    ),
)
#: 24/7, 2026/10: picks, or else one thing
_SLASHED = re.compile(r"[0-9]+(?:[/／][0-9]+)+")
_COLON = re.compile(r"\s*[:：]\s*")
_LOOSER = re.compile(r"\s*[,，、(（]\s*|\s*——?\s*|\s+(?:-\s+)?")


def read_choices(text: str, options: Sequence[Option], *, many: bool) -> ChoiceReading:
    """What the reply picks; unless `many`, two picks are a doubt between them."""
    text = text.strip()
    if not text or len(text) > _LONGEST_TEXT:
        return Unread(about=text)
    found = _read(text, _sheet(tuple(options)), many=many)
    if isinstance(found, Picked) and len(found.names) > 1 and not many:
        return Doubtful(candidates=found.names, about=text)
    return found


#: a question's options are the same at every reply
_sheet = lru_cache(maxsize=512)(Sheet)


def _read(text: str, sheet: Sheet, *, many: bool) -> ChoiceReading:
    if labelled := sheet.labelled(text):
        return _one(labelled, text)
    if announced := _own_words(text, sheet, _COLON) or (many and _all_but(text, sheet)):
        return announced
    if letters_or_digits := _strung_together(text, sheet, many=many):
        return _picked(_names(letters_or_digits), sheet)
    found = _pieces(text, sheet, SEPARATORS)
    if isinstance(found, Picked):
        return found
    # "其他 外语": only where nothing better is read does what follows become words of one's own.
    return _own_words(text, sheet, _LOOSER) or found


def _pieces(text: str, sheet: Sheet, separators: Sequence[re.Pattern[str]]) -> ChoiceReading:
    if plain := _plainly(text, sheet):
        return _picked(_names(plain), sheet)
    if options := sheet.labelled(text) or sheet.holding(text):
        return _one(options, text)
    in_part: Doubtful | Unread = Unread(about=text)
    for depth, separator in enumerate(separators, start=1):
        parts = pieces(text, separator)
        if len(parts) < 2:
            continue
        readings = [_pieces(part, sheet, separators[depth:]) for part in parts if not is_filling(part)]
        together = _together(readings, text, sheet) if readings else Unread(about=text)
        if separator is not BLANK or isinstance(together, Picked):
            return together
        in_part = together
    options, says_nothing_more = sheet.held(text)
    # "app 短信", "1 3 客服": what its pieces pick is kept, if these are all that the text holds and none is denied.
    if in_part.understood and not says_nothing_more and set(_names(options)) <= set(in_part.understood):
        return in_part if not denies(text) else Unread(about=text)
    if options and not says_nothing_more:
        return Doubtful(candidates=_names(options), about=text)
    return _one(options, text) if options else Unread(about=text)


def _plainly(text: str, sheet: Sheet) -> Options:
    """All pieces by whole labels and by numbers, the longest label first, or none."""
    found_at = spans(text, ANY_SEPARATOR)
    picked: list[Option] = []
    at = 0
    while at < len(found_at):
        for last in range(min(len(found_at), at + sheet.most_pieces), at, -1):
            piece = text[found_at[at][0] : found_at[last - 1][1]]
            labelled = sheet.labelled(piece)
            if len(labelled) > 1:
                return ()
            if found := labelled or sheet.numbered(piece):
                picked.extend(found)
                at = last
                break
        else:
            if not is_filling(piece):
                return ()
            at += 1
    return tuple(picked)


def _strung_together(text: str, sheet: Sheet, *, many: bool) -> Options:
    """Letters (B, "a c e", ACE), or digits without anything between them (135) where there are nine options at most."""
    parts = [part.strip(" .()") for part in map(fold, ANY_SEPARATOR.split(text)) if part]
    letters = "".join(parts)
    if re.fullmatch("[a-z]+", letters):
        apart = all(len(part) == 1 for part in parts)
        # Only capitals in their order are meant one by one: a word may be made of the same letters.
        glued = (
            many and text.isupper() and sorted(set(letters)) == list(letters) and letters not in NOT_LETTERS
        )
        return sheet.lettered(letters) if apart or (glued and len(parts) == 1) else ()
    if many and re.fullmatch("[1-9]{2,}", letters) and len(parts) == 1 and len(set(letters)) == len(letters):
        found = tuple(option for digit in letters for option in sheet.numbered(digit))
        return found if len(sheet.options) <= 9 and len(found) == len(letters) else ()
    return ()


def _all_but(text: str, sheet: Sheet) -> ChoiceReading | None:
    for form in _ALL_BUT:
        if found := form.fullmatch(text):
            left_out = _pieces(found["but"], sheet, SEPARATORS)
            if not isinstance(left_out, Picked):
                return replace(left_out, understood=())  # it would be left out
            rest = [option for option in sheet.options if not (option.is_other or option.is_exclusive)]
            names = tuple(option.name for option in rest if option.name not in left_out.names)
            return Picked(names=names) if names else Unread(about=text)
    return None


def _own_words(text: str, sheet: Sheet, parting: re.Pattern[str]) -> ChoiceReading | None:
    """其他：外语; "5 8 17 外语": words for the option `other`, which run to the end, and picks before it."""
    for part in parting.finditer(text):
        words = inside(part[0], text[part.end() :])
        near = max(0, part.start() - _LONGEST_HEAD)
        for start in (near, *(gap.end() for gap in ANY_SEPARATOR.finditer(text, near, part.start()))):
            if sheet.is_other(text[start : part.start()]) and words and not sheet.is_other(words):
                if alone := tuple(option for option in sheet.labelled(words) if option.is_exclusive):
                    return Doubtful(candidates=_names(alone), about=text)  # 其他：不知道
                return _with_words(words, text[:start], sheet)
    return None


def _with_words(words: str, text_before: str, sheet: Sheet) -> ChoiceReading:
    found_at = spans(text_before, ANY_SEPARATOR)
    picks = text_before[found_at[0][0] : found_at[-1][1]] if found_at else ""
    before = Picked(names=()) if is_filling(picks) else _pieces(picks, sheet, SEPARATORS)
    other = tuple(option.name for option in sheet.options if option.is_other)
    if isinstance(before, Unread) and before.understood:
        return replace(
            before, understood=_picked((*before.understood, *other), sheet).names, other_text=words
        )
    if not isinstance(before, Picked):
        return before
    return replace(_picked((*before.names, *other), sheet), other_text=words)


def _together(readings: Sequence[ChoiceReading], text: str, sheet: Sheet) -> ChoiceReading:
    """All picks; or what is in doubt, else every piece that is none, and the picks of the others; or the text, if it
    is none at all."""
    names = (reading.names if isinstance(reading, Picked) else reading.understood for reading in readings)
    picked = _picked(chain.from_iterable(names), sheet)
    trouble = next((reading for reading in readings if not isinstance(reading, Picked)), None)
    if isinstance(trouble, Unread) and (not picked.names or _SLASHED.fullmatch(text)):
        return Unread(about=text)
    if isinstance(trouble, Unread):
        doubt = next((reading for reading in readings if isinstance(reading, Doubtful)), None)
        unread = [part for it in readings if isinstance(it, Unread) for part in (it.about, *it.more)]
        trouble = doubt or _unread(unread, text)
    return picked if trouble is None else replace(trouble, understood=picked.names)


def _unread(parts: Sequence[str], text: str) -> Unread:
    """Parts of a text: one, as it stands there, where nothing else is between them."""
    found = re.search(r"\s*".join(map(re.escape, parts)), text)
    return Unread(about=found[0]) if found else Unread(about=parts[0], more=tuple(parts[1:]))


def _one(options: Options, about: str) -> ChoiceReading:
    names = _names(options)
    return Picked(names=names) if len(names) == 1 else Doubtful(candidates=names, about=about)


def _picked(names: Iterable[str], sheet: Sheet) -> Picked:
    wanted = frozenset(names)
    return Picked(names=tuple(name for name in _names(sheet.options) if name in wanted))


def _names(options: Options) -> tuple[str, ...]:
    return tuple(option.name for option in options)
