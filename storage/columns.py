"""Column types that every table shares. No table and no dialect is named here."""

from __future__ import annotations

from datetime import UTC as ZONE
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import BigInteger, String
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

from storage.changes import Misuse

EPOCH = datetime(1970, 1, 1, tzinfo=ZONE)


class UTC(TypeDecorator[datetime]):
    """A moment: whole microseconds since 1970, so that it sorts and compares alike in every database.

    A naive value is refused, because nobody could say later which zone it was in; an aware one of any zone
    goes in, UTC comes out. SQLite has no type for moments: text would need one exact format to sort right.
    """

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        """What is stored."""
        del dialect  # the same in all
        return None if value is None else micros(value)

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:
        """What comes out."""
        del dialect
        return None if value is None else EPOCH + timedelta(microseconds=value)


class Word(TypeDecorator[StrEnum]):
    """A word of a closed list, kept as it is written."""

    impl = String
    cache_ok = True

    def __init__(self, words: type[StrEnum]) -> None:
        super().__init__()
        self.words = words

    def process_bind_param(self, value: StrEnum | None, dialect: Dialect) -> str | None:
        """What is stored; `value.value` takes ten times as long."""
        del dialect
        return None if value is None else str(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> StrEnum | None:
        """What comes out."""
        del dialect
        return None if value is None else self.words(value)


def micros(at: datetime) -> int:
    """Whole microseconds since 1970; exact, where a float would round."""
    if at.tzinfo is None:
        raise Misuse("a moment without a zone")
    since = at - EPOCH
    return (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds
