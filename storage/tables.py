"""The tables, all of them, so that they can be read in one place. Columns and keys only: how a value becomes a
row is in `rows.py`.

Ids are text made at the edge (`ids.py`); the ids of platforms are text too, whatever they look like there.
What grows with every event (inbox, messages, journal) is found by its key alone. A change here needs a
migration: a test compares the two.
"""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from dialogues.application import Nothing, State
from storage.changes import Lane, Role
from storage.columns import UTC, Word

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

#: None is SQL's NULL; there is no JSON null in any column
Document = JSON(none_as_null=True)

# Who, and where they are reached.

people = Table(
    "people",
    metadata,
    Column("id", String, primary_key=True),
    Column("since", UTC, nullable=False),
)

addresses = Table(
    "addresses",
    metadata,
    Column("id", String, primary_key=True),
    Column("person", ForeignKey("people.id"), nullable=False, index=True),
    Column("channel", String, nullable=False),
    Column("team", String, nullable=False),
    Column("external_id", String, nullable=False),
    Column("language", String, nullable=False),
    Column("current", ForeignKey("applications.id")),
    Column("plain", Boolean, nullable=False),
    Column("reachable", Boolean, nullable=False),
    Column("used", UTC, nullable=False),
    # the most telling column first, so that a whole group is looked up by it
    UniqueConstraint("external_id", "channel", "team"),
)

# What is asked, and what is filled in.

dialogue_versions = Table(
    "dialogue_versions",
    metadata,
    Column("dialogue", String, primary_key=True),
    Column("version", String, primary_key=True),
    Column("dialect", Integer, nullable=False),
    Column("source", Text, nullable=False),
    Column("at", UTC, nullable=False),
)

applications = Table(
    "applications",
    metadata,
    Column("id", String, primary_key=True),
    Column("reference", String, nullable=False, unique=True),
    Column("dialogue", String, nullable=False),
    Column("version", String, nullable=False),
    Column("state", Word(State), nullable=False),
    Column("started", UTC, nullable=False),
    Column("touched", UTC, nullable=False),
    Column("round", Integer, nullable=False),
    Column("entries", Document, nullable=False),
    Column("next_entry", Integer, nullable=False),
    #: consents, who is muted, what waits for a colleague, files without a place: by the application's own names
    Column("further", Document, nullable=False),
    Column("revision", Integer, nullable=False),
    # nobody starts in a version whose source is not kept
    ForeignKeyConstraint(
        ["dialogue", "version"], ["dialogue_versions.dialogue", "dialogue_versions.version"]
    ),
    Index(None, "dialogue", "version", "state"),
)

participants = Table(
    "participants",
    metadata,
    Column("application", ForeignKey("applications.id"), primary_key=True),
    Column("person", ForeignKey("people.id"), primary_key=True, index=True),
    Column("role", Word(Role), nullable=False),
)

cursors = Table(
    "cursors",
    metadata,
    Column("address", ForeignKey("addresses.id"), primary_key=True),
    Column("application", ForeignKey("applications.id"), primary_key=True),
    Column("turn", Integer, nullable=False),
    #: the whole cursor as the codec writes it
    Column("value", Document, nullable=False),
)

answers = Table(
    "answers",
    metadata,
    Column("application", ForeignKey("applications.id"), primary_key=True),
    Column("path", String, primary_key=True),
    Column("value", Document),
    Column("raw", Text, nullable=False),
    Column("who", String, nullable=False),
    Column("at", UTC, nullable=False),
    Column("nothing", Word(Nothing), quote=True),  # a word of SQLite's
    Column("reason", Text, nullable=False),
)

drafts = Table(
    "drafts",
    metadata,
    Column("application", ForeignKey("applications.id"), primary_key=True),
    Column("path", String, primary_key=True),
    Column("value", Document, nullable=False),
)

submissions = Table(
    "submissions",
    metadata,
    Column("application", ForeignKey("applications.id"), primary_key=True),
    Column("round", Integer, primary_key=True),
    Column("content", Text, nullable=False),
    Column("sha256", String, nullable=False),
    Column("at", UTC, nullable=False),
)

files = Table(
    "files",
    metadata,
    Column("sha256", String, primary_key=True),
    Column("size", BigInteger, nullable=False),
    Column("type", String, nullable=False),
    Column("at", UTC, nullable=False),
)

