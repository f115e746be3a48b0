"""Who may what: one table of every action that there is, which `test_who_may.py` holds against the product's own
registries. A new action that does not stand here makes it fail.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final


class Role(StrEnum):
    """What somebody is to one application."""

    OWNER = "owner"
    EDITOR = "editor"
    VIEWER = "viewer"
    #: was an editor and stands in it, but may only look by now
    LOWERED = "lowered"
    #: was an editor and stands in it, but takes part no more
    REMOVED = "removed"
    #: nobody has ever heard of them
    STRANGER = "stranger"
    #: of an application of their own
    APPLICANT = "applicant"
    #: in a room that reads this dialogue
    REVIEWER = "reviewer"
    #: in a room that reads another dialogue
    OTHER_REVIEWER = "other_reviewer"
    #: was in the room
    FORMER_REVIEWER = "former_reviewer"
    #: in a room that read this dialogue, until the settings named another
    REVIEWER_BEFORE = "reviewer_before"


EVERYBODY: Final = frozenset(Role)
FILLING_IN: Final = frozenset({Role.OWNER, Role.EDITOR})
READING: Final = frozenset({Role.REVIEWER})
#: on this machine, with its database: whoever may use the shell there
SHELL: Final[frozenset[Role]] = frozenset()
#: is answered, but about what is one's own, whatever application it names
OF_ONES_OWN: Final = frozenset(
    {"open", "new", "code", "another_code", "resume", "allow_claim", "refuse_claim"}
)

_FILLING: Final = """
add append ask_organiser back batch begin cancel caption choose clear_line closed colleague confirm copy decline delete_last
done drop_file drop_new edit explain finish form go help here keep keep_file keep_reason language later
later_explain leave_out line loose map mute next no_caption not_applicable not_recorded one_by_one only paste place plain put
questions remind remove remove_entry reopen repick replace reread rest_no review rewrite row_none save section settle share
show_all skip start stop submit sweep table undo unread use_file where withdraw
"""

#: by the name of a command
COMMANDS: Final[Mapping[str, frozenset[Role]]] = {
    **dict.fromkeys(_FILLING.split(), FILLING_IN),
    **dict.fromkeys(OF_ONES_OWN, EVERYBODY),
    **dict.fromkeys(("read", "whole", "files"), READING),
}
#: by the class of a reply, or of what a channel hands in
REPLIES: Final[Mapping[str, frozenset[Role]]] = dict.fromkeys(
    (
        "Typed",
        "Chosen",
        "Ticked",
        "Filled",
        "Cells",
        "Dated",
        "Uploaded",
        "Meant",
        "Pressed",
        "Offered",
        "Corrected",
    ),
    FILLING_IN,
)
#: of the command line
TYPED: Final[Mapping[str, frozenset[Role]]] = dict.fromkeys(
    ("chat", "serve", "check", "show", "schema", "summary", "remind", "outbox", "doctor", "backup", "restore", "db upgrade", "slack manifest"),
    SHELL,
)  # fmt: skip
