"""`url`: the address of a web page, kept with its scheme: www.example.com is https://www.example.com."""

from __future__ import annotations

import re
from typing import ClassVar, Literal
from urllib.parse import urlsplit

from dialogues.questions._line import Line

#: A name with a dot, in any script, or the four numbers of an address.
_HOST = re.compile(
    r"(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.)+(?:[^\W\d_]{2,63}|xn--[a-z0-9-]{2,59})\.?|(?:\d{1,3}\.){3}\d{1,3}",
    re.IGNORECASE,
)


class Url(Line):
    """A web address. Only http and https are one: a scheme that runs something is refused."""

    type: Literal["url"]

    longest: ClassVar[int] = 2000

    def sample(self) -> str:
        return "www.example.com"

    def parsed(self, text: str) -> str | None:
        address = text.strip("<>,; ").rstrip(".")
        if not re.match(r"https?://", address, re.IGNORECASE):
            address = f"https://{address}"
        try:
            parts = urlsplit(address)
            port = parts.port
        except ValueError:
            return None
        host = parts.hostname or ""
        if re.search(r"\s", address) or "@" in parts.netloc or not _HOST.fullmatch(host) or port == 0:
            return None
        rest = address[len(parts.scheme) + len("://") + len(parts.netloc) :]
        return f"{parts.scheme}://{parts.netloc.lower()}{rest}"