# What came in, and what is to go out. These outlive the rows that they name, so they refer to none.

inbox = Table(
    "inbox",
    metadata,
    Column("channel", String, primary_key=True),
    Column("key", String, primary_key=True),
    Column("status", String, nullable=False),
    Column("raw", Text, nullable=False),
    Column("acknowledgement", Text, nullable=False),
    Column("at", UTC, nullable=False),
    Index(None, "status", "at"),
)

#: only what is still to be sent, and what was set aside: a delivered row is gone, its message is in `messages`
outbox = Table(
    "outbox",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("state", String, nullable=False),
    Column("channel", String, nullable=False),
    Column("address", String),
    Column("external_id", String, nullable=False),
    Column("team", String, nullable=False),
    Column("topic", String, nullable=False),
    Column("lane", Word(Lane), nullable=False),
    Column("kind", String, nullable=False),
    Column("message", String, nullable=False),
    Column("application", String),
    Column("turn", Integer, nullable=False),
    Column("path", String, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("payload", Text, nullable=False),
    Column("created", UTC, nullable=False),
    Column("after", BigInteger, nullable=False),
    Column("not_before", UTC),
    Column("attempts", Integer, nullable=False),
    Column("error", String, nullable=False),
    Column("tried", UTC),
    Column("leased_by", String),
    Column("leased_until", UTC),
    Index(None, "external_id", "id"),
)

messages = Table(
    "messages",
    metadata,
    Column("external_id", String, primary_key=True),
    Column("message_id", String, primary_key=True),
    Column("channel", String, primary_key=True),
    Column("team", String, primary_key=True),
    Column("place", BigInteger, nullable=False),
    Column("address", String),
    Column("direction", String, nullable=False),
    Column("message", String, nullable=False, index=True),
    Column("application", String),
    Column("path", String, nullable=False),
    Column("turn", Integer, nullable=False),
    Column("album", String, nullable=False),
    Column("fingerprint", String, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("at", UTC, nullable=False),
    Index(None, "external_id", "place"),
)

due = Table(
    "due",
    metadata,
    Column("kind", String, primary_key=True),
    Column("person", ForeignKey("people.id"), primary_key=True),
    Column("application", ForeignKey("applications.id"), primary_key=True),
    Column("at", UTC, nullable=False),
    Column("number", Integer, nullable=False),
    Column("text", Text),
    Column("leased_by", String),
    Column("leased_until", UTC),
    Index(None, "leased_until", "at"),
)

# Resume codes: how a person goes on at another address.

#: the living one of each person, and the claim that it was used for
resume_codes = Table(
    "resume_codes",
    metadata,
    Column("owner", ForeignKey("people.id"), primary_key=True),
    Column("hash", String, nullable=False, unique=True),
    Column("since", UTC, nullable=False),
    Column("claimant", ForeignKey("addresses.id"), index=True),
    #: of the claim's due row
    Column("application", String),
    Column("until", UTC),
)

#: the hashes of those that were used, replaced or refused, so that this can be said; whose they were is forgotten
spent_codes = Table("spent_codes", metadata, Column("hash", String, primary_key=True))

#: wrong codes from an address: one row for each, however often it guesses
code_guesses = Table(
    "code_guesses",
    metadata,
    Column("address", ForeignKey("addresses.id"), primary_key=True),
    Column("since", UTC, nullable=False),
    Column("wrong", Integer, nullable=False),
)

# What happened: rows are added and never changed. `application` is "" in the chain that belongs to none.

journal = Table(
    "journal",
    metadata,
    Column("application", String, primary_key=True),
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("person", String),
    Column("address", String),
    Column("kind", String, nullable=False),
    Column("at", UTC, nullable=False),
    Column("payload_sha256", String, nullable=False),
    Column("previous", String, nullable=False),
    Column("sha256", String, nullable=False),
)

#: beside the journal, so that what a person said can be erased and the chain still holds
journal_payloads = Table(
    "journal_payloads",
    metadata,
    Column("application", String, primary_key=True),
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("payload", Text, nullable=False),
    ForeignKeyConstraint(["application", "seq"], ["journal.application", "journal.seq"]),
)
