"""Which of two states of a message is newer, by the application's revision: clocks differ, and are put back.

Programs of the schema before write 0, which is no state at all: what they left is sent rather than left out.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    for table in ("outbox", "messages"):
        op.add_column(table, sa.Column("revision", sa.Integer(), nullable=False, server_default="0"))
