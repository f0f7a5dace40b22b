"""The generated parts of the documents: tables of what the code declares, and numbers from `weights.toml`.

Comes in: the installed package, and Markdown with places to fill. Goes out: the same Markdown, filled.
Between `<!-- generated: NAME -->` and `<!-- end -->` stands a table of `BLOCKS`; between `<!-- n NAME -->` and
`<!-- -->`, in the middle of a sentence, a number of `weights.toml`. With --check nothing is written, and a document
that is out of date, or a table that stands nowhere, is an error.
"""

import argparse
import dataclasses
import importlib
import re
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType
from typing import get_args, get_origin

import numpy as np

from openclout.scoring import calibration, points, weights
from openclout.scoring.counts import KINDS
from openclout.vocabulary import acts, errors, tables
from openclout.vocabulary import networks as vocabulary

HERE = Path(__file__).parent
BLOCK = re.compile(r"<!-- generated: (?P<name>[\w-]+) -->\n.*?<!-- end -->", re.DOTALL)
NUMBER = re.compile(r"<!-- n (?P<name>[\w.]+) -->.*?<!-- -->")
NOW = weights.load()
AGES = {"just now": 1e-9, "1 day": 1.0} | {f"{days} days": float(days) for days in (7, 30, 90, 180, 365, 730)}
RAWS = (0.0, 0.1, 1.0, 3.0, 10.0, 30.0, 100.0, 1_000.0, 10_000.0, 1_000_000.0)


@dataclass(frozen=True)
class Block:
    """A generated part: its name, the module without which it says nothing yet, and who writes it."""

    name: str
    needs: str
    write: Callable[[], str]


def grid(head: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    """A Markdown table; bars inside a cell are escaped."""
    lines = [list(head), ["---"] * len(list(head)), *([str(cell) for cell in row] for row in rows)]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)


def plain(number: float) -> str:
    """A number as people write it: 7, 0.5, 14.45, 1,000,000."""
    return f"{number:,.0f}" if number == int(number) else f"{number:,}"


def doc(thing: object) -> str:
    """The first line of a docstring."""
    return (thing.__doc__ or "").strip().split("\n")[0]


def exists(module: str) -> bool:
    """Whether there is such a module in the package."""
    try:
        return find_spec(module) is not None
    except ModuleNotFoundError:
        return False


def lake_tables() -> str:
    return "\n\n".join(_lake_table(table) for table in tables.LAKE)


def _lake_table(table: tables.Table) -> str:
    split = f"\nIts files are split by `{table.partition}`." if table.partition else ""
    columns = grid(("column", "type"), ((f"`{name}`", f"`{kind!s}`") for name, kind in table.columns.items()))
    return f"### {table.name}\n\nOne row is {table.grain}.{split}\n\n{columns}"


def act_table() -> str:
    return grid(
        ("act", "number", "on pages", "points", "other names in files"),
        (
            (f"`{act.word}`", int(act), ", ".join(acts.PHRASES[act]), plain(NOW.acts[act]), _aliases(act))
            for act in acts.Act
        ),
    )


def _aliases(act: acts.Act) -> str:
    return ", ".join(f"`{name}`" for name, meant in acts.ALIASES.items() if meant is act and name != act.word)


def weight_table() -> str:
    return grid(
        ("name", "value", "unit", "reason", "source"),
        ((f"`{row.name}`", plain(row.value), row.unit, row.reason, row.source) for row in weights.entries()),
    )


def version_table() -> str:
    return grid(
        ("version", "what differs from the newest"),
        ((f"`{version}`", _differences(version)) for version in reversed(weights.VERSIONS)),
    )


def _differences(version: str) -> str:
    pairs = zip(weights.entries(version), weights.entries(), strict=True)
    changed = (f"`{old.name}` is {plain(old.value)} instead of {plain(new.value)}" for old, new in pairs if old != new)
    return "; ".join(changed) or "nothing"


def decay_table() -> str:
    pace = points.pace(NOW)
    return grid(("age of an act", *AGES), [("counts", *(f"{points.decay(age, pace):.3f}" for age in AGES.values()))])


def novelty_table() -> str:
    counts = [points.novelty(k, NOW.novelty_power) for k in range(1, 7)]
    sums = np.cumsum(counts)
    return grid(
        ("the fan's act, best first", "1st", "2nd", "3rd", "4th", "5th", "6th"),
        [("counts", *(f"{count:.3f}" for count in counts)), ("together", *(f"{total:.2f}" for total in sums))],
    )


