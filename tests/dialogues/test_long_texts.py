"""A long text with its files, from the first part to what is handed in and read."""

from __future__ import annotations

import json

from dialogues.application import Answer
from dialogues.plain import plain
from dialogues.relevance import derive
from dialogues.reply import Command
from dialogues.scene import Scene
from dialogues.submission import restored, submitted
from dialogues.summary import as_blocks, as_json, summarise
from tests.conversation import START, Conversation, stored
from tests.test_transcripts import WORDS, acted, definition


def written() -> Conversation:
    """Two messages and a picture, done."""
    conversation = Conversation(definition("checks"), WORDS)
    for act in ("open", "/edit 1.8"):
        acted(conversation, act)
    conversation.paste("We grow by a third.")
    conversation.send("map.png")
    conversation.paste("In two steps.")
    conversation.type("done")
    return conversation


def test_an_answer_keeps_its_parts_in_order() -> None:
    """Words and files as they were sent; expressions see the words."""
    conversation = written()
    value = conversation.application.answers["plan"].value
    first, picture, last = value["parts"]
    assert (first, picture["name"], last) == ("We grow by a third.", "map.png", "In two steps.")
    assert conversation.view().value("plan") == "We grow by a third.\nIn two steps."


def test_a_summary_shows_the_files_after_the_words() -> None:
    """As one text, and then what belongs to it; for a program as a file of the submission."""
    conversation = written()
    scene = Scene(conversation.view(), "en", WORDS)
    summary = summarise(scene, submitted=None)
    told = plain(as_blocks(summary))
    assert "We grow by a third.\nIn two steps.\n\n· 1 map.png, 1.2 MB" in told
    (file,) = as_json(summary)["files"]
    assert (file["code"], file["name"], file["sha256"]) == ("1.8", "map.png", stored("map.png").sha256)


def test_what_is_handed_in_names_the_content_of_each_file() -> None:
    """So that its checksum vouches for them."""
    conversation = written()
    handed_in = submitted(conversation.view(), 1, START, "en")
    assert stored("map.png").sha256 in handed_in.content
    again = restored(handed_in.content)
    assert again.application.answers["plan"].value == conversation.application.answers["plan"].value
    changed = conversation.application.with_answer(
        "plan", Answer(**{**_fields(conversation), "value": "We grow."})
    )
    other = submitted(derive(conversation.dialogue, changed, START), 1, START, "en")
    assert other.sha256 != handed_in.sha256


def test_typing_never_takes_a_file_away() -> None:
    """Other words in a line that is the whole answer, or "replace": the picture stays."""
    conversation = written()
    acted(conversation, "/edit 1.8")
    conversation.type("Something else entirely.")
    parts = conversation.application.answers["plan"].value["parts"]
    assert [part if isinstance(part, str) else part["name"] for part in parts] == [
        "Something else entirely.",
        "map.png",
    ]
    acted(conversation, "/edit 1.8")
    conversation.paste("A third thing.")
    assert len(conversation.application.answers["plan"].value["parts"]) == 2
    conversation.reply(Command(name="replace"), conversation.cursor.turn)
    conversation.type("done")
    parts = conversation.application.answers["plan"].value["parts"]
    assert [part if isinstance(part, str) else part["name"] for part in parts] == [
        "A third thing.",
        "map.png",
    ]


def test_what_is_stored_is_json() -> None:
    """Stable for ever: a file is what it is everywhere."""
    value = written().application.answers["plan"].value
    assert json.loads(json.dumps(value)) == value
    assert set(value) == {"parts"}
    assert set(value["parts"][1]) == {"sha256", "name", "size", "type", "caption"}


def _fields(conversation: Conversation) -> dict[str, object]:
    answer = conversation.application.answers["plan"]
    return {"raw": answer.raw, "who": answer.who, "at": answer.at}
