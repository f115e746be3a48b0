"""Resume codes in their tables, and two people becoming one. Every function takes a connection that is in a
transaction.

The row of the person who was joined stays, with nothing behind it: what was decided a moment before in another
program may still name it.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import BindParameter, Connection, bindparam, delete, select, update

from dialogues import codec
from dialogues.application import AddressId, PersonId
from storage import rows
from storage.changes import Address, Role
from storage.codes import Guesses, Join, ResumeCode
from storage.tables import (
    addresses,
    applications,
    code_guesses,
    due,
    participants,
    resume_codes,
    spent_codes,
)

#: what of a person's code must not have changed: which it is, and who claims it
Standing = tuple[str, AddressId | None]

_STRENGTH = (Role.VIEWER, Role.EDITOR, Role.OWNER)


def standing(code: ResumeCode | None) -> Standing | None:
    """What a change is compared by."""
    return None if code is None else (code.hash, code.claimant)


def codes_of(connection: Connection, owners: Iterable[PersonId]) -> dict[PersonId, ResumeCode]:
    """The living codes of these people."""
    found = connection.execute(_OF_OWNERS, {"owners": list(owners)})
    return {row.owner: rows.resume_code.value(row) for row in found}


def code_of(connection: Connection, owner: PersonId) -> ResumeCode | None:
    """A person's living code."""
    return codes_of(connection, [owner]).get(owner)


def code_by(connection: Connection, hashed: str) -> ResumeCode | None:
    """The living code with this hash."""
    row = connection.execute(_BY_HASH, {"hash": hashed}).one_or_none()
    return None if row is None else rows.resume_code.value(row)


def is_spent(connection: Connection, hashed: str) -> bool:
    """Whether there was such a code."""
    return connection.execute(_SPENT, {"hash": hashed}).first() is not None


def claims_by(connection: Connection, person: PersonId) -> tuple[ResumeCode, ...]:
    """The codes that a person is waiting to use, the one that has waited longest first."""
    return tuple(rows.resume_code.value(row) for row in connection.execute(_CLAIMS, {"person": person}))


def guesses_of(connection: Connection, address: AddressId) -> Guesses | None:
    """How often an address was wrong."""
    row = connection.execute(_GUESSES, {"address": address}).one_or_none()
    return None if row is None else rows.guesses.value(row)


def addresses_of(connection: Connection, person: PersonId) -> tuple[Address, ...]:
    """Wherever a person was, where they were last first."""
    return tuple(rows.address_from(row) for row in connection.execute(_ADDRESSES_OF, {"person": person}))


def address_by(connection: Connection, address: AddressId) -> Address | None:
    """An address by its id."""
    row = connection.execute(_ADDRESS, {"address": address}).one_or_none()
    return None if row is None else rows.address_from(row)


def join(connection: Connection, joined: Join) -> None:
    """After everything else of its group is written, so that what came a moment before is joined as well."""
    both = {"person": joined.person, "into": joined.into}
    # the revision moves, so that what another program has loaded of it is loaded again
    for row in connection.execute(_APPLICATIONS, both).all():
        further = codec.further_joined(row.further, joined.person, joined.into)
        connection.execute(_FURTHER, {"moved": row.id, "new": further})
    _join_roles(connection, joined)
    for statement in (_DUE_TWICE, _DUE, _ADDRESSES):
        connection.execute(statement, both)


def _join_roles(connection: Connection, joined: Join) -> None:
    """Where both take part, the stronger role stays."""
    roles = {
        person: {row.application: row.role for row in connection.execute(_ROLES, {"of": person})}
        for person in (joined.person, joined.into)
    }
    for application, role in roles[joined.person].items():
        mine = roles[joined.into].get(application)
        here = {"application_": application, "person_": joined.person}
        if mine is None:
            connection.execute(_TAKE_PART, {**here, "into": joined.into})
            continue
        connection.execute(_LEAVE, here)
        if _STRENGTH.index(role) > _STRENGTH.index(mine):
            connection.execute(_ROLE, {"application_": application, "person_": joined.into, "new": role})


_OF_OWNERS = select(resume_codes).where(resume_codes.c.owner.in_(bindparam("owners", expanding=True)))
_BY_HASH = select(resume_codes).where(resume_codes.c.hash == bindparam("hash"))
_SPENT = select(spent_codes.c.hash).where(spent_codes.c.hash == bindparam("hash"))
_CLAIMS = (
    select(resume_codes)
    .join(addresses, addresses.c.id == resume_codes.c.claimant)
    .where(addresses.c.person == bindparam("person"))
    .order_by(resume_codes.c.until, resume_codes.c.owner)
)
_GUESSES = select(code_guesses).where(code_guesses.c.address == bindparam("address"))
_ADDRESSES_OF = (
    select(addresses)
    .where(addresses.c.person == bindparam("person"))
    .order_by(addresses.c.used.desc(), addresses.c.id)
)
_ADDRESS = select(addresses).where(addresses.c.id == bindparam("address"))

_person: BindParameter[str] = bindparam("person")
_into: BindParameter[str] = bindparam("into")
_APPLICATIONS = (
    select(applications.c.id, applications.c.further)
    .join(participants, participants.c.application == applications.c.id)
    .where(participants.c.person == _person)
)
_FURTHER = (
    update(applications)
    .where(applications.c.id == bindparam("moved"))
    .values(further=bindparam("new", type_=applications.c.further.type), revision=applications.c.revision + 1)
)
_ROLES = select(participants.c.application, participants.c.role).where(
    participants.c.person == bindparam("of")
)
_this = (
    participants.c.application == bindparam("application_"),
    participants.c.person == bindparam("person_"),
)
_TAKE_PART = update(participants).where(*_this).values(person=_into)
_LEAVE = delete(participants).where(*_this)
_ROLE = update(participants).where(*_this).values(role=bindparam("new", type_=participants.c.role.type))
_theirs = due.alias()
#: where both have a moment, the one that stays keeps their own
_DUE_TWICE = delete(due).where(
    due.c.person == _person,
    select(_theirs.c.kind)
    .where(
        _theirs.c.person == _into,
        _theirs.c.kind == due.c.kind,
        _theirs.c.application == due.c.application,
    )
    .exists(),
)
_DUE = update(due).where(due.c.person == _person).values(person=_into)
_ADDRESSES = update(addresses).where(addresses.c.person == _person).values(person=_into)
