"""`email`: an e-mail address, as its syntax goes. Whether it can be reached is not looked up: nothing here asks a net."""

from __future__ import annotations

from typing import ClassVar, Literal

from email_validator import EmailNotValidError, validate_email

from dialogues.questions._line import Line


class Email(Line):
    """An e-mail address; its domain is kept in lower case."""

    type: Literal["email"]

    longest: ClassVar[int] = 300

    def sample(self) -> str:
        return "name@example.com"

    def parsed(self, text: str) -> str | None:
        address = text.removeprefix("mailto:").strip("<>,;. ")
        try:
            return validate_email(address, check_deliverability=False).normalized
        except EmailNotValidError:
            return None
