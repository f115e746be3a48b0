"""What an organiser says with the reminders of one round, beside the moment of each.

Programs of the schema before do not name it: what they write is asked for by no round.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.add_column("due", sa.Column("text", sa.Text(), nullable=True))
