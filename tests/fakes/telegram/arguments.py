"""The arguments of a call, wherever they stand in the request."""

from __future__ import annotations

import json

from aiohttp import web

from tests.fakes.telegram.chats import Json
from tests.fakes.telegram.files import Upload
from tests.fakes.telegram.refusals import bad

#: arguments that are a file themselves; a part by another name is only referred to, as attach://<name>
_FILES = {"document", "photo", "thumbnail", "certificate"}
_ATTACH = "attach://"


async def arguments(request: web.BaseRequest) -> tuple[Json, dict[str, Upload]]:
    """From the query, a JSON body, or a form; and the files of a multipart form by their names."""
    args: Json = dict(request.query)
    match request.content_type:
        case "application/json":
            try:
                body = json.loads(await request.text() or "{}")
            except ValueError:
                raise bad("can't parse JSON object") from None
            return args | body, {}
        case "multipart/form-data":
            fields, attached = await _multipart(request)
            return args | fields, attached
        case _ if request.can_read_body:
            return args | dict(await request.post()), {}
        case _:
            return args, {}


async def _multipart(request: web.BaseRequest) -> tuple[Json, dict[str, Upload]]:
    fields: Json = {}
    attached: dict[str, Upload] = {}
    async for part in await request.multipart():
        name = part.name or ""  # type: ignore[union-attr]
        if part.filename is None:  # type: ignore[union-attr]
            fields[name] = await part.text()  # type: ignore[union-attr]
            continue
        content = bytes(await part.read(decode=False))  # type: ignore[union-attr]
        attached[name] = Upload(content, part.filename, part.headers.get("Content-Type", ""))  # type: ignore[union-attr]
    for name, value in fields.items():
        if name in _FILES and value.startswith(_ATTACH):
            fields[name] = attached.get(value.removeprefix(_ATTACH), "")
    return fields | {name: file for name, file in attached.items() if name in _FILES}, attached
