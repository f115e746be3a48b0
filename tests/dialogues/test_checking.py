"""Every kind of mistake, each with the place where it is found: a mark such as ⟦D031⟧ stands before it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from marked import HEAD, unmarked, with_questions

import dialogues.questions
from dialogues.loading import load
from dialogues.mistakes import CODES

#: lists of questions
QUESTIONS = {
    "unknown key": "- {name: age, type: integer, label: Age, ⟦D010⟧requierd: true}",
    "unknown key that nothing comes close to": "- {name: age, type: integer, label: Age, ⟦D010⟧zzz: true}",
    "misspelt label": "- {name: age, type: integer, ⟦D010⟧lable: Age}",
    "missing label": "- ⟦D011⟧{name: age, type: integer}",
    "missing name": "- ⟦D011⟧type: integer\n  label: Age",
    "missing type": "- ⟦D011⟧{name: age, label: Age}",
    "missing calculation": "- ⟦D011⟧{name: sum, type: calculate}",
    "missing questions": "- ⟦D011⟧{name: g, type: group, label: G}",
    "missing rows": "- ⟦D011⟧{name: t, type: table, label: T, columns: {c: C}}",
    "missing choices": "- ⟦D011⟧{name: age, type: select_one, label: Age}",
    "unknown type": "- {name: age, type: ⟦D012⟧interger, label: Age}",
    "unknown type that nothing comes close to": "- {name: age, type: ⟦D012⟧zzz, label: Age}",
    "no choices": "- {name: a, type: select_one, label: A, ⟦D013⟧choices: {}}",
    "text for an entry": "- ⟦D013⟧age",
    "list for a text": "- {name: age, type: integer, ⟦D013⟧label: [Age]}",
    "text for choices": "- {name: a, type: select_multiple, label: A, ⟦D010⟧choises: {a: A}}",
    "text for a list of questions": "- {name: g, type: group, questions: ⟦D013⟧none}",
    "mapping for a list": "- {name: g, type: group, ⟦D013⟧questions: {a: b}}",
    "one of a few": "- {name: age, type: integer, label: Age, severity: ⟦D014⟧warn}",
    "not a boolean": "- {name: age, type: integer, label: Age, summary: ⟦D014⟧perhaps}",
    "appearance of a group": "- {name: g, type: group, appearance: ⟦D014⟧tick, questions: [{name: a, type: yes_no, label: A}]}",
    "region of a phone": "- {name: tel, type: phone, label: Phone, region: ⟦D014⟧china}",
    "not a number": "- {name: age, type: integer, label: Age, min: ⟦D015⟧zero}",
    "not a whole number": "- {name: a, type: select_multiple, label: A, choices: {a: A, b: B}, select: ⟦D015⟧1.5}",
    "number out of bounds": "- {name: a, type: file, label: A, max_files: ⟦D015⟧0}",
    "badly formed name": "- {name: ⟦D016⟧Age, type: integer, label: Age}",
    "long name": f"- {{name: ⟦D016⟧{'a' * 41}, type: integer, label: Age}}",
    "badly formed name of a choice": "- {name: a, type: select_one, label: A, choices: {⟦D016⟧A-b: A, b: B}}",
    "empty label": '- {name: age, type: integer, label: ⟦D017⟧""}',
    "language of a text": "- {name: age, type: integer, label: {en: Age, ⟦D019⟧fr: Âge}}",
    "language among the keys": "- {name: a, type: text, label: A, ⟦D010⟧en: A}",
    "language among the keys, without a label": "- ⟦D011⟧{name: a, type: text, ⟦D010⟧en: A}",
    "language of a row": "- {name: t, type: table, label: T, rows: {r: {en: R, ⟦D019⟧fr: R}}, columns: {c: C}}",
    "language of a choice": "- {name: a, type: select_one, label: A, choices: {a: {en: A, ⟦D019⟧fr: À}}}",
    "bound of a date": "- {name: due, type: date, label: Due, min: ⟦D021⟧yesterday}",
    "message without constraint": "- {name: age, type: integer, label: Age, ⟦D022⟧constraint_message: No.}",
    "choices of cells that have none": "- {name: t, type: table, label: T, rows: {a: A}, columns: {b: {label: B, type: integer, ⟦D022⟧choices: {x: X}}}}",
    "name twice": "- {name: age, type: integer, label: Age}\n- {name: ⟦D030⟧age, type: text, label: Age}",
    "name of a section": "- {name: ⟦D030⟧first, type: integer, label: Age}",
    "name of a group": "- {name: g, type: group, questions: [{name: ⟦D030⟧g, type: text, label: G}]}",
    "dangling name": '- {name: age, type: integer, label: Age}\n- {name: due, type: date, label: Due, relevant: "⟦D031⟧${aeg} > 1"}',
    "dangling name in a label": "- {name: due, type: date, label: 'Due, ${⟦D031⟧aeg}'}",
    "dangling name in a calculation": "- {name: sum, type: calculate, calculation: '1 + ⟦D031⟧${a}'}",
    "dangling name in a filter": "- {name: a, type: select_one, label: A, choices: {a: A}, choice_filter: '⟦D031⟧${b} = name'}",
    "dangling name in a required": "- {name: a, type: text, label: A, required: '⟦D031⟧${b} = 1'}",
    "dangling name in a default": "- {name: a, type: text, label: A, default: '${⟦D031⟧b}'}",
    "dangling name in a row": "- {name: t, type: table, label: T, rows: {a: 'Row ${⟦D031⟧x}'}, columns: {b: {label: B}}}",
    "later name": '- {name: due, type: date, label: Due, relevant: "⟦D032⟧${age} > 1"}\n- {name: age, type: integer, label: Age}',
    "own name": "- {name: age, type: integer, label: Age, relevant: '⟦D032⟧${age} > 1'}",
    "own name in a label": "- {name: age, type: integer, label: 'Age ${⟦D032⟧age}'}",
    "member of the group": "- name: g\n  type: group\n  relevant: ⟦D032⟧${a} = 1\n  questions: [{name: a, type: integer, label: A}]",
    "member of the repeat": "- name: r\n  type: repeat\n  label: R\n  relevant: ⟦D032⟧${a} = 1\n  questions: [{name: a, type: integer, label: A}]",
    "note": "- {name: n, type: note, label: N}\n- {name: a, type: text, label: A, relevant: '⟦D033⟧${n} = 1'}",
    "group": "- {name: g, type: group, questions: [{name: a, type: text, label: A}]}\n- {name: b, type: text, label: '${⟦D033⟧g}'}",
    "section": "- {name: a, type: text, label: A, relevant: '⟦D033⟧${first} = 1'}",
    "part of a text": "- {name: a, type: text, label: A}\n- {name: b, type: text, label: B, relevant: \"⟦D034⟧${a/other} = 'x'\"}",
    "part that is not asked": "- {name: a, type: select_one, label: A, choices: {x: X}}\n- {name: b, type: text, label: '${⟦D034⟧a/other}'}",
    "row of a table": "- {name: t, type: table, label: T, rows: {full: F}, columns: {all: {label: A, type: integer}}}\n- {name: s, type: calculate, calculation: '⟦D034⟧${t/ful/all}'}",
    "column of a table": "- {name: t, type: table, label: T, rows: {full: F}, columns: {all: {label: A, type: integer}}}\n- {name: s, type: calculate, calculation: '⟦D034⟧${t/full/al}'}",
    "member of a repeat": "- {name: r, type: repeat, label: R, questions: [{name: a, type: text, label: A}]}\n- {name: s, type: calculate, calculation: 'count(⟦D034⟧${r/b})'}",
    "number twice": '- {name: a, type: text, label: A, number: "7"}\n- {name: b, type: text, label: B, number: ⟦D035⟧7}',
    "number that is counted": "- {name: a, type: text, label: A}\n- {name: b, type: text, label: B, number: ⟦D035⟧1.1}",
    "expression": "- {name: a, type: integer, label: A, constraint: '. > 1 ⟦D040⟧&& . < 3'}",
    "function": "- {name: a, type: integer, label: A, constraint: '⟦D040⟧lenght(.) > 1'}",
    "hole": "- {name: a, type: integer, label: 'A ⟦D040⟧${b'}",
    "hole of a default": "- {name: a, type: text, label: A, default: '⟦D040⟧${b'}",
    "required": "- {name: a, type: integer, label: A, required: very ⟦D040⟧soft}",
    "hole in one language": "- {name: a, type: integer, label: {en: 'A ⟦D040⟧${b'}}",
    "filter": "- {name: a, type: select_one, label: A, choices: {x: {label: X, land: fr}}, choice_filter: land ⟦D040⟧== 'fr'}",
    "pattern": "- {name: a, type: text, label: A, pattern: ⟦D041⟧(?=x)y}",
    "pattern in an expression": "- {name: a, type: text, label: A, constraint: \"regex(., ⟦D041⟧'(')\"}",
    "choice": "- {name: a, type: select_one, label: A, choices: {x: X}}\n- {name: b, type: text, label: B, relevant: \"${a} = ⟦D042⟧'y'\"}",
    "choice the other way round": "- {name: a, type: yes_no, label: A}\n- {name: b, type: text, label: B, relevant: \"⟦D042⟧'ja' = ${a}\"}",
    "choice that is selected": "- {name: a, type: select_multiple, label: A, choices: {x: X}}\n- {name: b, type: text, label: B, relevant: \"selected(${a}, ⟦D042⟧'y')\"}",
    "choice of a cell": "- {name: t, type: table, label: T, rows: {r: R}, columns: {c: {label: C, type: yes_no}}}\n- {name: b, type: text, label: B, relevant: \"${t/r/c} = ⟦D042⟧'y'\"}",
    "choice of its own": "- {name: a, type: select_one, label: A, choices: {x: X}, constraint: \". != ⟦D042⟧'y'\"}",
    "choice of a repeat's question": "- name: r\n  type: repeat\n  label: R\n  questions: [{name: a, type: yes_no, label: A}]\n"
    "- {name: b, type: text, label: B, relevant: \"${r/a} = ⟦D042⟧'y'\"}",
    "choice in a label": "- {name: a, type: yes_no, label: A}\n- {name: b, type: text, label: \"${if(a = ⟦D042⟧'y', 1, 2)}\"}",
    "choice to explain": "- {name: a, type: select_one, label: A, choices: {x: X}, explain: ⟦D052⟧y}",
    "never": "- {name: a, type: text, label: A, relevant: ⟦D043⟧false()}",
    "never, of one question": "- {name: a, type: yes_no, label: A}\n- {name: b, type: text, label: B, relevant: \"⟦D043⟧${a} = 'yes' and ${a} = 'no'\"}",
    "never, of two": "- {name: a, type: yes_no, label: A}\n- {name: n, type: integer, label: N}\n- {name: b, type: text, label: B, relevant: \"⟦D043⟧${a} = 'yes' and (${n} > 5 and ${n} < 3 or ${a} = 'no')\"}",
    "the answer itself": "- {name: a, type: text, label: A, relevant: '⟦D044⟧. = 1'}",
    "position": "- {name: a, type: text, label: A, relevant: '⟦D044⟧position(..) = 1'}",
    "bare name": "- {name: a, type: text, label: A}\n- {name: b, type: text, label: B, relevant: '${a} = ⟦D045⟧yes'}",
    "bare name where true was meant": "- {name: a, type: text, label: A, required: ⟦D045⟧yes}",
    "attribute": "- {name: a, type: select_one, label: A, choices: {x: {label: X, land: fr}}, choice_filter: \"⟦D045⟧lend = 'fr'\"}",
    "attribute that nothing comes close to": "- {name: a, type: select_one, label: A, choices: {x: {label: X, ⟦D010⟧land: fr}}, choice_filter: \"⟦D045⟧area = 'fr'\"}",
    "attribute without a filter": "- {name: a, type: select_one, label: A, choices: {x: {label: X, ⟦D010⟧land: fr}}}",
    "list": "- {name: a, type: select_one, label: A, choices: ⟦D050⟧yesno}",
    "list of a column": "- {name: t, type: table, label: T, rows: {r: R}, columns: {c: {label: C, type: select_one, choices: ⟦D050⟧yesno}}}",
    "choice named other": "- {name: a, type: select_one, label: A, choices: {other: ⟦D052⟧O, b: B}, other: What?}",
    "choices that all exclude": "- {name: a, type: select_multiple, label: A, ⟦D052⟧choices: {x: {label: X, exclusive: true}}}",
    "total over texts": "- name: t\n  type: table\n  label: T\n  rows: {r: R}\n  columns: {c: {label: C, type: percent}, d: {label: D, type: text}}\n  total: {along: row, ⟦D060⟧of: [c, d]}",
    "total over nothing": "- name: t\n  type: table\n  label: T\n  rows: {r: R}\n  columns: {c: {label: C}}\n  ⟦D060⟧total: {along: row}",
    "total of several": "- name: t\n  type: table\n  label: T\n  rows: {r: R}\n  columns: {c: {label: C, type: percent}}\n  total: [{along: row}, {along: column, ⟦D060⟧of: [s]}]",
    "optional cell": "- {name: t, type: table, label: T, rows: {r: {label: R, ⟦D061⟧optional: [x]}}, columns: {c: {label: C}}}",
    "bounds": "- {name: a, type: integer, label: A, min: ⟦D062⟧5, max: 3}",
    "bounds of a text": "- {name: a, type: text, label: A, min_length: ⟦D062⟧5, max_length: 3}",
    "appearance": "- {name: a, type: text, label: A, appearance: ⟦D063⟧multilin}",
    "default": "- {name: a, type: select_one, label: A, choices: {x: X}, default: ⟦D064⟧y}",
    "default of several": "- {name: a, type: select_multiple, label: A, choices: {x: X, y: Y}, default: ⟦D064⟧x z}",
    "default of a number": "- {name: a, type: integer, label: A, default: ⟦D064⟧a lot}",
    "default out of bounds": "- {name: a, type: integer, label: A, max: 5, default: ⟦D064⟧6}",
    "default of a date": "- {name: a, type: date, label: A, default: ⟦D064⟧soon}",
    "default of a date that is too early": "- {name: a, type: date, label: A, min: 2026-01-01, default: ⟦D064⟧2025-12-31}",
    "default that breaks the pattern": "- {name: a, type: text, label: A, pattern: '[0-9]+', default: ⟦D064⟧x1}",
    "default of yes or no": "- {name: a, type: yes_no, label: A, default: ⟦D064⟧maybe}",
    "bounds of a repeat": "- {name: r, type: repeat, label: R, min: ⟦D062⟧5, max: 2, questions: [{name: a, type: text, label: A}]}",
    "least entries of a repeat without most": "- {name: r, type: repeat, label: R, min: ⟦D062⟧51, questions: [{name: a, type: text, label: A}]}",
    "yes or no as a truth": "- {name: a, type: yes_no, label: A}\n- {name: b, type: text, label: B, relevant: '⟦D046⟧${a}'}",
    "yes or no that is compared with a truth": "- {name: a, type: yes_no, label: A}\n- {name: b, type: text, label: B, relevant: '⟦D046⟧${a} = true()'}",
    "yes or no as a truth, within": "- {name: a, type: yes_no, label: A}\n- {name: n, type: integer, label: N}\n"
    "- {name: b, type: text, label: B, required: '${n} > 1 and not(⟦D046⟧${a})'}\n"
    "- {name: c, type: calculate, calculation: 'if(false() != ⟦D046⟧${a}, ${a}, 1)'}",
    "yes or no as a truth, in a cell": "- {name: t, type: table, label: T, rows: {r: R}, columns: {c: {label: C, type: yes_no}}}\n- {name: b, type: text, label: B, relevant: '⟦D046⟧${t/r/c}'}",
    "its own yes or no as a truth": "- {name: a, type: yes_no, label: A, constraint: ⟦D046⟧. = true()}",
    "badly formed name that is used": "- {name: ⟦D016⟧full-name, type: text, label: A}\n- {name: b, type: text, label: '${full-name}', relevant: \"${full-name} = 'x'\"}",
    "name with blanks that is used": "- {name: ⟦D016⟧Full Name, type: text, label: A}\n- {name: b, type: text, label: '${Full Name}', relevant: \"${Full Name} = 'x'\"}",
    "type of cells that have choices": "- {name: t, type: table, label: T, rows: {a: A}, columns: {b: {label: B, type: ⟦D014⟧zzz, choices: {x: X}}}}",
    "constraint that cannot be read, with its message": "- {name: a, type: integer, label: A, constraint: '⟦D040⟧&& 1', constraint_message: No.}",
    "empty group": "- {name: g, type: group, ⟦D070⟧questions: []}",
    "repeat within a repeat": "- name: r\n  type: repeat\n  label: R\n  questions: [{name: s, type: ⟦D070⟧repeat, label: S, questions: [{name: a, type: text, label: A}]}]",
    "ticks": "- {name: g, type: group, appearance: ticks, questions: [{name: a, type: ⟦D071⟧text, label: A}]}",
    "dimension": "- {name: a, type: text, label: A, dimension: ⟦D072⟧people}",
    "score": "- {name: a, type: yes_no, label: A, ⟦D073⟧score: {yes: 2}}",
    "score of a choice": "- {name: a, type: select_one, label: A, choices: {x: {label: X, ⟦D073⟧score: 2}}}",
}

LAST = "sections:\n  - {name: first, label: First, questions: [{name: age, type: integer, label: Age}]}\n"
TWO = HEAD.replace("[en]", "[en, de]")

#: whole files
FILES = {
    "missing keys": "⟦D011⟧⟦D011⟧⟦D011⟧id: x\n" + LAST,
    "unknown key": HEAD + "⟦D010⟧titel: X\n" + LAST,
    "missing language": TWO.replace("title: Clinic", "⟦D018⟧title: {en: Clinic}") + LAST,
    "undeclared default": HEAD.replace("language: en", "language: ⟦D019⟧fr") + LAST,
    "not a language": HEAD.replace("[en]", "[en, ⟦D020⟧english]") + LAST,
    "language that nobody speaks": HEAD.replace("[en]", "[en, ⟦D020⟧qqx]") + LAST,
    "language in other letters": HEAD.replace("[en]", "[en, ⟦D020⟧zh_hans]") + LAST,
    "language without its characters": HEAD.replace("[en]", "[en, ⟦D020⟧zh]") + LAST,
    "language that the texts call otherwise": HEAD.replace("[en]", "[en, ⟦D019⟧zh-CN]")
    .replace("language: en", "language: zh-CN")
    .replace("title: Clinic", "title: {en: Clinic, zh-Hans: 门诊}")
    + LAST.replace("label: Age", "label: {en: Age, zh-Hans: 年龄}"),
    "languages that are choices": HEAD.replace("[en]", "[en, zh-Hans]")
    + LAST.replace("integer, label: Age", "select_one, label: Age, choices: {zh: Z, en: ⟦D017⟧''}"),
    "language twice": HEAD.replace("[en]", "[en, ⟦D020⟧en]") + LAST,
    "no languages": HEAD.replace("[en]", "⟦D013⟧en") + LAST,
    "zone": HEAD + "timezone: ⟦D021⟧Asia/Shangai\n" + LAST,
    "zone that nothing comes close to": HEAD + "timezone: ⟦D021⟧Beijing time\n" + LAST,
    "prefix": HEAD + "prefix: ⟦D014⟧award\n" + LAST,
    "duration": HEAD + "reminders: {after: ⟦D021⟧2 days}\n" + LAST,
    "hours": HEAD + "reminders: {after: 2d, quiet: ⟦D021⟧at night}\n" + LAST,
    "reminders without end": HEAD + "reminders: {after: 2d, at_most: ⟦D015⟧21}\n" + LAST,
    "deadline": HEAD + "closes: ⟦D021⟧soon\n" + LAST,
    "deadline without a time": HEAD + "closes: ⟦D021⟧2026-03-31\n" + LAST,
    "deadline with a zone": HEAD + "closes: ⟦D021⟧2026-03-31T18:00+08:00\n" + LAST,
    "grace": HEAD + "grace: ⟦D022⟧2d\n" + LAST,
    "applicant": HEAD + "applicant: ⟦D031⟧agee\n" + LAST,
    "applicant whose name is badly formed": HEAD
    + "applicant: full-age\n"
    + LAST.replace("name: age", "name: ⟦D016⟧full-age"),
    "organisation": HEAD + "organisation: ⟦D031⟧first\n" + LAST,
    "answer in the introduction": HEAD + "introduction: 'At ${⟦D032⟧age}'\n" + LAST,
    "unused list": HEAD + "choices:\n  ⟦D051⟧yn: {y: Y}\n" + LAST,
    "mistake in a list": HEAD
    + "choices:\n  yn: {y: {⟦D010⟧labl: Y}}\n"
    + LAST.replace("integer", "select_one").replace("Age}", "Age, choices: yn}"),
    "list of a list": HEAD
    + "choices:\n  yn: ⟦D013⟧y\n"
    + LAST.replace("integer", "select_one").replace("Age}", "Age, choices: yn}"),
    "no sections": HEAD + "⟦D013⟧sections: []\n",
    "text for sections": HEAD + "sections: ⟦D013⟧none\n",
    "languages where none belong": HEAD + "notice: {⟦D010⟧en: We keep it.}\n" + LAST,
    "language of a dimension": HEAD + "dimensions: {d: {en: D, ⟦D019⟧de: D}}\n" + LAST,
    "empty section": HEAD + LAST + "  - {name: ⟦D070⟧second, label: Second}\n",
    "mixed section": HEAD
    + "sections:\n  - {name: ⟦D070⟧a, label: A, questions: [{name: b, type: text, label: B}],"
    + " sections: [{name: c, label: C, questions: [{name: d, type: text, label: D}]}]}\n",
    "deep section": HEAD
    + "sections:\n  - {name: a, label: A, sections: [{name: b, label: B, questions: [{name: q, type: text, label: Q}]},"
    + " {name: c, label: C, ⟦D070⟧sections: [{name: d, label: D, questions: [{name: e, type: text, label: E}]}]}]}\n",
    "number of a section": HEAD
    + LAST.replace("label: First", "label: First, number: A")
    + "  - {name: second, label: Second, number: ⟦D035⟧a, questions: [{name: b, type: text, label: B}]}\n",
    "relevant of a section": HEAD
    + LAST.replace("label: First", "label: First, relevant: '⟦D032⟧${age} > 1'"),
}

#: a label of 18 full-width characters
WIDE = "a label that is a bit too wide for one"
CONTACT = "- {name: a, type: text, label: A, contact: true}\n"
#: lists of questions that could be better
WARNINGS = {
    "choice": f"- {{name: a, type: select_one, label: A, choices: {{b: ⟦D080⟧{WIDE}, c: C}}}}",
    "short label of a choice": "- {name: a, type: select_multiple, label: A, choices:"
    f" {{b: {{label: B, short: ⟦D080⟧{WIDE}}}}}}}",
    "choice in another language": with_questions(
        "- {name: a, type: select_one, label: A, choices:"
        f" {{c: {{en: C, zh-Hans: ⟦D080⟧{'很' * 18}}}, d: {{en: D, zh-Hans: {'很' * 17}}}}}}}",
        HEAD.replace("[en]", "[en, zh-Hans]"),
    ),
    "filtered choice": "- {name: a, type: select_one, label: A, choice_filter: name != 'x', choices:"
    f" {{{', '.join(f'c{number}: C' for number in range(8))}, x: ⟦D080⟧{WIDE}}}}}",
    "called other": f"- {{name: a, type: select_one, label: A, choices: {{b: B}}, other: {{choice: ⟦D080⟧{WIDE}}}}}",
    "called yes": f"- {{name: a, type: yes_no, label: A, choices: {{yes: ⟦D080⟧{WIDE}, no: C}}}}",
    "row": "- {name: a, type: table, label: A, rows: {b: ⟦D080⟧A row too wide for one, c: C}, columns: {d: D, e: E}}",
    "row that may be nothing": "- {name: a, type: table, label: A, columns: {d: D, e: E}, rows:"
    " {b: B, c: C, f: F, g: G, h: {label: ⟦D080⟧A row too wide for one, required: false}}}",
    "part of a sum": "- {name: a, type: table, label: A, total: {along: row}, rows: {b: B, c: C}, columns:"
    " {d: {label: ⟦D080⟧A column too wide for one, type: percent}, e: {label: E, type: percent}}}",
    "contact data in a label": f"{CONTACT}- {{name: b, type: text, label: 'At ${{⟦D081⟧a}}'}}",
    "contact data in a hint": f"{CONTACT}- {{name: b, type: text, label: B, hint: \"${{concat('!', ⟦D081⟧a)}}\"}}",
    "contact data in a choice": f"{CONTACT}- {{name: b, type: select_one, label: B, choices: {{c: '${{⟦D081⟧a}}'}}}}",
    "contact data in a default": f"{CONTACT}- {{name: b, type: email, label: B, default: '${{⟦D081⟧a}}'}}",
    "contact data in a message": f"{CONTACT}- {{name: b, type: text, label: B, constraint: \". != ''\","
    " constraint_message: 'Not ${⟦D081⟧a}'}",
    "contact data in a group": f"{CONTACT}- {{name: g, type: group, label: '${{⟦D081⟧a}}', questions:"
    " [{name: b, type: text, label: B}]}",
    "what is computed from contact data": f"{CONTACT}- {{name: c, type: calculate, calculation: '${{a}}'}}\n"
    "- {name: b, type: text, label: 'At ${⟦D081⟧c}'}",
    "section": HEAD + LAST.replace("label: First", "label: ⟦D080⟧A section of some width"),
    "chapter, but not its part": HEAD
    + "sections:\n  - {name: p, label: A part of very much width, sections: [{name: s, label: ⟦D080⟧A section of some"
    " width, questions: [{name: a, type: text, label: A}]}]}\n",
}
#: … and nothing to warn of
FITTING = {
    "short label": f"- {{name: a, type: select_one, label: A, choices: {{b: {{label: {WIDE}, short: B}}}}}}",
    "more choices than stand as words": "- {name: a, type: select_one, label: A, choices:"
    f" {{{', '.join(f'c{number}: C' for number in range(8))}, x: {WIDE}}}}}",
    "label with a hole": "- {name: n, type: text, label: N}\n"
    f"- {{name: a, type: select_one, label: A, choices: {{b: '{WIDE} ${{n}}'}}}}",
    "brackets of a row": "- {name: a, type: table, label: A, rows: {b: Other (please specify), c: C}, columns: {d: D, e: E}}",
    "row of a long table": "- {name: a, type: table, label: A, rows: {b: A row too wide for one, c: C, f: F, g: G, h: H},"
    " columns: {d: D, e: E}}",
    "contact data in such": f"{CONTACT}- {{name: b, type: text, contact: true, label: '${{a}}', default: '${{a}}'}}",
    "contact data in a group of such": f"{CONTACT}- {{name: g, type: group, contact: true, label: 'At ${{a}}', questions:"
    " [{name: b, type: text, label: 'At ${a}'}]}",
    "contact data in a condition": f"{CONTACT}- {{name: b, type: text, label: B, relevant: \"${{a}} != ''\"}}",
    "row of a list of ticks": "- {name: a, type: table, label: A, rows: {b: A row too wide for one, c: C},"
    " columns: {d: {label: D, type: yes_no}}}",
}


def whole(text: str) -> str:
    """A file, of a list of questions or of itself."""
    return with_questions(text) if text.startswith("- ") else text


@pytest.mark.parametrize("name", WARNINGS)
def test_what_could_be_better_is_a_warning(name: str) -> None:
    """In its place, and the dialogue is there all the same."""
    source, expected = unmarked(whole(WARNINGS[name]))
    loaded = load(source, file="x.yaml")
    assert loaded.dialogue is not None, [str(it) for it in loaded.mistakes]
    assert found(source) == expected, [str(it) for it in loaded.mistakes]
    assert {it.level for it in loaded.mistakes} == {"warning"}
    assert f": {expected[0][0]}: warning: " in str(loaded.mistakes[0])


@pytest.mark.parametrize("name", FITTING)
def test_what_needs_no_warning(name: str) -> None:
    """A label that fits or that stands on no button; contact data among such."""
    assert [str(it) for it in load(whole(FITTING[name]), file="x.yaml").mistakes] == []


def test_the_remedy_says_how_short() -> None:
    """And asks for `short` only where there can be one."""
    remedies = {
        name: load(unmarked(whole(WARNINGS[name]))[0], file="x.yaml").mistakes[0].remedy
        for name in ("choice", "short label of a choice", "called yes")
    }
    assert remedies == {
        "choice": "add a `short` of at most 17 full-width characters, or 34 letters",
        "short label of a choice": "shorten it to 17 full-width characters, or 34 letters",
        "called yes": "shorten it to 17 full-width characters, or 34 letters",
    }


def test_warnings_wait_for_the_mistakes() -> None:
    """What is wrong is told first."""
    questions = f"- {{name: a, type: select_one, label: A, choices: {{b: {WIDE}}}}}\n- {{name: b, type: txt, label: B}}"
    assert [code for code, _, _ in found(with_questions(questions))] == ["D012"]


CASES = {
    **{f"question: {name}": with_questions(text) for name, text in QUESTIONS.items()},
    **{f"file: {name}": text for name, text in FILES.items()},
}


def found(source: str) -> list[tuple[str, int, int]]:
    """Code, line and column of every mistake."""
    return [(it.code, it.line, it.column) for it in load(source, file="x.yaml").mistakes]


@pytest.mark.parametrize("name", CASES)
def test_a_mistake_is_found_in_its_place(name: str) -> None:
    """All that are marked, and no other."""
    source, expected = unmarked(CASES[name])
    assert expected
    assert found(source) == expected, [str(it) for it in load(source, file="x.yaml").mistakes]


def test_every_code_has_a_case() -> None:
    """Of keys, values and the whole; those of a file that cannot be read at all are in test_loading.py."""
    sources = (*CASES.values(), *map(whole, WARNINGS.values()))
    marked = {code for source in sources for code, _, _ in unmarked(source)[1]}
    assert marked == {code for code, _ in CODES.values() if code >= "D010"}


def test_every_code_is_given_once() -> None:
    """A code means one thing."""
    codes = [code for code, _ in CODES.values()]
    assert len(codes) == len(set(codes))


def kinds_of_the_types() -> Iterator[str]:
    """The kinds of mistakes that `check` of the question types yields: (keys, kind, what, remedy)."""
    for file in Path(dialogues.questions.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            match node:
                case ast.Yield(value=ast.Tuple(elts=[_, ast.Constant(value=str(kind)), _, _])):
                    yield kind
                case _:
                    pass


def test_the_types_use_kinds_that_have_a_code() -> None:
    """What a type finds can be printed."""
    kinds = set(kinds_of_the_types())
    assert {"bad_total", "bad_limits"} <= kinds
    assert kinds <= set(CODES)


TEN = (
    HEAD.replace("[en]", "[en, de]").replace("title: Clinic", "title: {en: Clinic, de: Klinik}")
    + """\
