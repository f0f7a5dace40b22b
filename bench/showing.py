"""Rows of figures as tables and as JSON."""

from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from typing import TYPE_CHECKING, TypeVar

from rich.table import Table

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

Record = TypeVar("Record", bound="DataclassInstance")

Row = Mapping[str, object]


def shown(title: str, rows: Sequence[Row]) -> Table:
    """A table with the names of the first row as heads."""
    table = Table(title=title, title_justify="left")
    for name in rows[0] if rows else ():
        table.add_column(name.replace("_", " "), justify="left" if isinstance(rows[0][name], str) else "right")
    for row in rows:
        table.add_row(*(_text(value) for value in row.values()))
    return table


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:.2f}" if isinstance(value, float) else "" if value is None else str(value)


def short(record: Record, digits: int = 3) -> Record:
    """The record with short numbers."""
    told = {one.name: getattr(record, one.name) for one in fields(record)}
    floats = {name: round(value, digits) + 0.0 for name, value in told.items() if isinstance(value, float)}
    return replace(record, **floats)
