"""`phone`: a telephone number, kept in its international form where it has one: "+86 138 0013 8000".

A number that cannot be dialled from abroad (400-555-0100), and one that the numbering plans do not know but that
looks like one (an extension behind it, a short number of a company), is kept as it was typed: to refuse a real
number is worse than to take a wrong one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Literal

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumber, PhoneNumberFormat, PhoneNumberType
from pydantic import AfterValidator
from pydantic_core import PydanticCustomError

from dialogues.application import Json
from dialogues.question import Here
from dialogues.questions._line import Line
from dialogues.questions._saying import one_line

_LOOKS_LIKE_ONE = re.compile(r"[0-9+()*#/.,;、\-– ]|ext|x|转|轉|分机|分機|或|or", re.IGNORECASE)
_FEWEST_DIGITS = 5


def _region(tag: str) -> str:
    if tag not in phonenumbers.SUPPORTED_REGIONS:
        raise PydanticCustomError(
            "bad_value", "no such region", {"remedy": "write two capital letters such as CN or TW"}
        )
    return tag


class Phone(Line):
    """A telephone number; without + it is one of the region."""

    type: Literal["phone"]
    region: Annotated[str, AfterValidator(_region)] = "CN"

    longest: ClassVar[int] = 100

    def sample(self) -> str:
        number = phonenumbers.example_number_for_type(self.region, PhoneNumberType.MOBILE)
        return "" if number is None else phonenumbers.format_number(number, PhoneNumberFormat.NATIONAL)

    def parsed(self, text: str) -> str | None:
        digits = sum(character.isdecimal() for character in text)
        if digits < _FEWEST_DIGITS or _LOOKS_LIKE_ONE.sub("", text):
            return None
        number = _number(text, self.region)
        if number is None or not phonenumbers.can_be_internationally_dialled(number):
            return one_line(text)
        return phonenumbers.format_number(number, PhoneNumberFormat.INTERNATIONAL)

    def echo(self, typed: str, found: str, here: Here) -> str:
        """Nothing: the digits are those that were typed."""
        return ""

    def show(self, value: Json, here: Here) -> str:
        """As it is dialled in the region, where it is one of the region's."""
        number = _number(value, self.region)
        if number is None or number.country_code != phonenumbers.country_code_for_region(self.region):
            return str(value)
        return (
            phonenumbers.format_number(number, PhoneNumberFormat.NATIONAL)
            if value.startswith("+")
            else str(value)
        )

    def outline(self) -> Mapping[str, Any]:
        return {**super().outline(), "region": self.region}


def _number(text: str, region: str) -> PhoneNumber | None:
    """As the numbering plans know it."""
    try:
        number = phonenumbers.parse(text, region)
    except NumberParseException:
        return None
    return number if phonenumbers.is_valid_number(number) else None
