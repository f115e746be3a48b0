"""The one text of a message that Slack reads as mrkdwn, escaped: the plain form for notifications and screen readers.

In mrkdwn `&`, `<` and `>` have escapes, and with them neither `<!channel>` nor `<@U…>` nor a link can be written
(docs.slack.dev, formatting message text). `*`, `_`, `~` and the backtick have none. So no text of ours ever is mrkdwn
where it is seen: blocks hold `plain_text`, and `rich_text`, whose text elements are shown as they are, with their style
beside them. That leaves the `text` of the message, which is seen only where blocks are not: there a star may make a
word bold, but nobody is called and nothing leads anywhere. Whoever sends it must not set `link_names` or `parse`.
"""

from __future__ import annotations

from typing import Final

from dialogues.units import beginning, units

#: characters that Slack shows whole; it truncates at 40,000 (docs.slack.dev, chat.postMessage)
LONGEST_TEXT: Final = 4000

_ESCAPES: Final = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}


def escaped(text: str, longest: int = LONGEST_TEXT) -> str:
    """The text with its escapes in at most so many UTF-16 units, ending with … where something is missing."""
    sizes = [units(_ESCAPES.get(letter, letter)) for letter in text]
    if sum(sizes) > longest:
        room, end = longest - 1, 0
        while sizes[end] <= room:
            room, end = room - sizes[end], end + 1
        text = f"{beginning(text, units(text[:end]))}…"
    return "".join(_ESCAPES.get(letter, letter) for letter in text)
