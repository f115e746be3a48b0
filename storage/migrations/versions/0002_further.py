"""What belongs to an application besides its answers, and who reads one question a message.

Programs of the schema before do not name these columns, so both are filled by the database.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.add_column("applications", sa.Column("further", sa.JSON(), nullable=False, server_default="{}"))
    op.add_column("addresses", sa.Column("plain", sa.Boolean(), nullable=False, server_default=sa.false()))
