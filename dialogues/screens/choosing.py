"""Two small decisions: the language, and an act that cannot be undone by a tap."""

from __future__ import annotations

from babel import Locale, UnknownLocaleError

from dialogues.closing import phase
from dialogues.prompt import Button, Prompt
from dialogues.reply import Command
from dialogues.scene import Scene
from dialogues.screens.parts import command
from dialogues.widths import rows


def language_buttons(scene: Scene, *, others: bool = False) -> tuple[Button, ...]:
    """The dialogue's languages, each in its own name; of `others`, without the one that is read now."""
    return tuple(
        Button(label=language_name(scene, tag), reply=Command(name="language", argument=tag))
        for tag in scene.dialogue.languages
        if not others or tag != scene.language
    )


def language_screen(scene: Scene, *, echo: str = "", problem: str = "") -> Prompt:
    """The dialogue's languages."""
    return Prompt(
        language=scene.language,
        screen="choose",
        numbered=True,
        label=scene.say("language.title"),
        actions=(*rows(language_buttons(scene)), (command(scene, "button.cancel", "cancel"),)),
        echo=echo,
        problem=problem,
    )


def confirm_screen(scene: Scene, what: str, *, problem: str = "") -> Prompt:
    """An act that cannot be undone by a tap; where the milder one is possible, it comes first."""
    may_change = (
        what == "withdraw"
        and scene.view.application.after("reopen") is not None
        and phase(scene.dialogue, scene.view.now) != "over"
    )
    return Prompt(
        language=scene.language,
        screen="confirm",
        numbered=True,
        label=scene.say(f"confirm.{what}", reference=scene.view.application.reference),
        actions=(
            *([(command(scene, "button.withdraw", "reopen"),)] if may_change else ()),
            (
                command(scene, f"button.confirm_{what}", "confirm"),
                command(scene, "button.cancel", "cancel"),
            ),
        ),
        problem=problem,
    )


def language_name(scene: Scene, tag: str) -> str:
    """What a language calls itself, in the catalogue's word or in CLDR's."""
    if tag in scene.words.catalogues:
        return scene.words.say(tag, "language.name")
    try:
        return Locale.parse(tag, sep="-").get_display_name() or tag
    except (UnknownLocaleError, ValueError):
        return tag
