"""Brings a database to the schema of this program, by the migrations in `migrations/`.

Alembic is imported only here and only when it is needed: it is a sixth of a second of a program's start.
"""

from __future__ import annotations

from pathlib import Path
from threading import Lock

from sqlalchemy import Connection

FOLDER = Path(__file__).parent / "migrations"
#: Alembic keeps what it works on in global variables
_ALEMBIC = Lock()


class NewerDatabase(Exception):
    """The database was made by a newer version of this program, which this one does not know how to read."""


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
