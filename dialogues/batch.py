"""Several answers in one message: what is done with them.

What is clear, and replaces nothing, is stored at once and told in one receipt; everything else is a screen on which the
person decides, and nothing is overwritten without a press there. A line that could not be taken stays in sight: on
that screen, and told again when the person goes on.

Where a reply reads both as the answer on screen and as a batch, it is asked which, never guessed. It is no batch where
the question on screen reads it and no line of it fits the question that it names ("2.3 million" where a number is
asked), nor where it begins with prose: a long text that happens to hold numbered lines is an answer.

How a text becomes claims is in `reading/batch.py`, what a claim comes to in `weighing.py`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from dialogues.application import Path
from dialogues.batch_screens import answered, receipt
from dialogues.cards import card_of
from dialogues.cursor import Asking, Before, Choosing, Handing, Mapping, Reason, Reviewing, Sorting
from dialogues.effects import Hand
from dialogues.events import FileStored
from dialogues.finding import excerpt
from dialogues.handout import INDENT, open_of, paper, questions_text, source_of, sources
from dialogues.prompt import Button, Notice, Paragraph
from dialogues.question import Accepted, Doubtful, Unfinished
from dialogues.questions.yes_no import YesNo
from dialogues.reading.batch import Batch, Claim, Unclear, may_be_batch, read_batch
from dialogues.reading.normalise import fold
from dialogues.reply import Command, Meant, Reply, Typed
from dialogues.scope import Item
from dialogues.walking import Walk
from dialogues.weighing import Kind, Weighed, Weighing, weigh


def typed_batch(walk: Walk, reply: Typed) -> Reply | None:
    """None where the text was several answers, and they are dealt with; else the reply to go on with: to the question
    on screen, without its code where that was typed too."""
    item = walk.item
    run = item is not None and isinstance(item.question, YesNo)
    if (
        not walk.application.is_open
        or isinstance(walk.pending, Reason)
        or not (may_be_batch(reply.text, run=run, card=bool(walk.card)) or _names_a_field(walk, reply.text))
    ):
        return reply
    card = card_of(walk.view, item) if item is not None else None
    if walk.card and card is not None and item is not None and item.path not in walk.application.drafts:
        if card.kind == "ticks":  # 除 2、6 都有 ticks, and 1 3 4 too
            batch = _read(walk, reply.text)
            return (
                reply if batch is None or batch.is_run or not _dealt_with(walk, batch, reply, None) else None
            )
        return None if apply_batch(walk, reply.text, walk.card) else reply
    batch = _read(walk, reply.text)
    if batch is None:
        return reply
    if item is not None and _is_own(batch, item):
        return Typed(text=batch.claims[0].text, more=reply.more)
    return None if _dealt_with(walk, batch, reply, item) else reply


def _names_a_field(walk: Walk, text: str) -> bool:
    """Whether a line begins with what a question of the card on screen is called."""
    said = fold(text)
    return any(said.startswith(f"{fold(walk.scene.brief(item))} ") for item in walk.card)


def apply_batch(walk: Walk, text: str, items: Sequence[Item]) -> bool:
    """The same for a card that asks these questions at once: a line without a name answers the next open one, if there
    are several lines. Whether it was a batch: one line alone answers the first open question, which is not done here."""
    facts = walk.view.facts
    fields = [item for item in items if facts[item.path].state != "answered"]
    first = next(iter((*fields, *items)), None)
    paths = [item.path for item in fields]
    batch = read_batch(
        text, paper(walk.scene), current=first.path if first is not None else "",
        card=[item.path for item in items], fields=paths,
    )  # fmt: skip
    if batch is None:
        return False
    if any(claim.path in {item.path for item in items} for claim in batch.claims):
        take(walk, batch)
        return True
    return _dealt_with(walk, batch, Typed(text=text), first)


def returned(walk: Walk, event: FileStored) -> bool:
    """Whether a file's text is a list that was filled in, and is dealt with; where no question was to take the file,
    any other batch is one too. The file itself is kept like any other."""
    if not event.text or not walk.application.is_open:
        return False
    batch = _read(walk, event.text)
    if batch is None or not (batch.is_list or not event.path):
        return False
    take(walk, batch)
    return True


def _read(walk: Walk, text: str) -> Batch | None:
    scene, place, at = walk.scene, walk.place, walk.cursor.at
    section = ""
    if isinstance(at, Mapping | Reviewing) and at.section:
        section = next(
            (it.number for it in walk.dialogue.outline.places if it.section.name == at.section), ""
        )
    current = place.path if isinstance(place, Asking) and not section else ""
    return read_batch(text, paper(scene), current=current, section=section)


def _is_own(batch: Batch, item: Item) -> bool:
    """Whether it is one answer, to the question on screen, with its code."""
    return not batch.unclear and not batch.is_run and [claim.path for claim in batch.claims] == [item.path]


def _dealt_with(walk: Walk, batch: Batch, reply: Typed, item: Item | None) -> bool:
    weighing = _weighed(walk, batch.claims)
    is_read = bool(weighing.of("clear", "same", "doubt", "over"))
    if item is not None and not batch.is_list and not _is_surely_a_run(batch, reply, item):
        if _answers(walk, item, reply):
            if not is_read or not batch.leads:
                return False
            _ask_which(walk, item, reply, batch)
            return True
        troubles = any(it.why != "unknown" for it in batch.unclear)
        if not is_read and not troubles and "\n" not in reply.text.strip():
            return False
    take(walk, batch)
    return True


def _is_surely_a_run(batch: Batch, reply: Typed, item: Item) -> bool:
    """Numbers and answers at a question of yes or no: "2：除 5、9 都是" is not its second answer, explained."""
    return isinstance(item.question, YesNo) and batch.is_run and any(map(str.isdecimal, reply.text))


def _answers(walk: Walk, item: Item, reply: Typed) -> bool:
    """Whether the text reads as the answer on screen; a reader that merely wonders does not."""
    read = item.question.read(reply, walk.draft_of(item), walk.scene.here(item))
    if isinstance(read, Doubtful):
        return not any(isinstance(it.reply, Command) for it in read.readings)
    return isinstance(read, Accepted | Unfinished)


def _ask_which(walk: Walk, item: Item, reply: Typed, batch: Batch) -> None:
    """Of the question on screen, or of those whose codes are there?"""
    scene, count = walk.scene, len(batch.claims)
    split = Command(name="batch", argument=reply.text)
    one = Meant(path=item.path, reply=reply)
    if count == 1:
        other = walk.view.by_path[batch.claims[0].path]
        text = scene.say("tell.which_question", text=excerpt(reply.text))
        labels = [scene.say("button.for_code", code=scene.coded(it)) for it in (other, item)]
    else:
        text = scene.say("batch.which", code=scene.code(item), n=count)
        labels = [
            scene.say("button.by_codes", n=count),
            scene.say("button.one_answer", code=scene.code(item)),
        ]
    readings = (Button(label=labels[0], reply=split), Button(label=labels[1], reply=one))
    walk.hold(Choosing(text=text, readings=readings))


def _weighed(walk: Walk, claims: Iterable[Claim], without: Collection[Kind] = ()) -> Weighing:
    return weigh(walk.scene, claims, walk.who, walk.at, without=without)


def take(walk: Walk, batch: Batch) -> None:
    """Store what is clear, or ask; on a screen of such a decision, the new lines join it."""
    claims, unclear = batch.claims, batch.unclear
    if isinstance(at := walk.cursor.at, Sorting):
        said = {claim.path for claim in claims}
        claims = (*(claim for claim in at.claims if claim.path not in said), *claims)
        unclear = (*at.unclear, *unclear)
    weighing = _weighed(walk, claims)
    is_open = weighing.of("over", "doubt")
    is_left = unclear or weighing.of("unclear")
    if is_open or (is_left and weighing.of("clear")) or (isinstance(at, Sorting) and weighing.of("clear")):
        walk.show(Sorting(claims=claims, unclear=unclear, over=_over(walk, weighing)))
    elif weighing.of("clear"):
        _store(walk, weighing, unclear)
    else:
        _tell(walk, weighing, unclear)
        if not is_left:
            walk.refresh()


def _over(walk: Walk, weighing: Weighing) -> tuple[Before, ...]:
    """What would be replaced, as it is now."""
    answers = walk.application.answers
    return tuple(Before(path=it.claim.path, answer=answers.get(it.claim.path)) for it in weighing.of("over"))


def _store(
    walk: Walk, weighing: Weighing, unclear: Sequence[Unclear], *kinds: Kind, more: Sequence[Weighed] = ()
) -> None:
    """Make what was taken the present state, tell it, and go on."""
    walk.is_sorted = True
    stored = weighing.of(*(kinds or ("clear", "doubt", "over")))
    on_screen = {item.path for item in walk.card}
    walk.take(weighing.view)
    here = [it for it in stored if it.claim.path in on_screen]  # what stays of the card shows them all
    walk.echo = "\n".join(answered(walk.scene, it) for it in here if it.typed)
    elsewhere = len(here) < len(stored)
    _tell(walk, weighing, unclear, stored if elsewhere else (), more, told=not elsewhere and bool(here))
    _go_on(walk, {it.claim.path for it in stored})


def _tell(
    walk: Walk, weighing: Weighing, unclear: Sequence[Unclear], stored: Sequence[Weighed] = (),
    more: Sequence[Weighed] = (), *, told: bool = False,
) -> None:  # fmt: skip
    notice = receipt(walk.scene, weighing, unclear, stored, more, told=told)
    if notice is not None:
        walk.tell(notice)


def _go_on(walk: Walk, stored: Collection[Path]) -> None:
    """To the next question where the one on screen was answered, else to where the person was, and to what they had to
    decide there."""
    place = walk.cursor.at if isinstance(walk.cursor.at, Mapping) else walk.place
    if not isinstance(place, Asking) or place.path in stored:
        walk.drop()
    if not isinstance(place, Asking):
        walk.show(place)
        return
    item = walk.view.by_path.get(place.path)
    if item is None or not walk.is_asked(place.path):
        walk.resume(place)
        return
    if walk.cursor.at != place:
        walk.show(place)
    facts, waiting = walk.view.facts, walk.application.waiting
    if place.path in waiting and walk.card:
        rest = [it for it in walk.card if facts[it.path].state != "answered" and it.path not in waiting]
        walk.stay(rest[0]) if rest else walk.leave(walk.card)
    elif place.path in stored or place.path in waiting:
        walk.onward(item)
    else:
        walk.show(place)


# Commands.


def batch(walk: Walk, text: str) -> None:
    """The text answers several questions: so said the person who was asked which."""
    if not walk.application.is_open:
        walk.close()
        return
    walk.drop()
    found = _read(walk, text)
    if found is None:
        walk.refresh(problem=walk.scene.say("tell.passed"))
    else:
        take(walk, found)


def save(walk: Walk, argument: str) -> None:
    """Save all of it, or only what is clear. What was changed meanwhile by somebody else is shown first."""
    at = walk.cursor.at
    if not isinstance(at, Sorting):
        walk.refresh()
        return
    if argument != "all":
        weighing = _weighed(walk, at.claims, without=("over", "doubt"))
        _store(walk, weighing, at.unclear, "clear", more=weighing.of("over", "doubt"))
        return
    weighing = _weighed(walk, at.claims)
    over = _over(walk, weighing)
    if any(it not in at.over for it in over):
        walk.cursor = replace(walk.cursor, at=replace(at, over=over))
        walk.refresh(problem=walk.scene.say("batch.moved"))
    else:
        _store(walk, weighing, at.unclear)


def leave_out(walk: Walk, path: str) -> None:
    """This answer stays as it was; where nothing else is to be decided, the others are saved."""
    at = walk.cursor.at
    if not isinstance(at, Sorting) or path not in {claim.path for claim in at.claims}:
        walk.refresh()
        return
    at = replace(at, claims=tuple(claim for claim in at.claims if claim.path != path))
    walk.cursor = replace(walk.cursor, at=at)
    weighing = _weighed(walk, at.claims)
    if any(it.claim.path not in {before.path for before in at.over} for it in weighing.of("over")):
        walk.refresh(problem=walk.scene.say("batch.moved"))
    elif weighing.of("over", "doubt"):
        walk.refresh()
    else:
        _store(walk, weighing, at.unclear) if weighing.weighed or at.unclear else leave(walk)


def leave(walk: Walk) -> None:
    """Away from a decision or a text to copy, to where the person was; what waits for a colleague is passed over."""
    walk.is_sorted = True
    if isinstance(walk.cursor.left, Asking | Reviewing):
        _go_on(walk, ())
    else:
        walk.resume(walk.onwards())


def unsaved(walk: Walk, at: Sorting) -> None:
    """The person went elsewhere before they decided: what they had typed is one press away."""
    scene, codes = walk.scene, {it.path: walk.scene.code(it) for it in walk.view.items}
    lines = [
        f"{codes[claim.path]} {claim.text}".replace("\n", f"\n{INDENT}")
        for claim in at.claims
        if claim.path in codes
    ]
    text = "\n".join((*lines, *(it.text for it in at.unclear)))
    button = Button(label=scene.say("button.look_again"), reply=Command(name="batch", argument=text))
    told = Paragraph(text=scene.say("batch.unsaved", n=len(lines) + len(at.unclear)))
    walk.tell(Notice(blocks=(told,), buttons=((button,),), language=scene.language))


def questions(walk: Walk, _: str) -> None:
    """The whole list as a file, with a place for each answer."""
    scene = walk.scene
    name = scene.say("handout.file_name", reference=walk.application.reference)
    walk.hand(
        Hand(
            to=walk.cursor.address,
            name=name,
            text=questions_text(scene),
            caption=scene.say("handout.caption"),
            language=scene.language,
        )
    )


def colleague(walk: Walk, source: str) -> None:
    """What one source is asked for, as a text to copy; from now on these wait, and are passed over."""
    if not walk.application.is_open:
        walk.close()
        return
    scene, item = walk.scene, walk.item
    known = sources(scene)
    here = source_of(scene, item) if item is not None else ""
    wanted = source or (here if here in known else next(iter(known), ""))
    if wanted not in known:
        walk.say("handout.nothing")
        return
    paths = [it.path for it in open_of(scene, wanted)]
    waiting = {
        **walk.application.waiting,
        **{path: walk.at for path in paths if path not in walk.application.waiting},
    }
    walk.take(walk.look(replace(walk.application, waiting=waiting), *paths))
    walk.show(Handing(source=wanted))