timezone: ⟦D021⟧Europe/Berln
sections:
  - name: about
    label: {en: About you, de: Über Sie}
    questions:
      - {name: age, type: ⟦D012⟧interger, ⟦D018⟧label: {en: Age}, ⟦D010⟧requierd: true}
      - {name: ⟦D016⟧Sex, type: select_one, label: Sex, choices: {f: Female, m: Male}}
      - {name: age, type: text, label: Again, pattern: ⟦D041⟧(?<a)}
      - name: contact
        type: select_one
        label: How to reach you, ${⟦D031⟧nmae}?
        choices: ⟦D050⟧ways
      - {name: due, type: date, label: Due on, relevant: "⟦D040⟧${age >= 18"}
      - {name: last, type: text, label: Last, relevant: "⟦D043⟧${age} > 5 and ${age} < 3"}
"""
)


def test_ten_mistakes_are_ten_messages() -> None:
    """One does not hide another, and none is told twice."""
    source, expected = unmarked(TEN.replace("{name: age, type: text", "{name: ⟦D030⟧age, type: text"))
    assert found(source) == expected
    assert len({code for code, _, _ in expected}) == 11


def test_what_is_close_is_offered() -> None:
    """“Did you mean” for a misspelt key, type, name, choice, row, list, zone and language."""
    source = with_questions(
        """
