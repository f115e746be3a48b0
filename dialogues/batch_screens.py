"""What is seen of several answers in one message: the decision, the receipt, what stayed unclear; and what a colleague
is asked for.

Pure looks at a scene. What is done with a press is in `batch.py`, what the text means in `weighing.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from dialogues.handout import colleague_text, open_of, sources
from dialogues.pausing import MORNING, offered, said, written
from dialogues.prompt import Block, Button, Listing, ListItem, Notice, Paragraph, Prompt
from dialogues.questions.yes_no import YesNo
from dialogues.reading.batch import Unclear
from dialogues.reply import Command, Meant, Typed
from dialogues.scene import Scene
from dialogues.weighing import Weighed, Weighing

#: change buttons of a receipt, and in a row
_MOST, _IN_A_ROW = 15, 3
#: so many answers yes or no of one section are counted, not listed
_COUNTED = 4
_EXCERPT = 120


def sorting_screen(
    scene: Scene, weighing: Weighing, unclear: Sequence[Unclear], *, echo: str = "", problem: str = ""
) -> Prompt:
    """What was understood, what would be replaced, what is to be confirmed and what is unclear; then the ways on."""
    clear, over, doubt = weighing.of("clear"), weighing.of("over"), weighing.of("doubt")
    read = (*clear, *over, *doubt)
    body: list[Block] = []
    counted, lines = _lines(
        scene, sorted((*clear, *(it for it in over if _is_counted(it, read))), key=_index)
    )
    lines = [*lines, *(_doubted(scene, it) for it in doubt)]
    if counted or lines:
        body.append(Listing(items=tuple(ListItem(text=text) for text in (*counted, *lines))))
    if over:
        body.append(
            Listing(items=tuple(ListItem(text=_replaced(scene, it, among=bool(counted))) for it in over))
        )
    body.extend(_unclear_blocks(scene, weighing, unclear))
    return Prompt(
        screen="choose",
        numbered=True,
        language=scene.language,
        header=scene.text(scene.dialogue.title),
        label=_title(scene, len(clear), len(over), len(doubt)),
        body=tuple(body),
        actions=_ways(scene, clear, over, doubt),
        echo=echo,
        problem=problem,
    )


def _title(scene: Scene, clear: int, over: int, doubt: int) -> str:
    if doubt and not over:
        return scene.say("batch.title_doubt", n=clear + doubt, clear=clear, doubt=doubt)
    if over and not doubt:
        return scene.say("batch.title_over", n=clear + over, over=over)
    return scene.say("batch.title", n=clear + over + doubt)


def _ways(
    scene: Scene, clear: Sequence[Weighed], over: Sequence[Weighed], doubt: Sequence[Weighed]
) -> tuple[tuple[Button, ...], ...]:
    """Save, save less, leave one as it is, or nothing at all."""
    rows: list[tuple[Button, ...]] = []
    everything = Command(name="save", argument="all")
    if len(doubt) == 1 and not over:
        label = scene.say("button.save_as", code=_code(scene, doubt[0]), answer=doubt[0].shown)
    else:
        label = scene.say("button.save_all") if doubt else scene.say("button.save")
    rows.append((Button(label=label, reply=everything),))
    if len(over) > 1 or (over and doubt):
        rows += _in_rows(_leave(scene, it) for it in over[:_MOST])
    last = [_leave(scene, over[0])] if len(over) == 1 and not doubt else []
    if clear and (doubt or len(over) > 1):
        label = scene.say("button.save_clear", n=len(clear))
        last.append(Button(label=label, reply=Command(name="save", argument="clear")))
    last.append(Button(label=scene.say("button.cancel"), reply=Command(name="cancel")))
    return (*rows, tuple(last))


def _leave(scene: Scene, one: Weighed) -> Button:
    label = scene.say("button.leave_out", code=_code(scene, one))
    return Button(label=label, reply=Command(name="leave_out", argument=one.claim.path))


def receipt(
    scene: Scene, weighing: Weighing, unclear: Sequence[Unclear], stored: Sequence[Weighed],
    more: Sequence[Weighed], *, told: bool,
) -> Notice | None:  # fmt: skip
    """What was saved, each one press from change; and what was not, verbatim, with a button for each question that is
    known, which takes its line along. `more` are answers that were understood and left. Where what was saved is
    `told` already, and nothing is left, there is nothing to say."""
    blocks: list[Block] = []
    same = weighing.of("same")
    if stored or (same and not told):
        counted, lines = _lines(scene, stored)
        items = tuple(ListItem(text=text) for text in (*counted, *lines))
        key = "batch.saved" if stored else "batch.same"
        blocks.append(Listing(title=scene.say(key, n=len(stored) or len(same)), items=items))
    blocks.extend(_unclear_blocks(scene, weighing, unclear, more))
    if not blocks:
        if told:
            return None
        blocks.append(Paragraph(text=scene.say("batch.empty")))
    changes = _changes(scene, stored)
    answers = [
        _to(scene, "button.answer", it, Meant(path=it.claim.path, reply=Typed(text=it.claim.text)))
        for it in (*weighing.of("unclear"), *more)
        if it.item is not None and scene.view.facts[it.claim.path].relevant and it.kind != "over"
    ]
    paths = dict.fromkeys(path for it in unclear for path in it.paths)
    answers += [
        Button(
            label=scene.say("button.answer", code=scene.code(scene.view.by_path[path])),
            reply=Command(name="go", argument=path),
        )
        for path in paths
        if path in scene.view.facts and scene.view.facts[path].relevant
    ]
    rows = (*_in_rows(changes if len(changes) <= _MOST else ()), *_in_rows(answers[:_MOST]))
    return Notice(blocks=tuple(blocks), buttons=rows, language=scene.language)


def _changes(scene: Scene, stored: Sequence[Weighed]) -> list[Button]:
    """What is counted is changed from the list of its section, everything else by its own button."""
    buttons: dict[str, Button] = {}
    for it in stored:
        if it.item is not None and _is_counted(it, stored):
            place = it.item.node.place
            label = scene.say("button.change_code", code=place.number)
            buttons[place.section.name] = Button(
                label=label, reply=Command(name="section", argument=place.section.name)
            )
        else:
            reply = Command(name="edit", argument=it.claim.path)
            buttons[it.claim.path] = _to(scene, "button.change_code", it, reply)
    return list(buttons.values())


def _to(scene: Scene, key: str, one: Weighed, reply: Command | Meant) -> Button:
    return Button(label=scene.say(key, code=_code(scene, one)), reply=reply)


def handing_screen(scene: Scene, source: str, *, echo: str = "", problem: str = "") -> Prompt:
    """Screen 15: the open questions of one source, to be copied; then the other sources, and the way back."""
    items, others = open_of(scene, source), [key for key in sources(scene) if key != source]
    named = {key: scene.text(text) for key, text in sources(scene).items()}
    rows = _in_rows(
        Button(
            label=scene.say("button.other_source", source=named[key]),
            reply=Command(name="colleague", argument=key),
        )
        for key in others
    )
    back = Button(label=scene.say("button.go_on"), reply=Command(name="cancel"))
    return Prompt(
        screen="choose",
        language=scene.language,
        header=scene.text(scene.dialogue.title),
        label=scene.say("handout.waiting", n=len(items), source=named.get(source, source)),
        hint=scene.say("handout.copy") if items else "",
        body=(Paragraph(text=colleague_text(scene, source), style="copied"),) if items else (),
        actions=(*_chasing(scene), *rows, (back,)),
        echo=echo,
        problem=problem,
    )


def _chasing(scene: Scene) -> tuple[tuple[Button, ...], ...]:
    """A reminder to ask the colleague again, on a morning to come."""
    morning = next((at for at in offered(scene, scene.view.now) if at.time() == MORNING), None)
    if morning is None:
        return ()
    label = scene.say("button.remind_to_ask", moment=said(scene, morning))
    return ((Button(label=label, reply=Command(name="remind", argument=written(morning))),),)


# Lines.


def _lines(scene: Scene, weighed: Iterable[Weighed]) -> tuple[list[str], list[str]]:
    """Many answers yes or no counted by section, and the others one by one."""
    every = list(weighed)
    counted: dict[str, list[Weighed]] = {}
    for it in every:
        if _is_counted(it, every):
            counted.setdefault(_section(it), []).append(it)
    lines = [answered(scene, it) for it in every if not _is_counted(it, every)]
    return [_count(scene, section, group) for section, group in counted.items()], lines


def _is_counted(one: Weighed, among: Sequence[Weighed]) -> bool:
    alike = [it for it in among if _is_plain(it) and _section(it) == _section(one)]
    return _is_plain(one) and len(alike) >= _COUNTED


def _is_plain(one: Weighed) -> bool:
    """Yes or no, and nothing more."""
    if one.item is None or not isinstance(one.item.question, YesNo) or one.answer is None:
        return False
    return isinstance(one.answer.value, dict) and set(one.answer.value) == {"picked"}


def _section(one: Weighed) -> str:
    return one.item.node.place.number if one.item is not None else ""


def _count(scene: Scene, section: str, group: Sequence[Weighed]) -> str:
    no = [it for it in group if it.answer is not None and it.answer.value["picked"] == "no"]
    words = {it.answer.value["picked"]: it.shown for it in group if it.answer is not None}
    item = group[0].item
    if item is None or not isinstance(item.question, YesNo):  # pragma: no cover - only such are counted
        raise TypeError(section)
    labels = {name: words.get(name) or item.question.called(name, scene.here(item)) for name in ("yes", "no")}
    yes = len(group) - len(no)
    if not no:
        return scene.say("batch.counted_all", section=section, answer=labels["yes"], n=yes)
    codes = scene.say("list.separator").join(_code(scene, it) for it in no)
    return scene.say(
        "batch.counted",
        section=section,
        yes=labels["yes"],
        count=yes,
        no=labels["no"],
        n=len(no),
        codes=codes,
    )


def answered(scene: Scene, one: Weighed) -> str:
    """One line of a receipt."""
    key = "batch.line_typed" if one.typed else "batch.line"
    return scene.say(key, code=_code(scene, one), answer=_short(one.shown), typed=_short(one.typed))


def _doubted(scene: Scene, one: Weighed) -> str:
    return scene.say(
        "batch.line_doubt", code=_code(scene, one), answer=_short(one.shown), typed=_short(one.typed)
    )


def _replaced(scene: Scene, one: Weighed, *, among: bool) -> str:
    """`among` says that it was counted above."""
    fields = {"code": _code(scene, one), "old": _short(one.old), "new": _short(one.shown)}
    if not _is_plain(one):
        return scene.say("batch.line_over", **fields)
    return scene.say("batch.line_turned_too" if among else "batch.line_turned", **fields)


def _unclear_blocks(
    scene: Scene, weighing: Weighing, unclear: Sequence[Unclear], more: Sequence[Weighed] = ()
) -> Iterable[Block]:
    lines = [
        scene.say("batch.line_unclear", text=f"{_code(scene, it)} {it.claim.text}".strip(), why=it.why)
        for it in weighing.of("unclear")
    ]
    lines += [_unclear_line(scene, it) for it in unclear]
    lines += [_doubted(scene, it) for it in more]
    if lines:
        title = scene.say("batch.unclear", n=len(lines))
        yield Listing(title=title, items=tuple(ListItem(text=text) for text in lines))


def _unclear_line(scene: Scene, one: Unclear) -> str:
    match one.why:
        case "unknown":
            return scene.say("batch.line_unknown", text=one.text)
        case "count":
            return scene.say("batch.line_count", text=one.text, said=one.said, asked=one.asked)
        case _:
            return scene.say("batch.line_unclear", text=one.text, why=scene.say(f"batch.why_{one.why}"))


def _code(scene: Scene, one: Weighed) -> str:
    return scene.code(one.item) if one.item is not None else ""


def _index(one: Weighed) -> int:
    return one.item.index if one.item is not None else -1


def _short(text: str) -> str:
    said = " ".join(text.split())
    return said if len(said) <= _EXCERPT else f"{said[: _EXCERPT - 1]}…"


def _in_rows(buttons: Iterable[Button]) -> list[tuple[Button, ...]]:
    every = list(buttons)
    return [tuple(every[start : start + _IN_A_ROW]) for start in range(0, len(every), _IN_A_ROW)]
