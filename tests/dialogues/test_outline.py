"""What `formbot show` prints of a dialogue, for programs and for people."""

from __future__ import annotations

from marked import HEAD

from dialogues.loading import load
from dialogues.outline import outline, outline_text

SOURCE = (
    HEAD.replace("[en]", "[en, de]")
    + """\
sections:
  - name: part
    label: {en: Part, de: Teil}
    sections:
      - name: people
        label: {en: People, de: Leute}
        number: A
        questions:
          - {name: hello, type: note, label: {en: Hello, de: Hallo}}
          - {name: age, type: integer, label: Age, unit: {en: years, de: Jahre}, required: true, constraint: ". > 0"}
          - name: pets
            type: group
            label: Pets
            relevant: ${age} > 3
            questions:
              - name: pet
                type: select_one
                label: {en: "Which pet?\\nOnly one.", de: "Welches Tier?\\nNur eines."}
                required: soft
                choices: {cat: {en: Cat, de: Katze}, dog: {en: Dog, de: Hund}}
                other: {en: Another, de: Ein anderes}
          - {name: half, type: calculate, label: Half, calculation: "${age} div 2"}
      - name: more
        label: {en: More, de: Mehr}
        relevant: ${age} > 9
        questions:
          - {name: why, type: text, label: Why?, required: "${age} > 99"}
          - name: trips
            type: repeat
            label: Another trip?
            questions: [{name: where, type: text, label: Where?}]
          - name: grades
            type: table
            label: Grades
            rows: {now: {en: Now, de: Jetzt}}
            columns: {share: {label: Share, type: percent}, count: {label: Count, type: integer, unit: {en: pieces, de: Stück}}}
            total: {along: column, columns: [share], equals: 99.5}
"""
)

TEXT = """\
Clinic
clinic · en, de · VERSION
* must be answered, · is asked for again before submitting

══ Teil ══

A  Leute
        Hallo  — note
  A1    Age *  — integer (Jahre)
        must be . > 0
  [Pets] if ${age} > 3
  A2    Welches Tier? ·  — select_one
        Nur eines.
        ○ Katze
        ○ Hund
        ○ Ein anderes …
        Half  — calculate
        = ${age} div 2

2  Mehr
    if ${age} > 9
  2.1   Why? (*)  — text
    2.2   Where?  — text
  2.3   Another trip?  — repeat
  2.4   Grades  — table
        │ Jetzt
        ┴ Share (percent) · Count (Stück)
"""


def test_for_people() -> None:
    """Sections, codes, what must be answered, choices and tables, in the language that is asked for."""
    dialogue = load(SOURCE, file="x.yaml").dialogue
    assert dialogue is not None
    assert outline_text(dialogue, "de") == TEXT.replace("VERSION", dialogue.version)


def test_for_programs() -> None:
    """Every question has every key; expressions as they are written, numbers as decimal strings."""
    dialogue = load(SOURCE, file="x.yaml").dialogue
    assert dialogue is not None
    shown = outline(dialogue, "de")
    assert {key: shown[key] for key in ("id", "title", "languages", "version")} == {
        "id": "clinic",
        "title": "Clinic",
        "languages": ["en", "de"],
        "version": dialogue.version,
    }
    questions = {it["name"]: it for it in shown["questions"]}
    assert list(questions) == ["hello", "age", "pet", "half", "why", "where", "trips", "grades"]
    assert {it["section"] for it in questions.values()} == {"Leute", "Mehr"}
    assert [it["required"] for it in questions.values()] == [
        False,
        True,
        "soft",
        False,
        "${age} > 99",
        False,
        False,
        False,
    ]
    assert questions["age"]["constraint"] == ". > 0"
    assert questions["age"]["unit"] == "Jahre"
    assert questions["half"]["calculation"] == "${age} div 2"
    assert [choice["label"] for choice in questions["pet"]["choices"]] == ["Katze", "Hund"]
    assert questions["pet"]["other"]["label"] == "Ein anderes"
    assert questions["grades"]["total"]["equals"] == "99.5"
    assert [column["unit"] for column in questions["grades"]["columns"]] == [None, "Stück"]
    assert (
        len(
            {
                frozenset(it) - {"min", "max", "max_length", "min_length", "pattern"}
                for it in questions.values()
            }
        )
        == 1
    )
