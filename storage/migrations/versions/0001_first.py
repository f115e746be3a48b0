"""The first schema.

Types are written out, not imported: what a migration does must not change with the program.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

Moment = sa.BigInteger  # microseconds since 1970, UTC


def upgrade() -> None:
    op.create_table(
        "people",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("since", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_people"),
    )
    op.create_table(
        "dialogue_versions",
        sa.Column("dialogue", sa.String(), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("dialect", sa.Integer(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("dialogue", "version", name="pk_dialogue_versions"),
    )
    op.create_table(
        "applications",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("dialogue", sa.String(), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("started", Moment(), nullable=False),
        sa.Column("touched", Moment(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("entries", sa.JSON(), nullable=False),
        sa.Column("next_entry", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_applications"),
        sa.UniqueConstraint("reference", name="uq_applications_reference"),
        sa.ForeignKeyConstraint(
            ["dialogue", "version"],
            ["dialogue_versions.dialogue", "dialogue_versions.version"],
            name="fk_applications_dialogue_version_dialogue_versions",
        ),
    )
    op.create_index(
        "ix_applications_dialogue_version_state", "applications", ["dialogue", "version", "state"]
    )
    op.create_table(
        "addresses",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("team", sa.String(), nullable=False),
        sa.Column("external_id", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("current", sa.String(), nullable=True),
        sa.Column("reachable", sa.Boolean(), nullable=False),
        sa.Column("used", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_addresses"),
        sa.UniqueConstraint("external_id", "channel", "team", name="uq_addresses_external_id_channel_team"),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name="fk_addresses_person_people"),
        sa.ForeignKeyConstraint(["current"], ["applications.id"], name="fk_addresses_current_applications"),
    )
    op.create_index("ix_addresses_person", "addresses", ["person"])
    op.create_table(
        "participants",
        sa.Column("application", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("application", "person", name="pk_participants"),
        sa.ForeignKeyConstraint(
            ["application"], ["applications.id"], name="fk_participants_application_applications"
        ),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name="fk_participants_person_people"),
    )
    op.create_index("ix_participants_person", "participants", ["person"])
    op.create_table(
        "cursors",
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("application", sa.String(), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("value", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("address", "application", name="pk_cursors"),
        sa.ForeignKeyConstraint(["address"], ["addresses.id"], name="fk_cursors_address_addresses"),
        sa.ForeignKeyConstraint(
            ["application"], ["applications.id"], name="fk_cursors_application_applications"
        ),
    )
    op.create_table(
        "answers",
        sa.Column("application", sa.String(), nullable=False),
        sa.Column("path", sa.String(), nullable=False),
        sa.Column("value", sa.JSON(), nullable=True),
        sa.Column("raw", sa.Text(), nullable=False),
        sa.Column("who", sa.String(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("nothing", sa.String(), nullable=True, quote=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("application", "path", name="pk_answers"),
        sa.ForeignKeyConstraint(
            ["application"], ["applications.id"], name="fk_answers_application_applications"
        ),
    )
    op.create_table(
        "drafts",
        sa.Column("application", sa.String(), nullable=False),
        sa.Column("path", sa.String(), nullable=False),
        sa.Column("value", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("application", "path", name="pk_drafts"),
        sa.ForeignKeyConstraint(
            ["application"], ["applications.id"], name="fk_drafts_application_applications"
        ),
    )
    op.create_table(
        "submissions",
        sa.Column("application", sa.String(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("application", "round", name="pk_submissions"),
        sa.ForeignKeyConstraint(
            ["application"], ["applications.id"], name="fk_submissions_application_applications"
        ),
    )
    op.create_table(
        "files",
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name="pk_files"),
    )
    op.create_table(
        "inbox",
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("raw", sa.Text(), nullable=False),
        sa.Column("acknowledgement", sa.Text(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("channel", "key", name="pk_inbox"),
    )
    op.create_index("ix_inbox_status_at", "inbox", ["status", "at"])
    op.create_table(
        "outbox",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=True),
        sa.Column("external_id", sa.String(), nullable=False),
        sa.Column("team", sa.String(), nullable=False),
        sa.Column("lane", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("message", sa.String(), nullable=False),
        sa.Column("application", sa.String(), nullable=True),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("path", sa.String(), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("created", Moment(), nullable=False),
        sa.Column("not_before", Moment(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("error", sa.String(), nullable=False),
        sa.Column("tried", Moment(), nullable=True),
        sa.Column("leased_by", sa.String(), nullable=True),
        sa.Column("leased_until", Moment(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_outbox"),
    )
    op.create_index("ix_outbox_external_id_id", "outbox", ["external_id", "id"])
    op.create_table(
        "messages",
        sa.Column("external_id", sa.String(), nullable=False),
        sa.Column("message_id", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("team", sa.String(), nullable=False),
        sa.Column("place", sa.BigInteger(), nullable=False),
        sa.Column("address", sa.String(), nullable=True),
        sa.Column("direction", sa.String(), nullable=False),
        sa.Column("message", sa.String(), nullable=False),
        sa.Column("application", sa.String(), nullable=True),
        sa.Column("path", sa.String(), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("album", sa.String(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("external_id", "message_id", "channel", "team", name="pk_messages"),
    )
    op.create_index("ix_messages_external_id_place", "messages", ["external_id", "place"])
    op.create_index("ix_messages_message", "messages", ["message"])
    op.create_table(
        "due",
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("application", sa.String(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("leased_by", sa.String(), nullable=True),
        sa.Column("leased_until", Moment(), nullable=True),
        sa.PrimaryKeyConstraint("kind", "person", "application", name="pk_due"),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name="fk_due_person_people"),
        sa.ForeignKeyConstraint(["application"], ["applications.id"], name="fk_due_application_applications"),
    )
    op.create_index("ix_due_leased_until_at", "due", ["leased_until", "at"])
    op.create_table(
        "journal",
        sa.Column("application", sa.String(), nullable=False),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("person", sa.String(), nullable=True),
        sa.Column("address", sa.String(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("payload_sha256", sa.String(), nullable=False),
        sa.Column("previous", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("application", "seq", name="pk_journal"),
    )
    op.create_table(
        "journal_payloads",
        sa.Column("application", sa.String(), nullable=False),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("application", "seq", name="pk_journal_payloads"),
        sa.ForeignKeyConstraint(
            ["application", "seq"],
            ["journal.application", "journal.seq"],
            name="fk_journal_payloads_application_seq_journal",
        ),
    )
