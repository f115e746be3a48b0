"""Files both ways: what people share, and the three steps of an upload."""

from __future__ import annotations

import mimetypes
import re
from typing import Any

from tests.fakes.slack.refusals import Json, Refusal
from tests.fakes.slack.workspace import Stored, Workspace

LOGIN = "<!DOCTYPE html><html><head><title>Sign in | Slack</title></head><body>Sign in</body></html>"


def keep(space: Workspace, user: str, name: str, content: bytes | None, **about: Any) -> Stored:
    """`about` overrides what the API says of the file: mimetype, size."""
    id_ = space.id("F")
    url = f"{space.url}/files-pri/{space.team}-{id_}"
    slug = re.sub(r"[^a-z0-9.]+", "_", name.lower()).strip(".")  # as Slack does
    kind = name.rpartition(".")[2].lower() if "." in name else ""
    data: Json = {
        "id": id_,
        "created": int(space.now()),
        "name": name,
        "title": name,
        "mimetype": mimetypes.guess_type(name)[0] or "application/octet-stream",
        "filetype": kind,
        "user": user,
        "size": len(content or b""),
        "mode": "hosted",
        "url_private": f"{url}/{slug}",
        "url_private_download": f"{url}/download/{slug}",
        **about,
    }
    stored = space.files[id_] = Stored(data, content)
    return stored


def get_upload_url(space: Workspace, args: Json) -> Json:
    length = args.get("length")
    if not args.get("filename") or not str(length).isdigit() or not int(str(length)):
        raise Refusal("invalid_arguments", "filename and length are required")
    stored = keep(space, space.bot_user, args["filename"], None)
    stored.length = int(str(length))
    return {"upload_url": f"{space.url}/upload/v1/{stored.data['id']}", "file_id": stored.data["id"]}


def upload(space: Workspace, id_: str, content: bytes) -> str:
    """→ what Slack says to the bytes."""
    stored = space.files.get(id_)
    if stored is None or stored.content is not None:
        raise Refusal("not_found", status=404)
    if len(content) != stored.length:
        raise Refusal("length_mismatch", status=400)
    stored.content = content
    stored.data["size"] = len(content)
    return f"OK - {len(content)}"


def complete_upload(space: Workspace, args: Json) -> Json:
    given = args.get("files")
    if not isinstance(given, list) or not given:
        raise Refusal("invalid_arguments", "files must be a list [json-pointer:/files]")
    done = [space.files.get(one.get("id", "")) for one in given]
    if any(one is None or one.content is None or one.shared for one in done):
        raise Refusal("file_not_found")
    channel = space.channel(args["channel_id"]) if args.get("channel_id") else None
    thread = {"thread_ts": args["thread_ts"]} if args.get("thread_ts") else {}
    if channel and thread and thread["thread_ts"] not in channel.messages:
        raise Refusal("thread_not_found")
    shared = []
    for one, about in zip(done, given, strict=True):
        assert one is not None
        one.shared = True
        one.data["title"] = about.get("title") or one.data["name"]
        shared.append(one.data)
    if channel:
        text = args.get("initial_comment", "")
        message = space.post(channel, space.bot_user, {"text": text, "files": shared, **thread})
        space.echo(message, subtype="file_share")
    return {"files": [{"id": one["id"], "title": one["title"]} for one in shared]}


def info(space: Workspace, args: Json) -> Json:
    stored = space.files.get(args.get("file", ""))
    if stored is None or stored.content is None:
        raise Refusal("file_not_found")
    return {"file": stored.data}
