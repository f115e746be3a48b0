"""Which files are of which kind, by the suffix of their name and by their media type."""

from __future__ import annotations

from collections.abc import Mapping

from dialogues.reply import StoredFile

_OFFICE = "application/vnd.openxmlformats-officedocument"
#: what the contents of a file with this suffix are called
_TYPES: Mapping[str, frozenset[str]] = {
    suffix: frozenset(types)
    for suffix, types in {
        "pdf": ("application/pdf",),
        "doc": ("application/msword", "application/x-ole-storage"),
        "docx": (f"{_OFFICE}.wordprocessingml.document", "application/zip"),
        "xls": ("application/vnd.ms-excel", "application/x-ole-storage"),
        "xlsx": (f"{_OFFICE}.spreadsheetml.sheet", "application/zip"),
        "ppt": ("application/vnd.ms-powerpoint", "application/x-ole-storage"),
        "pptx": (f"{_OFFICE}.presentationml.presentation", "application/zip"),
        "zip": ("application/zip",),
        "txt": ("text/plain",),
        "csv": ("text/csv", "text/plain"),
        "png": ("image/png",),
        "jpg": ("image/jpeg",),
        "jpeg": ("image/jpeg",),
        "gif": ("image/gif",),
        "webp": ("image/webp",),
        "heic": ("image/heic", "image/heif"),
        "heif": ("image/heic", "image/heif"),
        "bmp": ("image/bmp", "image/x-ms-bmp"),
        "tif": ("image/tiff",),
        "tiff": ("image/tiff",),
        "svg": ("image/svg+xml",),
        "mp4": ("video/mp4",),
        "mp3": ("audio/mpeg",),
    }.items()
}
_KNOWN = frozenset(one for types in _TYPES.values() for one in types)
#: Their first bytes say what they are: with other contents a file only has the name of one.
_SIGNED = frozenset({"pdf", "png", "jpg", "jpeg", "gif", "webp"})
#: Of these there is an image for a prompt, a summary and a browser.
IMAGES = ("png", "jpg", "jpeg", "webp", "heic", "heif", "gif")


def is_accepted(file: StoredFile, suffixes: tuple[str, ...]) -> bool:
    """Whether a file is of one of these kinds; without any, every file is.

    What its contents are decides, where that is a kind that is known; a photo may come without a name. Otherwise
    its suffix does.
    """
    if not suffixes:
        return True
    wanted = frozenset(one for suffix in suffixes for one in _TYPES.get(suffix, ()))
    media_type = file.type.partition(";")[0].strip().lower()
    _, dot, suffix = file.name.rpartition(".")
    named = bool(dot) and suffix.lower() in suffixes
    if media_type in wanted:
        # a document's container alone says nothing: a .zip is no .docx
        return named or media_type not in ("application/zip", "application/x-ole-storage", "text/plain")
    return named and media_type not in _KNOWN and suffix.lower() not in _SIGNED
