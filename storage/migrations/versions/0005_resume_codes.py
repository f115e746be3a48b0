"""Resume codes: the living ones with their claims, the hashes of the spent ones, and who guesses.

Programs of the schema before know nothing of them and are not disturbed.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.create_table(
        "resume_codes",
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.Column("claimant", sa.String(), nullable=True),
        sa.Column("application", sa.String(), nullable=True),
        sa.Column("until", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("owner", name="pk_resume_codes"),
        sa.ForeignKeyConstraint(["owner"], ["people.id"], name="fk_resume_codes_owner_people"),
        sa.ForeignKeyConstraint(["claimant"], ["addresses.id"], name="fk_resume_codes_claimant_addresses"),
        sa.UniqueConstraint("hash", name="uq_resume_codes_hash"),
    )
    op.create_index("ix_resume_codes_claimant", "resume_codes", ["claimant"])
    op.create_table(
        "spent_codes",
        sa.Column("hash", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("hash", name="pk_spent_codes"),
    )
    op.create_table(
        "code_guesses",
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.Column("wrong", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("address", name="pk_code_guesses"),
        sa.ForeignKeyConstraint(["address"], ["addresses.id"], name="fk_code_guesses_address_addresses"),
    )