- {name: age, type: interger, label: Age, requierd: true}
- {name: a, type: select_one, label: A, choices: {cough: Cough, fever: Fever}}
- {name: b, type: text, label: B, relevant: "${a} = 'couhg' or ${agee} = 1"}
- {name: c, type: select_one, label: C, choices: yesno}
- {name: d, type: text, label: {en: D, EN: D}}
""",
        HEAD + "timezone: Europe/Berln\nchoices: {yes_no: {y: Y}}\n",
    )
    remedies = [re.findall(r"did you mean (.*)\?", it.remedy) for it in load(source, file="x.yaml").mistakes]
    assert remedies == [["Europe/Berlin"], ["integer"], ["required"], ["cough"], ["age"], ["yes_no"], ["en"]]


_AGE = "- {name: age, type: integer, label: Age, %s}"
_WHEN = "- {name: age, type: integer, label: Age}\n- {name: b, type: text, label: B, relevant: '%s'}"

#: what somebody writes who knows other forms or languages, and what the one mistake says to do
REMEDIES = {
    "AND": (with_questions(_WHEN % "${age} > 1 AND ${age} < 3"), "write and"),
    "OR": (with_questions(_WHEN % "${age} > 1 OR ${age} < 3"), "write or"),
    "≥": (with_questions(_WHEN % "${age} ≥ 1"), "write >="),
    "≤": (with_questions(_WHEN % "${age} ≤ 1"), "write <="),
    "≠": (with_questions(_WHEN % "${age} ≠ 1"), "write !="),
    "=>": (with_questions(_WHEN % "${age} => 1"), "write >="),
    "==": (with_questions(_WHEN % "${age} == 1"), "write = to compare"),
    "&&": (with_questions(_WHEN % "${age} > 1 && ${age} < 3"), "write and"),
    "||": (with_questions(_WHEN % "${age} > 1 || ${age} < 3"), "write or"),
    "required: yes": (with_questions(_AGE % "required: yes"), "write true"),
    "required: True": (with_questions(_AGE % "required: True"), "write true"),
    "required: No": (with_questions(_AGE % "required: No"), "write false"),
    "summary: yes": (with_questions(_AGE % "summary: yes"), "write true"),
    "a yes_no as a truth": (
        with_questions("- {name: a, type: yes_no, label: A}\n" + _AGE % "relevant: '${a} = false()'"),
        "write ${a} = 'no'",
    ),
    "zh": (HEAD.replace("[en]", "[en, zh]") + LAST, "write zh-Hans or zh-Hant, wherever it is a key too"),
    "zh-CN": (
        HEAD.replace("[en]", "[zh-CN]").replace("language: en", "language: zh-CN")
        + LAST.replace("label: First", "label: {zh-Hans: 一}"),
        "did you mean zh-Hans?",
    ),
    "Beijing": (HEAD + "timezone: Asia/Beijing\n" + LAST, "did you mean Asia/Shanghai?"),
    "Chongqing": (HEAD + "timezone: Chongqing\n" + LAST, "did you mean Asia/Shanghai?"),
    "prefix": (HEAD + "prefix: award\n" + LAST, "write one to three capital letters, such as A"),
    "number": (HEAD + LAST.replace("integer", "number"), "did you mean integer or decimal?"),
    "boolean": (HEAD + LAST.replace("integer", "boolean"), "did you mean yes_no?"),
    "string": (HEAD + LAST.replace("integer", "string"), "did you mean text?"),
    **{
        kind: (
            HEAD + LAST.replace("integer", kind).replace("Age}", "Age, choices: {x: X}}"),
            f"did you mean {meant}?",
        )
        for kind, meant in (
            ("radio", "select_one"),
            ("checkbox", "select_multiple"),
            ("Checkboxes", "select_multiple"),
        )
    },
    "radio of cells": (
        with_questions(
            "- {name: t, type: table, label: T, rows: {a: A}, columns: {b: {label: B, type: radio, choices: {x: X}}}}"
        ),
        "did you mean select_one?",
    ),
    "bold": (
        HEAD + LAST.replace("label: Age", "label: **Age**"),
        "put a text that begins with * into quotation marks; choices that recur can be a named list",
    ),
    "a star": (
        HEAD + LAST.replace("label: Age", "label: * Age"),
        "put a text that begins with * or & into quotation marks",
    ),
}


@pytest.mark.parametrize("name", REMEDIES)
def test_what_is_known_from_elsewhere_is_translated(name: str) -> None:
    """One mistake, whose remedy is what to write here."""
    source, remedy = REMEDIES[name]
    assert [it.remedy for it in load(source, file="x.yaml").mistakes] == [remedy]


#: lists of questions in which nothing is wrong
RIGHT = {
    "conditions that can be true": """
