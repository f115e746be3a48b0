"""Text with its entities, as the Bot API server parses it: HTML, trimming, what it finds by itself, and lengths in
UTF-16 units. Markdown is not here: Formbot renders HTML only."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from tests.fakes.telegram.refusals import Refusal, bad

Entity = dict[str, Any]

_TAGS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "blockquote": "blockquote",
    "code": "code",
    "pre": "pre",
    "a": "text_link",
    "tg-emoji": "custom_emoji",
}
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_REFERENCE = re.compile(r"&(?:#(\d{1,7})|#[xX]([0-9a-fA-F]{1,6})|(lt|gt|amp|quot));?")
_PLAIN = re.compile(r"[^<&]*")
_NAME = re.compile(r"([^\s>]*)[\s>]")
_ATTRIBUTE = re.compile(r"""\s*([^\s=>]+)(\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>"']+)))?""")
_FOUND = re.compile(
    r"(?P<url>\bhttps?://[^\s<>]+[^\s<>.,;:!?)])"
    r"|(?P<email>\b[\w.+-]+@[\w-]+(?:\.[\w-]+)+\b)"
    r"|(?P<bot_command>(?<![\w/])/[A-Za-z0-9_]{1,64}(?:@\w{3,32})?(?![\w/]))"
    r"|(?P<mention>(?<!\w)@[A-Za-z]\w{3,31}\b)"
    r"|(?P<hashtag>(?<![\w&])\#\w*[^\W\d]\w*)"
)
#: Entities beyond this many are silently lost [telegram.constants.MessageLimit.MESSAGE_ENTITIES].
MOST_ENTITIES = 100


class Formatted(NamedTuple):
    text: str
    entities: list[Entity]


