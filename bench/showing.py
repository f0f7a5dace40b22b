"""Rows of figures as tables and as JSON."""

from collections.abc import Mapping, Sequence

from rich.table import Table

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


def rounded(row: Row, digits: int = 3) -> dict[str, object]:
    """The row with short numbers."""
    return {name: round(value, digits) + 0.0 if isinstance(value, float) else value for name, value in row.items()}
