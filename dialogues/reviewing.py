"""A submission as its reviewers read it: the one place that makes a summary of it, without contact data.

From what was handed in, never from the application as it stands now. Where it is shown is for the shell.
"""

from __future__ import annotations

from dialogues.dialogue import Dialogue
from dialogues.relevance import View, derive
from dialogues.scene import Scene
from dialogues.submission import HandedIn, restored
from dialogues.summary import Summary, summarise
from dialogues.words import Words


def reviewed(
    dialogue: Dialogue, content: str, language: str, words: Words, previous: str | None = None
) -> Summary:
    """The summary of a submission, in one of the dialogue's languages. `content` is the submission's, in the very
    version that `dialogue` is; `previous` is that of the submission before: what is different is said."""
    handed_in = restored(content)
    earlier = restored(previous) if previous is not None else None
    return summarise(
        Scene(_view(dialogue, handed_in), language, words),
        submitted=handed_in.at,
        contact=False,
        language=handed_in.language,
        previous=Scene(_view(dialogue, earlier), language, words) if earlier is not None else None,
    )


def _view(dialogue: Dialogue, handed_in: HandedIn) -> View:
    return derive(dialogue, handed_in.application, handed_in.at)
