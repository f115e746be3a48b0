"""Reads a resume code as people copy it from paper: `KX7M-9Q3D`, `kx7m 9q3d`, in full width, with any dash.

Where a code stands alone it could be an answer; whether it may be one there is for the caller.
"""

from __future__ import annotations

import re
import unicodedata

#: of what looks alike (0 O, 1 I L, 2 Z, 5 S, 6 G, 8 B, U V) at most one; no vowels, so that no code is a word
ALPHABET = "34679CDFHJKMNPQRTVWXY"
#: characters of a code, without the dash: 35 bits
LENGTH = 8

_BETWEEN = re.compile(r"[\s\-‐‑–—_.·]+")
_CODE = re.compile(rf"[{ALPHABET}]{{{LENGTH}}}")
#: what somebody writes who saw the other one of two that look alike
_ALIKE = str.maketrans("GU", "6V")


def resume_code_in(text: str) -> str:
    """The code that this is, as `KX7M-9Q3D`, or ""."""
    bare = _BETWEEN.sub("", unicodedata.normalize("NFKC", text)).upper().translate(_ALIKE)
    return spelt(bare) if _CODE.fullmatch(bare) else ""


def spelt(bare: str) -> str:
    """In two groups of four, as it is read aloud."""
    return f"{bare[:4]}-{bare[4:]}"
