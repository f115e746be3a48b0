"""One application, seen by one person at one moment: what asking, screens and summaries read from.

Pure look-ups: the language, the catalogue, the view. Nothing here changes anything or decides what comes next.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from dialogues.application import Answer, Nothing, Path
from dialogues.dialogue import Dialogue, Place, Repeat
from dialogues.expressions import EMPTY, as_text
from dialogues.plain import width
from dialogues.prompt import Progress
from dialogues.question import Here, Question
from dialogues.questions._saying import with_unit
from dialogues.questions.calculate import Calculate
from dialogues.relevance import View
from dialogues.scope import Item, allowed
from dialogues.text import Text, template
from dialogues.words import Field, Words, match_language

_NOTHING = {
    Nothing.LATER: "state.later",
    Nothing.NOT_APPLICABLE: "state.not_applicable",
    Nothing.DECLINED: "state.declined",
}


#: what a draft of any type holds of an answer; beside it stands where the person is in it
_PARTS = ("rows", "parts", "new", "files", "picked")
#: a label that ends in one of these needs no colon behind it
_ENDS = tuple("?？!！.。:：…")


@dataclass(frozen=True, slots=True, eq=False)
class Scene:
    """A view with the language that it is told in."""

    view: View
    language: str
    words: Words
    #: where it is told, what is ticked shows by itself
    boxes: bool = False

    @property
    def dialogue(self) -> Dialogue:
        return self.view.dialogue

    def say(self, key: str, /, **fields: Field) -> str:
        """A sentence of the catalogue."""
        return self.words.say(spoken(self.words, self.language), key, **fields)

    def everywhere(self, key: str) -> tuple[str, ...]:
        """The same key in each of the dialogue's languages, and in the person's own."""
        tags = dict.fromkeys(spoken(self.words, tag) for tag in (self.language, *self.dialogue.languages))
        return tuple(self.words.say(tag, key) for tag in tags)

    def text(self, text: Text, item: Item | None = None) -> str:
        """A text of the dialogue in the person's language, its holes filled as seen from `item`."""
        wording = text.within(self.language)
        if "${" not in wording:
            return wording
        scope = self.view.scope(item)
        return template(wording).render(scope, lambda path: self._shown(path, item))

    def here(self, item: Item) -> Here:
        """What a question may see."""
        question = item.node.asked

        def left(attributes: Mapping[str, Any]) -> tuple[str, ...]:
            return allowed(self.view.scope(item), question, attributes) if question else tuple(attributes)

        return Here(
            language=self.language,
            languages=self.dialogue.languages,
            say=self.say,
            everywhere=self.everywhere,
            text=lambda text: self.text(text, item),
            today=self.view.now.date(),
            allowed=left,
            code=self.code(item),
            organiser=self.organiser,
            loose=self.view.application.loose,
            boxes=self.boxes,
        )

    @property
    def organiser(self) -> str:
        """How the organiser is reached; "" where the dialogue does not say."""
        notice = self.dialogue.notice
        return self.text(notice.contact) if notice is not None and notice.contact is not None else ""

    def show(self, item: Item) -> str:
        """The answer in one line; the kind of nothing in words; "" where nobody said anything."""
        entry = item.node.entry
        if isinstance(entry, Calculate):
            value = as_text(self.view.value(item.path))
            unit = self.text(entry.unit, item) if entry.unit is not None else ""
            return with_unit(value, unit, self.here(item)) if value else value
        if isinstance(entry, Repeat):
            entries = self.view.application.entries.get(item.path, ())
            if entries:
                return self.say("repeat.count", n=len(entries))
        answer = self.view.application.answers.get(item.path)
        if answer is None or not isinstance(entry, Question):
            return ""
        if isinstance(entry, Repeat) and answer.nothing is None:
            return self.say("summary.no_entries")
        return self.show_answer(item, answer)

    def is_begun(self, item: Item) -> bool:
        """Whether there is no answer, but something of one; where somebody merely looked, there is not."""
        if self.view.facts[item.path].state == "answered":
            return False
        draft = self.view.application.drafts.get(item.path) or {}
        return any(draft.get(part) for part in _PARTS)

    def show_answer(self, item: Item, answer: Answer) -> str:
        """An answer, stored or not, in one line."""
        if answer.nothing is not None:
            return self.say(_NOTHING[answer.nothing])
        return item.question.show(answer.value, self.here(item))

    def line(self, item: Item, said: str) -> str:
        """Code, short label and what is said about it, such as its answer."""
        coded = self.coded(item)
        key = "summary.asked" if coded.endswith(_ENDS) else "summary.labelled"
        return self.say(key, label=coded, answer=said)

    def complaint(self, item: Item) -> str:
        """Why a stored answer does not fit: its choice is gone, or its constraint, in the author's words."""
        answer, question = self.view.application.answers.get(item.path), item.question
        if answer is not None and question.outdated(answer.value, self.here(item).allowed):
            return self.say("problem.no_longer_fits")
        message = question.constraint_message
        return self.text(message, item) if message is not None else self.say("problem.constraint")

    def label(self, item: Item) -> str:
        """The whole label."""
        label = item.node.entry.label
        return self.text(label, item) if label is not None else item.node.entry.name

    def brief(self, item: Item, columns: int = 48) -> str:
        """The short label, or as much of the label as is this wide; a Chinese character takes two columns."""
        short = item.node.entry.short
        text = self.text(short, item) if short is not None else self.label(item).split("\n")[0]
        if width(text) <= columns:
            return text
        return next(cut for end in range(len(text), -1, -1) if width(cut := f"{text[:end]}…") <= columns)

    def code(self, item: Item) -> str:
        """The code on the paper, with the entry's position inside a repeat."""
        return f"{item.node.number}#{item.position}" if item.position else item.node.number

    def coded(self, item: Item) -> str:
        """Code and short label."""
        return f"{self.code(item)} {self.brief(item)}".strip()

    def header(self, place: Place) -> str:
        """A section with its code."""
        label = self.text(place.section.label)
        return self.say("header.section", label=label, code=place.number) if place.number else label

    def place_items(self, place: Place) -> tuple[Item, ...]:
        """What is relevant and asked in this section."""
        return tuple(item for item in self.view.asked() if item.node.place is place)

    def progress(self, item: Item | None = None) -> Progress:
        """Counts of the whole, and of the item's section."""
        view = self.view
        if item is None:
            return Progress(answered=view.answered, total=view.total)
        facts, place = view.facts, item.node.place
        position = total = 0
        for path in _paths_of(view, place):
            if facts[path].relevant:
                total += 1
                if path == item.path:
                    position = total
        return Progress(
            answered=view.answered, total=view.total, section_position=position, section_total=total
        )

    def minutes_left(self) -> int:
        """About how long the rest takes, from what each type of question takes; at least 1."""
        facts = self.view.facts
        left = sum(
            item.question.minutes for item in self.view.asked() if facts[item.path].state != "answered"
        )
        return max(1, round(left))

    def _shown(self, path: str, item: Item | None) -> str:
        other = self.view.by_path.get(path)
        if other is not None and other.node.asked is not None:
            answer = self.view.application.answers.get(path)
            is_said = answer is not None and answer.nothing is None and self.view.facts[path].relevant
            return self.show(other) if is_said else ""
        value = self.view.named(path, item)
        return "" if value == EMPTY else as_text(value)


@lru_cache(maxsize=256)
def _matched(offered: tuple[str, ...], language: str) -> str:
    return match_language((language,), offered, "en")


def spoken(words: Words, language: str) -> str:
    """The catalogue for a dialogue's language: its own, or English where there is none."""
    return language if language in words.catalogues else _matched(words.languages, language)


def _paths_of(view: View, place: Place) -> tuple[Path, ...]:
    nodes = place.nodes
    if any(node.repeat is not None for node in nodes):
        return tuple(
            item.path for item in view.items if item.node.place is place and item.node.asked is not None
        )
    return tuple(node.path for node in nodes if node.asked is not None)