def purse_table() -> str:
    belief = NOW.belief
    return grid(
        ("network", "strangers add at most"),
        (
            (words, f"{plain(purse.room)} points, and {plain(purse.kappa)} for each point from people vouched for")
            for words, purse in (("hardened", belief.hardened), ("weakly hardened", belief.weakly_hardened))
        ),
    )


def count_table() -> str:
    counts = (0, 10, 100, 1_000, 10_000, 100_000)
    rows = ((f"{kind} count", *(_counted(kind, count) for count in counts)) for kind in KINDS)
    return grid(("what the network states", *(plain(count) for count in counts)), rows)


def _counted(kind: str, count: int) -> str:
    return f"{min(NOW.count_cap, NOW.counts[kind] * np.log1p(count)):.3f}"


def calibration_table() -> str:
    scores = calibration.score(np.array(RAWS), NOW)
    return grid(("raw", *(plain(raw) for raw in RAWS)), [("score", *(f"{score:.1f}" for score in scores))])


def error_table() -> str:
    tree = [error for error in vars(errors).values() if isinstance(error, type)]
    return grid(
        ("error", "is a", "meaning"),
        ((f"`{error.__name__}`", f"`{error.__base__.__name__}`", doc(error)) for error in tree if error.__base__),
    )


def setting_table() -> str:
    module = importlib.import_module("openclout.settings")
    return grid(
        ("in openclout.toml", "in the environment", "default", "meaning"),
        (
            (f"`{name}`", f"`{module.PREFIX}{name.upper()}`", _default(field), field.description)
            for name, field in module.Settings.model_fields.items()
        ),
    )


def _default(field: object) -> str:
    factory = getattr(field, "default_factory", None)
    if factory is not None:
        return doc(factory)
    default = getattr(field, "default", None)
    return "nothing" if default is None else f"`{default}`"


def column_tables() -> str:
    module = importlib.import_module("openclout.importer.columns")
    return "\n\n".join(_column_table(kind) for kind in module.KINDS)


def _column_table(kind: object) -> str:
    needed, optional = getattr(kind, "needed", {}), getattr(kind, "optional", {})
    rows = [
        (f"`{ours}`", "yes" if ours in needed else "", _others(ours, names))
        for ours, names in {**needed, **optional}.items()
    ]
    return f"### {getattr(kind, 'name', '')}\n\n{grid(('column', 'needed', 'also understood'), rows)}"


def _others(ours: str, names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names if name != ours)


def count_kind_table() -> str:
    module = importlib.import_module("openclout.importer.columns")
    rows = ((f"`{kind}`", _others(kind, names)) for kind, names in module.COUNT_KINDS.items())
    return grid(("kind of count", "also understood"), rows)


def command_tables() -> str:
    typer = importlib.import_module("typer.main")
    commands = typer.get_command(importlib.import_module("openclout.cli.app").app).commands
    return "\n\n".join(_command_table(name, commands[name]) for name in commands if not commands[name].hidden)


def _command_table(name: str, command: object) -> str:
    head = f"## openclout {name}\n\n" + sentences(getattr(command, "help", None) or "")
    options = [option for option in getattr(command, "params", []) if option.name != "help"]
    rows = [(f"`{_spelled(option)}`", option.help or "") for option in options]
    return f"{head}\n\n{grid(('argument or option', 'meaning'), rows)}" if rows else head


def _spelled(option: object) -> str:
    spelled: list[str] = getattr(option, "opts", [])
    return ", ".join(word if word.startswith("-") else word.upper() for word in spelled)


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
    modules = [importlib.import_module(f"openclout.cli.{name}") for name in ("answers", "gathered")]
    return "\n\n".join(_json_table(shape) for module in modules for shape in _shapes(module))


def _shapes(module: ModuleType) -> list[type]:
    """The records that a module declares, and those of other modules that stand in their fields, however deep."""
    known = [thing for thing in vars(module).values() if isinstance(thing, type) and dataclasses.is_dataclass(thing)]
    shapes = [shape for shape in known if shape.__module__ == module.__name__]
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
    if get_origin(kind) is dict:
        return "object"
    return " or ".join(_holds(part) for part in parts) or JSON.get(kind) or str(getattr(kind, "__name__", kind))


def sentences(text: str) -> str:
    """Each sentence on a line of its own."""
    joined = "\n\n".join(" ".join(part.split()) for part in text.split("\n\n"))
    return re.sub(r"(?<=[a-z)`])([.?!]) (?=[A-Z`])", r"\1\n", joined)


