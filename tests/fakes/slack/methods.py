"""The Web API's methods that the fake has, and the arguments of each."""

from __future__ import annotations

import json
from collections.abc import Callable

from aiohttp import web

from tests.fakes.slack import about, files, messages, modals
from tests.fakes.slack.refusals import Json, Refusal
from tests.fakes.slack.workspace import Workspace

Method = Callable[[Workspace, Json], Json]

_MESSAGE = "channel text blocks thread_ts metadata unfurl_links unfurl_media mrkdwn parse link_names"

METHODS: dict[str, tuple[Method, frozenset[str]]] = {
    name: (method, frozenset(args.split()) | {"team_id"})
    for name, method, args in (
        ("auth.test", about.auth_test, ""),
        ("conversations.open", about.conversations_open, "users channel return_im prevent_creation"),
        ("conversations.info", about.conversations_info, "channel include_locale include_num_members"),
        ("conversations.members", about.conversations_members, "channel cursor limit"),
        ("users.info", about.users_info, "user include_locale"),
        ("reactions.add", about.reactions_add, "channel timestamp name"),
        (
            "chat.postMessage",
            messages.post_message,
            f"{_MESSAGE} reply_broadcast client_msg_id username icon_emoji",
        ),
        ("chat.postEphemeral", messages.post_ephemeral, f"{_MESSAGE} user"),
        ("chat.update", messages.update, f"{_MESSAGE} ts as_user reply_broadcast file_ids"),
        ("chat.delete", messages.delete, "channel ts as_user"),
        ("views.open", modals.open_view, "trigger_id view interactivity_pointer"),
        ("views.push", modals.push, "trigger_id view interactivity_pointer"),
        ("views.update", modals.update, "view view_id external_id hash"),
        ("views.publish", modals.publish, "user_id view hash"),
        ("files.getUploadURLExternal", files.get_upload_url, "filename length alt_txt snippet_type"),
        (
            "files.completeUploadExternal",
            files.complete_upload,
            "files channel_id channels initial_comment thread_ts blocks",
        ),
        ("files.info", files.info, "file count page limit cursor"),
    )
}

#: arguments that are JSON inside a form
_COMPLEX = {
    "blocks": "invalid_blocks_format",
    "view": "invalid_arguments",
    "files": "invalid_arguments",
    "metadata": "invalid_metadata_format",
}


async def arguments(request: web.Request) -> Json:
    """Query, form and JSON together, as Slack takes them; text is text until `parsed`."""
    args: Json = dict(request.query)
    if request.content_type == "application/json":
        text = await request.text()
        try:
            given = json.loads(text) if text else {}
        except ValueError as error:
            raise Refusal("invalid_json") from error
        if not isinstance(given, dict):
            raise Refusal("json_not_object")
        args |= given
    elif request.content_type in {"application/x-www-form-urlencoded", "multipart/form-data"}:
        args |= dict(await request.post())
    elif request.can_read_body and await request.read():
        raise Refusal("invalid_post_type")
    return parsed(args)


def parsed(args: Json) -> Json:
    """Blocks, views and files that came as JSON in a field; "true" and "false" stay words."""
    for name, error in _COMPLEX.items():
        if isinstance(args.get(name), str):
            try:
                args[name] = json.loads(args[name])
            except ValueError as wrong:
                raise Refusal(error) from wrong
    return args
