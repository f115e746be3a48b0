"""What is taken out of a typed text, and what makes two texts the same."""

from __future__ import annotations

import pytest

from dialogues.reading.normalise import clean, fold

CLEANED = [
    ("hello", "hello"),
    ("  中文，标点。 ", "中文，标点。"),
    ("１２　％", "１２　％"),
    ("a\r\nb\rc\nd", "a\nb\nc\nd"),
    ("a\tb", "a\tb"),
    ("a\x00b\x07c\x1bd\x7fe\x85f", "abcdef"),
    ("\ud83d", "\ufffd"),
    ("a\udc00b", "a\ufffdb"),
    ("👍🏽 é e\u0301 ﷺ", "👍🏽 é e\u0301 ﷺ"),
    ("\u3000\n x \n\n", "x"),
    ("", ""),
]


@pytest.mark.parametrize(("typed", "kept"), CLEANED)
def test_clean_keeps_what_was_typed(typed: str, kept: str) -> None:
    """Control characters, lone surrogates and outer blanks go; width, case and blanks inside stay."""
    assert clean(typed) == kept


FOLDED = [
    ("ＡＢＣ １２３", "abc 123"),
    ("，；：（）！？％￥＋", ",;:()!?%¥+"),
    ("12。5", "12.5"),
    ("【甲】「乙」“丙”‘丁’", '[甲]"乙""丙"\'丁\''),
    ("−5 – ～ 〜", "-5 - ~ ~"),
    ("a \t\u3000 b\nc", "a b c"),
    ("Straße ﬁn", "strasse fin"),
    ("② ⑵ ㎡", "2 (2) m2"),
    ("١٢٣ ५", "123 5"),
    ("1️⃣", "1"),
    ("\ufeffa\u200bb\u00adc", "abc"),
    ("e\u0301", "é"),
    ("質量 质量", "質量 质量"),
    ("——、", "——、"),
]


@pytest.mark.parametrize(("typed", "folded"), FOLDED)
def test_fold_makes_twins_the_same(typed: str, folded: str) -> None:
    """Width, case, blanks and twin marks are levelled; traditional characters, the dash and 、 are not."""
    assert fold(typed) == folded
