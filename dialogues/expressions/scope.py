"""Where an expression finds its values. What must not live here: how the values come about; the application gives them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from dialogues.expressions.values import EMPTY, Value


class Scope(Protocol):
    """What one evaluation sees."""

    def value(self, path: str) -> Value:
        """Of `${path}`; EMPTY where nothing is answered, known or relevant. A list, seen from outside a repeat."""
        ...

    def attribute(self, name: str) -> Value:
        """Of the choice that a choice_filter looks at."""
        ...

    def choice_label(self, path: str, name: str) -> str:
        """What a choice of the question is called in the language of this evaluation."""
        ...

    @property
    def self_value(self) -> Value:
        """Of `.`, the answer itself."""
        ...

    @property
    def now(self) -> datetime:
        """The time of the event in the dialogue's zone."""
        ...

    @property
    def position(self) -> Value:
        """Of `position(..)`: which entry of the repeat this is, from 1; EMPTY outside."""
        ...


@dataclass(frozen=True, kw_only=True)
class Values:
    """A scope that is written down."""

    now: datetime
    values: Mapping[str, Value] = field(default_factory=dict)
    attributes: Mapping[str, Value] = field(default_factory=dict)
    #: by path, then by the name of the choice
    labels: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    self_value: Value = EMPTY
    position: Value = EMPTY

    def value(self, path: str) -> Value:
        return self.values.get(path, EMPTY)

    def attribute(self, name: str) -> Value:
        return self.attributes.get(name, EMPTY)

    def choice_label(self, path: str, name: str) -> str:
        return self.labels.get(path, {}).get(name, name)