def network_table() -> str:
    """What each network offers: a row for each capability, a column for each network."""
    networks = _networks()
    if not networks:
        return "No network is built yet."
    rows = (
        (f"{name}: {words}", *(_capability(network, name) for network in networks))
        for name, words in vocabulary.CAPABILITIES.items()
    )
    return grid(("what is told", *(network.title for network in networks)), rows)


def _networks() -> list[vocabulary.Network]:
    return [connector.NETWORK for connector in importlib.import_module("openclout.networks").NETWORKS]


def _capability(network: vocabulary.Network, name: str) -> str:
    if name in network.offers:
        return "yes"
    return "withheld" if name in network.withholds else "not built"


def network_reasons() -> str:
    """Why something is withheld or not built, and which act a network's words mean."""
    return "\n\n".join(_network_part(network) for network in _networks()) or "No network is built yet."


def _network_part(network: vocabulary.Network) -> str:
    acts_of = ((f"`{word}`", f"`{act.word}`") for word, act in network.acts.items())
    lacking = [(name, "withheld", why) for name, why in network.withholds.items()]
    lacking += [(name, "not built", why) for name, why in network.not_built.items()]
    proof = f"\n\nUnproven until `openclout check-live {network.name}`: {network.unproven}" if network.unproven else ""
    return (
        f"### {network.title}\n\nIts documents: <{network.docs}>{proof}\n\n"
        f"{grid(('on the network', 'act'), acts_of)}\n\n{grid(('what', 'state', 'why'), lacking)}"
    )


BLOCKS = (
    Block("tables", "openclout.vocabulary", lake_tables),
    Block("acts", "openclout.vocabulary", act_table),
    Block("errors", "openclout.vocabulary", error_table),
    Block("weights", "openclout.scoring", weight_table),
    Block("versions", "openclout.scoring", version_table),
    Block("decay", "openclout.scoring", decay_table),
    Block("novelty", "openclout.scoring", novelty_table),
    Block("purse", "openclout.scoring", purse_table),
    Block("counts", "openclout.scoring", count_table),
    Block("calibration", "openclout.scoring", calibration_table),
    Block("columns", "openclout.importer.columns", column_tables),
    Block("count-kinds", "openclout.importer.columns", count_kind_table),
    Block("commands", "openclout.cli.app", command_tables),
    Block("json", "openclout.cli.answers", json_tables),
    Block("settings", "openclout.settings", setting_table),
    Block("networks", "openclout.networks", network_table),
    Block("network-reasons", "openclout.networks", network_reasons),
)
"""Every generated part. To add one, write a function that returns Markdown and put its name here and in a document."""


def filled(text: str) -> str:
    """The document with every generated part as it should be. Raises KeyError for a name that nobody writes."""
    written = {block.name: block for block in BLOCKS}
    numbers = {entry.name: plain(entry.value) for entry in weights.entries()}

    def block(match: re.Match[str]) -> str:
        found = written[match["name"]]
        if not exists(found.needs):
            return match[0]
        return f"<!-- generated: {found.name} -->\n\n{found.write()}\n\n<!-- end -->"

    def number(match: re.Match[str]) -> str:
        return f"<!-- n {match['name']} -->{numbers[match['name']]}<!-- -->"

    return NUMBER.sub(number, BLOCK.sub(block, text))


def homeless(texts: Iterable[str]) -> list[str]:
    """The generated parts that stand in no document."""
    standing = {name for text in texts for name in BLOCK.findall(text)}
    return [block.name for block in BLOCKS if block.name not in standing and exists(block.needs)]


def main() -> int:
    """Fill the documents, or look whether they are filled. Returns 0 if all is well, else 1."""
    asked = argparse.ArgumentParser(description=doc(sys.modules[__name__]))
    asked.add_argument("--check", action="store_true", help="change nothing; fail if a document is out of date")
    asked.add_argument("--folder", type=Path, default=HERE, help="where the documents are")
    options = asked.parse_args()
    documents = {path: path.read_text(encoding="utf-8") for path in sorted(options.folder.rglob("*.md"))}
    faults = [f"The generated part {name!r} stands in no document." for name in homeless(documents.values())]
    for path, text in documents.items():
        if (new := filled(text)) != text and options.check:
            faults.append(f"{path.relative_to(options.folder)} is out of date: make fix")
        elif new != text:
            path.write_text(new, encoding="utf-8")
    print("\n".join(faults), file=sys.stderr, end="\n" if faults else "")
    return 1 if faults else 0


if __name__ == "__main__":
    raise SystemExit(main())
