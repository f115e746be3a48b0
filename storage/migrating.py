"""Brings a database to the schema of this program, by the migrations in `migrations/`.

While it goes on nobody else writes. On PostgreSQL programs of the schema before go on afterwards, beside those of the
new one, until they are replaced. So a migration only expands: tables, columns that may be empty or that the database
fills, indexes. They live with all of these; their statements name the columns that they know. What takes away or means
something else (a column dropped, renamed, of another type, no longer empty, a new constraint) waits for a release whose
programs all do without it, and is a migration of the one after it. An index of a large table is made while nobody can
write, so it wants a quiet hour.

Alembic is imported only here and only when it is needed: it is a sixth of a second of a program's start.
"""

from __future__ import annotations

from pathlib import Path
from threading import Lock
from typing import Literal

from sqlalchemy import Connection

FOLDER = Path(__file__).parent / "migrations"
#: Alembic keeps what it works on in global variables
_ALEMBIC = Lock()


class NewerDatabase(Exception):
    """The database was made by a newer version of this program, which this one does not know how to read."""


Standing = Literal["none", "old", "current", "newer"]


def standing(connection: Connection) -> Standing:
    """How the schema stands to this program's; nothing is changed. "none" is an empty database."""
    from alembic.runtime.migration import MigrationContext  # noqa: PLC0415 - see the head of this file
    from alembic.script import ScriptDirectory  # noqa: PLC0415

    scripts = ScriptDirectory(str(FOLDER))
    current = MigrationContext.configure(connection).get_current_revision()
    if current is None:
        return "none"
    if current == scripts.get_current_head():
        return "current"
    known = {script.revision for script in scripts.walk_revisions()}
    return "old" if current in known else "newer"


def upgrade(connection: Connection) -> None:
    """Runs the migrations that this database has not seen, in the transaction that it is given."""
    from alembic import command  # noqa: PLC0415 - see the head of this file
    from alembic.config import Config  # noqa: PLC0415
    from alembic.util import CommandError  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    try:
        with _ALEMBIC:
            command.upgrade(config, "head")
    except CommandError as error:
        if "Can't locate revision" in str(error):
            raise NewerDatabase(str(error)) from error
        raise
