"""Where a question stands in these tests: the real words, a fixed day, and answers that a case may give."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any

from dialogues.catalogue import load_words
from dialogues.expressions import Values, as_boolean
from dialogues.question import Here, Question
from dialogues.questions import TYPES
from dialogues.reply import StoredFile
from dialogues.text import Text
from dialogues.words import Words

LANGUAGES = ("zh-Hans", "zh-Hant", "en")
TODAY = date(2026, 3, 5)


@lru_cache(maxsize=1)
def words() -> Words:
    """All catalogues, read once."""
    return load_words()


def question(definition: Mapping[str, Any]) -> Question:
    """A question from its keys as they are in YAML; what every question must have is filled in."""
    model = TYPES[definition["type"]]
    read = model.model_validate({"name": "q", "label": "?", **definition}, context={"languages": LANGUAGES})
    assert isinstance(read, Question)
    return read


def here(
    asked: Question,
    *,
    language: str = "zh-Hans",
    answers: Mapping[str, Any] | None = None,
    organiser: str = "",
    loose: tuple[StoredFile, ...] = (),
) -> Here:
    """What question 3.4 sees. `answers` are other answers, for its `choice_filter`; holes stay as they are."""
    filtered = getattr(asked, "choice_filter", None)

    def allowed(attributes: Mapping[str, Any]) -> tuple[str, ...]:
        if filtered is None:
            return tuple(attributes)
        now = datetime.combine(TODAY, datetime.min.time(), UTC)
        scopes = {
            name: Values(now=now, values=answers or {}, attributes=its) for name, its in attributes.items()
        }
        return tuple(name for name, scope in scopes.items() if as_boolean(filtered.evaluate(scope)))

    def say(key: str, /, **fields: Any) -> str:
        return words().say(language, key, **fields)

    def everywhere(key: str) -> tuple[str, ...]:
        return tuple(words().say(each, key) for each in LANGUAGES)

    def text(written: Text) -> str:
        return written.within(language)

    return Here(
        language=language,
        languages=LANGUAGES,
        say=say,
        everywhere=everywhere,
        text=text,
        today=TODAY,
        allowed=allowed,
        code="3.4",
        organiser=organiser,
        loose=loose,
    )