- {name: a, type: yes_no, label: A}
- {name: n, type: integer, label: N}
- {name: m, type: select_multiple, label: M, choices: {x: X, y: Y, z: Z}}
- {name: b, type: text, label: B, relevant: "${a} = ''"}
- {name: c, type: text, label: C, relevant: "${n} > 5 and ${n} < 6"}
- {name: d, type: text, label: D, relevant: "${n} > 5 and ${n} + 1 < 5"}
- {name: e, type: text, label: E, relevant: "selected(${m}, 'x') and not(selected(${m}, 'y')) and count-selected(${m}) = 2"}
- {name: f, type: text, label: F, relevant: "today() > '2020-01-01' and ${a} != 'no'"}
- {name: g, type: text, label: G, relevant: "string-length(${b}) > 5 and ${b} = ''"}
- {name: k, type: acknowledge, label: K}
- {name: many, type: select_multiple, label: M, choices: {s: S, t: T, u: U, v: V, w: W, x: X, y: Y}}
- {name: h, type: text, label: H, relevant: "selected(${many}, 's') and not(${k}) and 5 < ${n}"}
- {name: i, type: text, label: I, relevant: "${k} and ${n} != ''"}
- {name: j, type: text, label: J, relevant: "${a} = 'no' and count-selected(${m}) > 5 and ${c} = ${b}"}
- name: r
  type: repeat
  label: R
  questions: [{name: p, type: yes_no, label: P}, {name: q, type: text, label: Q, relevant: "${p} = 'yes' and ${p} != ''"}]
