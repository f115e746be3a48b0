"""Views: the methods that open and change them, and what an acknowledgement does to them."""

from __future__ import annotations

from typing import Any

from tests.fakes.slack import checks
from tests.fakes.slack.refusals import Json, Refusal
from tests.fakes.slack.workspace import Workspace

#: modals on each other
STACK = 3


def _made(space: Workspace, user: str, given: Any, old: Json | None = None) -> Json:
    """The view as Slack keeps it; what was set in the same fields stays."""
    checked = checks.view(given)
    view: Json = {
        "id": space.id("V"),
        "team_id": space.team,
        "app_id": space.app,
        "bot_id": space.bot_id,
        "callback_id": "",
        "external_id": "",
        "private_metadata": "",
        "submit": None,
        "close": None,
        "clear_on_close": False,
        "notify_on_close": False,
        "previous_view_id": None,
        **checked,
    }
    view["blocks"] = space.named(checked["blocks"])
    view["hash"] = f"{space.next_ts()}.{space.id('')[:8]}"
    view["root_view_id"] = view["id"]
    if old is not None:
        view |= {key: old[key] for key in ("id", "root_view_id", "previous_view_id")}
    if view["external_id"] and any(
        one["external_id"] == view["external_id"] and one["id"] != view["id"]
        for _, one in space.views.values()
    ):
        raise Refusal("duplicate_external_id")
    space.views[view["id"]] = (user, view)
    return view


def _shown(space: Workspace, user: str) -> None:
    space.errors.pop(user, None)
    space.direct[user].changes.happen()


def open_view(space: Workspace, args: Json) -> Json:
    checks.view(args.get("view"))  # an argument that is wrong does not use up the trigger
    user = space.exchange(args.get("trigger_id"))
    if space.stacks.get(user):
        for view in space.stacks[user]:
            space.views.pop(view["id"], None)
    view = _made(space, user, args["view"])
    space.stacks[user] = [view]
    _shown(space, user)
    return {"view": public(space, view)}


def push(space: Workspace, args: Json) -> Json:
    checks.view(args.get("view"))
    user = space.exchange(args.get("trigger_id"))
    return {"view": public(space, pushed(space, user, args["view"]))}


def pushed(space: Workspace, user: str, given: Any) -> Json:
    stack = space.stacks.setdefault(user, [])
    if not stack:
        raise Refusal("not_found")
    if len(stack) >= STACK:
        raise Refusal("push_limit_reached")
    view = _made(space, user, given)
    view |= {"root_view_id": stack[0]["id"], "previous_view_id": stack[-1]["id"]}
    stack.append(view)
    _shown(space, user)
    return view


def update(space: Workspace, args: Json) -> Json:
    view_id = args.get("view_id")
    if external := args.get("external_id"):
        view_id = next((one["id"] for _, one in space.views.values() if one["external_id"] == external), None)
    if view_id not in space.views:
        raise Refusal("not_found")
    user, old = space.views[view_id]
    if args.get("hash") and args["hash"] != old["hash"]:
        raise Refusal("hash_conflict")
    return {"view": public(space, replaced(space, user, old, args.get("view")))}


def replaced(space: Workspace, user: str, old: Json, given: Any) -> Json:
    view = _made(space, user, given, old)
    stack = space.stacks.get(user, [])
    stack[:] = [view if one["id"] == view["id"] else one for one in stack]
    if space.homes.get(user, {}).get("id") == view["id"]:
        space.homes[user] = view
    _shown(space, user)
    return view


def publish(space: Workspace, args: Json) -> Json:
    user = args.get("user_id")
    if user not in space.users:
        raise Refusal("user_not_found")
    old = space.homes.get(user)
    if old and args.get("hash") and args["hash"] != old["hash"]:
        raise Refusal("hash_conflict")
    if checks.view(args.get("view"))["type"] != "home":
        raise Refusal("invalid_arguments", "must be a home view [json-pointer:/view/type]")
    space.homes[user] = _made(space, user, args["view"], old)
    _shown(space, user)
    return {"view": public(space, space.homes[user])}


def public(space: Workspace, view: Json) -> Json:
    """As the app is given it: with what is set in its fields."""
    return {**view, "state": {"values": space.values.get(view["id"], {})}}


def close(space: Workspace, user: str, view: Json) -> None:
    stack = space.stacks.get(user, [])
    stack[:] = [one for one in stack if one["id"] != view["id"]]
    space.views.pop(view["id"], None)
    _shown(space, user)


def answered(space: Workspace, user: str, view: Json, answer: Any) -> None:
    """What the acknowledgement of a submission does; one that Slack cannot use looks like trouble to the person."""
    try:
        _answered(space, user, view, answer or {})
    except Refusal as refusal:
        space.observer.note("answer", f"{refusal.error}: {'; '.join(refusal.details)}")
        troubled(space, user)


def _answered(space: Workspace, user: str, view: Json, answer: Json) -> None:
    match answer.get("response_action"):
        case None:
            close(space, user, view)
        case "clear":
            for one in list(space.stacks.get(user, [])):
                close(space, user, one)
        case "errors":
            errors: dict[str, str] = answer.get("errors") or {}
            known = {block["block_id"] for block in view["blocks"] if block["type"] == "input"}
            if not errors or not set(errors) <= known:
                raise Refusal("invalid_arguments", f"errors for {sorted(errors)}, inputs are {sorted(known)}")
            space.errors[user] = errors
            space.direct[user].changes.happen()
        case "update":
            replaced(space, user, view, answer.get("view"))
        case "push":
            pushed(space, user, answer.get("view"))
        case other:
            raise Refusal("invalid_arguments", f"response_action {other}")


def troubled(space: Workspace, user: str) -> None:
    space.errors[user] = {"": "We had some trouble connecting. Try again?"}
    space.direct[user].changes.happen()
