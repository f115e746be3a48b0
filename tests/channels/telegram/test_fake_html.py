"""Telegram's HTML, and what it says to what is none."""

from __future__ import annotations

import pytest

from tests.fakes.telegram.formatting import Formatted, formatted, parsed_html
from tests.fakes.telegram.refusals import Refusal

BROKEN = {
    "<b>x": 'Can\'t find end tag corresponding to start tag "b"',
    "<b><i>x</b></i>": 'Unmatched end tag at byte offset 7, expected "</i>", found "</b>"',
    "x</b>": "Unexpected end tag at byte offset 1",
    "д<p>x</p>": 'Unsupported start tag "p" at byte offset 2',
    "1 < 2": 'Unsupported start tag "" at byte offset 2',
    "<b": "Unclosed start tag at byte offset 0",
    "<b>x</b": "Unclosed end tag at byte offset 4",
    '<span class="x">x</span>': 'Tag "span" must have class "tg-spoiler" at byte offset 0',
    "<a href>x</a>": 'Expected equal sign in declaration of an attribute of the tag "a" at byte offset 0',
}


@pytest.mark.parametrize("source", BROKEN)
def test_complaints(source: str) -> None:
    with pytest.raises(Refusal) as caught:
        formatted(source, "HTML", None)
    assert caught.value.description.startswith(f"Bad Request: can't parse entities: {BROKEN[source]}")


def test_entities_are_measured_in_utf16() -> None:
    text, entities = parsed_html("🙂 <b>bold <i>both</i></b> &lt;&amp;&#128578;&nbsp;")
    assert text == "🙂 bold both <&🙂&nbsp;"
    assert entities == [
        {"type": "bold", "offset": 3, "length": 9},
        {"type": "italic", "offset": 8, "length": 4},
    ]


def test_links_code_and_quotes() -> None:
    source = (
        '<a href="https://example.org/?a=1&amp;b=2">here</a> <pre><code class="language-python">x</code></pre>'
        "<blockquote expandable>long</blockquote><tg-spoiler>no</tg-spoiler>"
    )
    assert [{**entity, "offset": 0, "length": 0} for entity in parsed_html(source).entities] == [
        {"type": "text_link", "offset": 0, "length": 0, "url": "https://example.org/?a=1&b=2"},
        {"type": "pre", "offset": 0, "length": 0, "language": "python"},
        {"type": "expandable_blockquote", "offset": 0, "length": 0},
        {"type": "spoiler", "offset": 0, "length": 0},
    ]


def test_blank_ends_are_cut() -> None:
    assert formatted("\n  <b>x \n</b> \n", "HTML", None) == Formatted(
        "x", [{"type": "bold", "offset": 0, "length": 1}]
    )


def test_what_is_found_without_being_asked() -> None:
    text = "/start@formbot_test_bot, see https://example.org/a. or ann@example.org, @someone, #award"
    kinds = [entity["type"] for entity in formatted(text, None, None).entities]
    assert kinds == ["bot_command", "url", "email", "mention", "hashtag"]
    assert formatted("<code>/start</code>", "HTML", None).entities == [
        {"type": "code", "offset": 0, "length": 6}
    ]
