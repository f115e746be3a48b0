"""Topics of rooms, prompts that follow the person's messages down the chat, and edits of those messages.

Programs of the schema before do not name these columns, so all are filled by the database.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.add_column("outbox", sa.Column("topic", sa.String(), nullable=False, server_default=""))
    op.add_column("outbox", sa.Column("after", sa.BigInteger(), nullable=False, server_default="0"))
    op.add_column("messages", sa.Column("fingerprint", sa.String(), nullable=False, server_default=""))