- {name: s, type: text, label: S, relevant: "${r/p} = 'yes' and ${r/p} = 'no'"}
""",
    "parts of answers": """
- {name: a, type: select_one, label: A, choices: {x: X}, other: What?, explain: x}
- {name: t, type: table, label: T, rows: {r: R, s: S}, columns: {c: {label: C, type: integer}}}
- {name: b, type: text, label: "${a}, ${a/other}, ${a/explain}, ${t/r/c}", relevant: "${a} = 'other' and sum(${t/c}) > 1"}
""",
    "a constraint that looks at its own answer": """
- {name: t, type: table, label: T, rows: {r: R}, columns: {c: {label: C, type: integer}}, constraint: "${t/r/c} > 1", constraint_message: "Not ${t/r/c}"}
- {name: n, type: integer, label: N, constraint: ". > 1 and ${n} < 3"}
""",
    "repeats": """
- name: branches
  type: repeat
  label: Another?
  questions:
    - {name: city, type: text, label: "City ${position(..)}", relevant: position(..) > 0}
    - {name: desks, type: integer, label: "Desks in ${city}", constraint: ". > 0"}
- {name: all, type: calculate, calculation: "sum(${branches/desks}) + count(${branches}) + count(${city})"}
""",
    "numbers of their own": """
- {name: a, type: text, label: A}
- {name: b, type: text, label: B, number: 1a}
- {name: n, type: note, label: N}
- {name: c, type: text, label: C}
""",
    "defaults": """
