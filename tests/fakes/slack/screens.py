"""Blocks as a person reads them: text, and rows of controls."""

from __future__ import annotations

from tests.fakes.slack.checks import elements, options
from tests.fakes.slack.refusals import Json


def shown(blocks: list[Json], values: Json | None = None, errors: dict[str, str] | None = None) -> str:
    """`values` is block id → action id → what is set; `errors` block id → what stands under the field."""
    lines: list[str] = []
    for block in blocks:
        lines += _text(block)
        set_here = (values or {}).get(block.get("block_id", ""), {})
        lines += [
            "  " + _control(element, set_here.get(element.get("action_id", "")))
            for element in elements(block)
            if element["type"] != "button"
        ]
        if buttons := [f"[{label(one)}]" for one in elements(block) if one["type"] == "button"]:
            lines.append("  " + " ".join(buttons))
        if error := (errors or {}).get(block.get("block_id", "")):
            lines.append(f"  ! {error}")
    return "\n".join(lines)


def rows(blocks: list[Json]) -> list[list[str]]:
    """The labels of the controls, block by block: of a button its text, of a list its options."""
    found = ([name for element in elements(block) for name in _labels(element)] for block in blocks)
    return [row for row in found if row]


def label(element: Json) -> str:
    """What names a control: the text of a button, the placeholder of a field."""
    return str((element.get("text") or element.get("placeholder") or {}).get("text", ""))


def _labels(element: Json) -> list[str]:
    if element["type"] == "button":
        return [label(element)]
    return [option["text"]["text"] for option in options(element)] or [label(element) or element["type"]]


def _text(block: Json) -> list[str]:
    match block["type"]:
        case "section":
            texts = [block.get("text"), *block.get("fields", [])]
            return [one["text"] for one in texts if one]
        case "header":
            return [f"# {block['text']['text']}"]
        case "context":
            return [str(one.get("text", one.get("alt_text", ""))) for one in block["elements"]]
        case "divider":
            return ["---"]
        case "markdown":
            return [block["text"]]
        case "image":
            return [f"<image: {block['alt_text']}>"]
        case "table":
            return [" | ".join(_cell(cell) for cell in row) for row in block["rows"]]
        case "rich_text":
            return ["".join(_rich(block))]
        case "input":
            optional = " (optional)" if block.get("optional") else ""
            hint = [f"  {block['hint']['text']}"] if "hint" in block else []
            return [f"{block['label']['text']}{optional}", *hint]
        case _:
            return []


def _cell(cell: Json) -> str:
    return str(cell.get("text") or cell.get("value") or "".join(_rich(cell)))


def _rich(part: Json) -> list[str]:
    inner = [piece for one in part.get("elements", []) for piece in _rich(one)]
    if part["type"] == "rich_text_list":
        return ["\n".join("• " + "".join(_rich(item)) for item in part["elements"]) + "\n"]
    if part["type"] == "rich_text":
        return ["\n".join("".join(_rich(one)).rstrip("\n") for one in part["elements"])]
    return inner or [str(part.get("text", part.get("url", "")))]


def _control(element: Json, value: Json | None) -> str:
    value = value or {}
    chosen = [one["value"] for one in value.get("selected_options") or []]
    if one := value.get("selected_option"):
        chosen = [one["value"]]
    marks = {"radio_buttons": "(*) ", "checkboxes": "[x] "}
    blank = {"radio_buttons": "( ) ", "checkboxes": "[ ] "}
    match element["type"]:
        case "radio_buttons" | "checkboxes" as kind:
            return "  ".join(
                (marks if option["value"] in chosen else blank)[kind] + option["text"]["text"]
                for option in options(element)
            )
        case "static_select" | "multi_static_select" | "overflow":
            names = [one["text"]["text"] for one in options(element) if one["value"] in chosen]
            return f"<{', '.join(names) or label(element) or '…'} v>"
        case "file_input":
            return f"<{', '.join(file['name'] for file in value.get('files') or []) or 'choose files'}>"
        case _:
            written = next((value[key] for key in value if key != "type" and value[key] is not None), "")
            return f"<{written or label(element) or '…'}>"
