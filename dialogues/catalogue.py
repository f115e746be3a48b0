"""Reading the packaged catalogues: `locale/<language>/LC_MESSAGES/*.po`, one folder a language, one file a subject.

The one place of this package that opens a file. The PO files are read as they are, so that there is nothing
to compile and nothing to go stale; once, at the start. What is done with the wordings is for `words.py`.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from gettext import c2py
from importlib.resources import files

from babel.messages.pofile import read_po

from dialogues.words import Catalogue, Wording, Words


@cache
def load_words() -> Words:
    """All packaged languages, read once. A file that is not valid PO is our mistake and raises."""
    folders = sorted(
        (folder for folder in files("dialogues").joinpath("locale").iterdir() if folder.is_dir()),
        key=lambda folder: folder.name,
    )
    return Words(
        {
            folder.name.replace("_", "-"): merged(
                read_catalogue(file.read_text(encoding="utf-8"))
                for file in sorted(folder.joinpath("LC_MESSAGES").iterdir(), key=lambda file: file.name)
                if file.name.endswith(".po")
            )
            for folder in folders
        }
    )


def merged(parts: Iterable[Catalogue]) -> Catalogue:
    """The files of one language as one catalogue. A key that stands in two of them is our mistake and raises."""
    wordings: dict[str, Wording] = {}
    plural = None
    for part in parts:
        if twice := wordings.keys() & part.wordings.keys():
            raise ValueError(f"in two catalogues: {', '.join(sorted(twice))}")
        wordings.update(part.wordings)
        plural = part.plural
    if plural is None:
        raise ValueError("a language without a catalogue")
    return Catalogue(wordings=wordings, plural=plural)


def read_catalogue(text: str) -> Catalogue:
    """One catalogue from the text of its PO file; its header says how plurals are chosen."""
    po = read_po(text.splitlines(), abort_invalid=True)
    wordings: dict[str, Wording] = {}
    for message in po:
        key = message.id if isinstance(message.id, str) else message.id[0]
        if key:  # the header's is empty
            wordings[key] = message.string if isinstance(message.string, str) else tuple(message.string or ())
    return Catalogue(wordings=wordings, plural=c2py(po.plural_expr))