- {name: a, type: select_one, label: A, choices: {x: An X}, default: x}
- {name: b, type: select_multiple, label: B, choices: {x: An X, y: A Y}, default: "x, y"}
- {name: c, type: select_one, label: C, choices: {x: An X}, default: An X}
- {name: d, type: select_one, label: D, choices: {x: An X}, default: "${a}"}
- {name: e, type: integer, label: E, default: 5}
- {name: f, type: yes_no, label: F, default: "yes"}
- {name: g, type: date, label: G, min: today, default: 2020-01-01}
- {name: h, type: date, label: H, default: today}
- {name: i, type: text, label: I, pattern: "[0-9]+", default: 007}
- {name: j, type: phone, label: J, default: +86 21 5555 0100}
- {name: k, type: percent, label: K, max: 100, default: 12.5%}
- {name: l, type: yes_no, label: L, choices: {yes: Have, no: Have not}, default: Have}
""",
    "answers of yes or no that are no conditions": """
- {name: a, type: yes_no, label: A}
- {name: k, type: acknowledge, label: K}
- {name: b, type: calculate, calculation: "${a}"}
- {name: c, type: calculate, calculation: "coalesce(if(${k}, ${a}, 'x'), count-non-empty(${a}))"}
- {name: d, type: text, label: D, relevant: "${a} != '' and ${k} = true() and ('yes' = ${a}) = true()"}
""",
    "names in attributes": """
- {name: land, type: text, label: L}
- {name: a, type: select_one, label: A, choices: {x: {label: X, land: fr}, y: Y}, choice_filter: "land = ${land} or name = 'y'"}
""",
}


@pytest.mark.parametrize("name", RIGHT)
def test_what_is_right_is_not_told(name: str) -> None:
    """No mistake where there is none."""
    assert [str(it) for it in load(with_questions(RIGHT[name]), file="x.yaml").mistakes] == []
