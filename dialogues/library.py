"""The definitions that ship with the program. Beside `catalogue.py` the one place here that reads packaged files.

Only their text: what it means is for `loading.py`.
"""

from __future__ import annotations

from importlib.resources import files


def shipped() -> tuple[str, ...]:
    """Their names, in order."""
    names = (file.name for file in files("dialogues").joinpath("definitions").iterdir())
    return tuple(sorted(name.removesuffix(".yaml") for name in names if name.endswith(".yaml")))


def shipped_source(name: str) -> str:
    """The text of one of them; a name that is not shipped is our mistake and raises KeyError."""
    if name not in shipped():
        raise KeyError(name)
    return files("dialogues").joinpath("definitions", f"{name}.yaml").read_text(encoding="utf-8")
