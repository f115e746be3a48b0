"""Durations ("2d", "36h", "30m") and quiet hours ("21:00-09:00") as an author writes them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import time, timedelta
from typing import Annotated, Any

from pydantic import PlainValidator, WithJsonSchema
from pydantic_core import PydanticCustomError

_DURATION = re.compile(r"(\d{1,4})\s*([mhdw])")
_UNITS = {"m": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1), "w": timedelta(weeks=1)}
_QUIET = re.compile(r"([01]\d|2[0-3]):([0-5]\d)\s*[-–]\s*([01]\d|2[0-3]):([0-5]\d)")


def _duration(value: Any) -> timedelta:
    found = _DURATION.fullmatch(str(value).strip())
    if found is None or found[1].strip("0") == "":
        raise PydanticCustomError("bad_duration", "expected a duration such as 30m, 36h, 2d or 1w")
    return int(found[1]) * _UNITS[found[2]]


@dataclass(frozen=True, slots=True)
class Quiet:
    """From `start` until `end`, over midnight where `end` is earlier; both in the dialogue's zone."""

    start: time
    end: time

    def covers(self, moment: time) -> bool:
        """Whether it is quiet at this time of day."""
        if self.start <= self.end:
            return self.start <= moment < self.end
        return moment >= self.start or moment < self.end


def _quiet(value: Any) -> Quiet:
    found = _QUIET.fullmatch(str(value).strip())
    if found is None or (found[1], found[2]) == (found[3], found[4]):
        raise PydanticCustomError("bad_quiet", "expected hours such as 21:00-09:00")
    return Quiet(time(int(found[1]), int(found[2])), time(int(found[3]), int(found[4])))


Duration = Annotated[
    timedelta, PlainValidator(_duration), WithJsonSchema({"type": "string", "pattern": r"^\d{1,4}\s*[mhdw]$"})
]
QuietHours = Annotated[Quiet, PlainValidator(_quiet), WithJsonSchema({"type": "string"})]
