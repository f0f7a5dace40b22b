"""What commands answer with `--json`, as tables.

Comes in: the records that stand for the answers. Goes out: Markdown.
"""

import dataclasses
import importlib
import re
from collections.abc import Mapping
from datetime import date, datetime
from types import ModuleType
from typing import get_args, get_origin

from openclout.vocabulary import cards
from pieces import grid, sentences

JSON: dict[object, str] = {
    str: "text",
    float: "number",
    int: "whole number",
    bool: "true or false",
    date: "day",
    datetime: "instant",
    type(None): "null",
}
"""What the types of fields are called in JSON; a day is text, as 2026-11-21, and so is an instant."""


def json_tables() -> str:
    modules = [importlib.import_module(f"openclout.cli.{name}") for name in ("answers", "method_answers", "gathered")]
    shapes = [shape for module in (*modules, cards) for shape in _shapes(module)]
    return "\n\n".join(_json_table(shape) for shape in shapes)


def _shapes(module: ModuleType) -> list[type]:
    """The records that a module declares, and those of other modules that stand in their fields, however deep."""
    known = [thing for thing in vars(module).values() if isinstance(thing, type) and dataclasses.is_dataclass(thing)]
    shapes = [shape for shape in known if shape.__module__ in (module.__name__, "openclout.vocabulary.shadows")]
    for shape in shapes:  # grows while it is walked
        parts = [part for field in dataclasses.fields(shape) for part in get_args(field.type)]
        shapes += [
            part for part in parts if isinstance(part, type) and dataclasses.is_dataclass(part) and part not in shapes
        ]
    return shapes


def _json_table(shape: type) -> str:
    rows = ((f"`{field.name}`", _holds(field.type)) for field in dataclasses.fields(shape))
    words = re.sub(r"\bNone\b", "null", sentences(shape.__doc__ or ""))
    return f"### {shape.__name__}\n\n{words}\n\n{grid(('field', 'holds'), rows)}"


def _holds(kind: object) -> str:
    """A type in the words of JSON."""
    parts = get_args(kind)
    if get_origin(kind) in (tuple, list):
        return f"list of {_holds(parts[0])}"
    if get_origin(kind) in (dict, Mapping):
        return "object"
    return " or ".join(_holds(part) for part in parts) or JSON.get(kind) or str(getattr(kind, "__name__", kind))
