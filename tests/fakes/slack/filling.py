"""What a person does in a modal: fill in, submit, close."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.fakes.slack import files, modals
from tests.fakes.slack.controls import Control, Place, interaction, present, use
from tests.fakes.slack.deliveries import Delivery
from tests.fakes.slack.refusals import Json
from tests.fakes.slack.screens import shown
from tests.fakes.slack.values import objection
from tests.fakes.slack.workspace import Workspace


class Filling:
    """The part of a User that is about modals."""

    _space: Workspace
    id: str

    @property
    def view(self) -> Json:
        """The modal on top."""
        stack = self._space.stacks.get(self.id)
        assert stack, "no modal is open"
        return stack[-1]

    @property
    def modal(self) -> str:
        """The modal on top as it is seen now; "" when none is open."""
        if not self._space.stacks.get(self.id):
            return ""
        view = self.view
        errors = self._space.errors.get(self.id, {})
        lines = [f"== {view['title']['text']} =="]
        if errors.get(""):
            lines.append(f"! {errors['']}")
        lines.append(shown(view["blocks"], present(self._space, Place(self.id, view=view)), errors))
        ends = [view[name]["text"] for name in ("close", "submit") if view[name]]
        return "\n".join([*lines, " ".join(f"[{end}]" for end in ends)])

    async def sees_modal(self, what: str, *, within: float = 5) -> str:
        """The modal, once it shows `what`."""
        changes = self._space.direct[self.id].changes
        seen = await changes.until(lambda: self.modal if what in self.modal else None, within)
        assert seen is not None, f"{what!r} was not seen within {within} s; the modal:\n{self.modal}"
        return seen

    def _find(self, what: str, fits: Callable[[Control], object], **at: Any) -> Control:
        raise NotImplementedError

    async def type(self, label: str, text: str, **at: Any) -> Delivery | None:
        """Writes into a field, and presses Enter where that dispatches; "" empties it."""
        control = self._find(
            f"field {label!r}",
            lambda one: one.element["type"].endswith("_input") and one.is_named(label),
            **at,
        )
        most = control.element.get("max_length", 3000)
        assert len(text) <= most, f"the field takes no more than {most} characters"
        return await use(self._space, control, text or None)

    async def attach(self, label: str, content: bytes, name: str, **about: Any) -> Delivery | None:
        """Puts a file into a file_input."""
        control = self._find(
            f"file field {label!r}", lambda one: one.element["type"] == "file_input" and one.is_named(label)
        )
        stored = files.keep(self._space, self.id, name, content, **about)
        values = present(self._space, control.place)
        already = values[control.block["block_id"]][control.element["action_id"]]["files"]
        assert len(already) < control.element.get("max_files", 10), "the field takes no more files"
        return await use(self._space, control, [*already, stored.data])

    async def submit(self) -> Delivery | None:
        """Presses the modal's own button. → None when the client itself objects: then nothing is sent, and the
        objection stands under the field."""
        view = self.view
        assert view["submit"], "the modal has nothing to submit"
        values = present(self._space, Place(self.id, view=view))
        errors = {
            block["block_id"]: said
            for block in view["blocks"]
            if block["type"] == "input"
            and (said := objection(block, values[block["block_id"]][block["element"]["action_id"]]))
        }
        self._space.errors[self.id] = errors
        if errors:
            return None
        payload = interaction(self._space, "view_submission", self.id)
        payload |= {"view": modals.public(self._space, view), "response_urls": []}
        return await self._space.deliveries.add(
            Delivery(
                "interactive",
                payload,
                on_ack=lambda answer: modals.answered(self._space, self.id, view, answer),
                on_failure=lambda: modals.troubled(self._space, self.id),
            )
        )

    async def close_modal(self, *, all_of_them: bool = False) -> Delivery | None:
        """Presses Cancel: the modal below is seen again, unless the view or `all_of_them` clears the stack. → None when
        the app does not want to know."""
        view = self.view
        cleared = all_of_them or bool(view["clear_on_close"])
        values = modals.public(self._space, view)
        for one in list(self._space.stacks[self.id]) if cleared else [view]:
            modals.close(self._space, self.id, one)
        if not view["notify_on_close"]:
            return None
        payload = interaction(self._space, "view_closed", self.id)
        payload.pop("trigger_id")
        payload |= {"view": values, "is_cleared": cleared}
        return await self._space.deliveries.add(Delivery("interactive", payload))
