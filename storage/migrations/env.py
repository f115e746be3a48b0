"""Where Alembic begins. It is handed a connection in a transaction (`storage/migrating.py`) and never opens one:
all migrations of one upgrade are kept together or not at all.
"""

from __future__ import annotations

from alembic import context

from storage.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    # SQLite changes a table by building it anew
    render_as_batch=True,
)
context.run_migrations()