def units(text: str) -> int:
    """UTF-16 code units."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le")) // 2


def formatted(text: str, parse_mode: str | None, entities: list[Entity] | None) -> Formatted:
    """What will be visible; raises a Refusal."""
    match (parse_mode or "").lower():
        case "":
            given = Formatted(text, sorted(entities or [], key=lambda one: (one["offset"], -one["length"])))
        case "html":
            given = parsed_html(text)
        case _:
            raise bad("unsupported parse_mode")
    return _with_found(_trimmed(given))


def _trimmed(given: Formatted) -> Formatted:
    """Blank ends are cut, as the server does: the beginning only before the first entity."""
    text, entities = given
    first = entities[0]["offset"] if entities else units(text)
    cut = min(first, len(text) - len(text.lstrip(" \n")))
    text = text[cut:].rstrip()
    end = units(text)
    kept = []
    for entity in entities:
        offset = entity["offset"] - cut
        length = min(entity["length"], end - offset)
        if length > 0:
            kept.append({**entity, "offset": offset, "length": length})
    return Formatted(text, kept)


def _with_found(given: Formatted) -> Formatted:
    """Links, addresses, commands and mentions get their entity without being asked."""
    text, entities = given
    if not any(mark in text for mark in "/@#"):
        return given
    closed = [
        (one["offset"], one["offset"] + one["length"])
        for one in entities
        if one["type"] in {"code", "pre", "text_link"}
    ]
    found = list(entities)
    for hit in _FOUND.finditer(text):
        offset, length = units(text[: hit.start()]), units(hit.group())
        if not any(begin < offset + length and offset < end for begin, end in closed):
            found.append({"type": hit.lastgroup, "offset": offset, "length": length})
    return Formatted(text, sorted(found, key=lambda one: (one["offset"], -one["length"])))


def parsed_html(source: str) -> Formatted:
    """Telegram's HTML, with Telegram's complaints; offsets in them are bytes of the source, as there."""
    try:
        return _parsed(source)
    except _Broken as broken:
        raise bad(f"can't parse entities: {broken}") from None


class _Broken(Exception):
    pass


class _Open(NamedTuple):
    tag: str
    offset: int
    attributes: dict[str, str]
    #: where the tag stands in the source
    at: int


def _parsed(source: str) -> Formatted:
    text: list[str] = []
    place = 0  # in UTF-16 units of the visible text
    stack: list[_Open] = []
    entities: list[Entity] = []
    position = 0
    while position < len(source):
        char = source[position]
        if char == "<":
            position = _tag(source, position, place, stack, entities)
            continue
        if char == "&" and (reference := _REFERENCE.match(source, position)):
            piece, position = _decoded(reference), reference.end()
        else:
            end = _PLAIN.match(source, position + 1).end()  # type: ignore[union-attr]
            piece, position = source[position:end], end
        text.append(piece)
        place += units(piece)
    if stack:
        tag = stack[-1].tag
        raise _Broken(f'Can\'t find end tag corresponding to start tag "{tag}"')
    entities.sort(key=lambda one: (one["offset"], -one["length"]))
    return Formatted("".join(text), entities)


def _decoded(reference: re.Match[str]) -> str:
    decimal, hexadecimal, name = reference.groups()
    if name:
        return _NAMED[name]
    code = int(decimal) if decimal else int(hexadecimal, 16)
    return chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else reference.group()


def _tag(source: str, position: int, place: int, stack: list[_Open], entities: list[Entity]) -> int:
    """Opens or closes at `position`; → the position after the tag."""
    at = len(source[:position].encode())
    if source.startswith("</", position):
        end = source.find(">", position)
        if not stack:
            raise _Broken(f"Unexpected end tag at byte offset {at}")
        if end < 0:
            raise _Broken(f"Unclosed end tag at byte offset {at}")
        name = source[position + 2 : end].strip().lower()
        opened = stack.pop()
        if name and name != opened.tag:
            raise _Broken(
                f'Unmatched end tag at byte offset {at}, expected "</{opened.tag}>", found "</{name}>"'
            )
        _close(opened, place, entities)
        return end + 1
    named = _NAME.match(source, position + 1)
    if named is None:
        raise _Broken(f"Unclosed start tag at byte offset {at}")
    name = named[1].lower()
    if name not in _TAGS:
        raise _Broken(f'Unsupported start tag "{name}" at byte offset {at}')
    attributes, end = _attributes(source, position + 1 + len(name), name, at)
    if name == "span" and attributes.get("class") != "tg-spoiler":
        raise _Broken(f'Tag "span" must have class "tg-spoiler" at byte offset {at}')
    stack.append(_Open(name, place, attributes, at))
    return end


def _attributes(source: str, position: int, tag: str, at: int) -> tuple[dict[str, str], int]:
    found: dict[str, str] = {}
    while True:
        while position < len(source) and source[position].isspace():
            position += 1
        if position >= len(source):
            raise _Broken(f"Unclosed start tag at byte offset {at}")
        if source[position] == ">":
            return found, position + 1
        match = _ATTRIBUTE.match(source, position)
        if match is None:
            raise _Broken(f'Empty attribute name in the tag "{tag}" at byte offset {at}')
        if match[2] is None and not (tag == "blockquote" and match[1] == "expandable"):
            raise _Broken(
                f'Expected equal sign in declaration of an attribute of the tag "{tag}" at byte offset {at}'
            )
        value = next((one for one in match.groups()[2:] if one is not None), "")
        found[match[1].lower()] = _REFERENCE.sub(_decoded, value)
        position = match.end()


def _close(opened: _Open, place: int, entities: list[Entity]) -> None:
    length = place - opened.offset
    if not length:
        return
    entity: Entity = {"type": _TAGS[opened.tag], "offset": opened.offset, "length": length}
    match opened.tag:
        case "a":
            if not (href := opened.attributes.get("href")):
                return
            if user := re.fullmatch(r"tg://user\?id=(\d+)", href):
                entity |= {
                    "type": "text_mention",
                    "user": {"id": int(user[1]), "is_bot": False, "first_name": "?"},
                }
            else:
                entity["url"] = href
        case "tg-emoji":
            entity["custom_emoji_id"] = opened.attributes.get("emoji-id", "")
        case "blockquote" if "expandable" in opened.attributes:
            entity["type"] = "expandable_blockquote"
        case "code" if (language := opened.attributes.get("class", "")).startswith("language-"):
            entity["language"] = language.removeprefix("language-")
        case "pre":
            _take_language(entity, entities)
        case _:
            pass
    entities.append(entity)


def _take_language(pre: Entity, entities: list[Entity]) -> None:
    """<pre><code class="language-python"> is one entity."""
    for inner in [one for one in entities if one["type"] == "code" and one["offset"] == pre["offset"]]:
        if inner["length"] == pre["length"]:
            entities.remove(inner)
            if "language" in inner:
                pre["language"] = inner["language"]


def too_many(given: Formatted) -> Refusal | None:
    if len(given.entities) <= MOST_ENTITIES:
        return None
    return Refusal(
        400, f"Bad Request: [schema] {len(given.entities)} entities, of which 100 would be kept", strict=True
    )
