"""The generated parts of the documents: tables of what the code declares, and numbers from `weights.toml`.

Comes in: the installed package, and Markdown with places to fill. Goes out: the same Markdown, filled.
Between `<!-- generated: NAME -->` and `<!-- end -->` stands a table of `BLOCKS`; between `<!-- n NAME -->` and
`<!-- -->`, in the middle of a sentence, a number of `weights.toml`. With --check nothing is written, and a document
that is out of date, or a table that stands nowhere, is an error.
"""

import argparse
import dataclasses
import importlib
import json
import re
import sys
import textwrap
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType
from typing import get_args, get_origin

import numpy as np

from openclout.scoring import bounds, calibration, fits, points, weights
from openclout.scoring.counts import KINDS
from openclout.scoring.methods import METHODS, Method
from openclout.scoring.methods import numbers as rivals
from openclout.vocabulary import acts, cards, errors, tables
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


def fit_table() -> str:
    fit = fits.fits()
    if fit is None:
        return "No fit ships with this version."
    frozen, refitted = fit.curves
    networks = grid(
        ("set", "rows", "days", "fitted act weights", "NDCG@100", "concordance", "people", "mean", "p95"),
        map(_fitted_row, fit.networks),
    )
    curves = grid(
        ("curve", "half_raw", "steepness", "mean", "p95"),
        (
            (curve.name, plain(round(curve.half_raw, 2)), f"{curve.steepness:.4f}", f"{curve.mean}", f"{curve.p95}")
            for curve in (frozen, refitted)
        ),
    )
    made = f"Made on {fit.date} by `{fit.command}`; the curves are those of {plain(frozen.people)} people."
    return f"{made}\n\n{networks}\n\n{curves}"


def _fitted_row(one: fits.FittedNetwork) -> tuple[str, ...]:
    def gained(equal: float | None, fitted: float | None) -> str:
        return "" if equal is None or fitted is None else f"{equal:.3f} to {fitted:.3f}"

    acts = ", ".join(
        f"{act.act} {act.fitted:.2f}" + (f" (clipped to {act.weight:g})" if round(act.fitted - act.weight, 4) else "")
        for act in one.acts
        if act.fitted is not None
    )
    return (
        one.name,
        plain(one.rows),
        f"{one.days:,.0f}",
        acts,
        gained(one.ndcg_equal, one.ndcg_fitted),
        gained(one.concordance_equal, one.concordance_fitted),
        plain(one.numbered),
        "" if one.mean is None else f"{one.mean}",
        "" if one.p95 is None else f"{one.p95}",
    )


def method_table() -> str:
    return grid(("name", "title", "years", "scale"), ((f"`{m.name}`", m.title, m.years, m.scale) for m in METHODS))


def method_details() -> str:
    return "\n\n".join(_method(one) for one in METHODS)


def _method(one: Method) -> str:
    """A method: what it looks at, its formula, its numbers."""
    told = (sys.modules[one.ranked.__module__].__doc__ or "").strip()
    _, _, rest = told.partition("\n\n")
    formula = "\n".join(line for line in rest.partition("\n\n")[0].splitlines() if line.startswith("    "))
    lines = [f"## {one.title}", f"`{one.name}`, {one.years}.", sentences(one.looks_at)]
    lines += [f"```text\n{textwrap.dedent(formula)}\n```"] if formula else []
    lines += [f"Source: {one.source}.", "Never published, and so ours:", sentences(one.ours)]
    rows = ((f"`{row.name}`", plain(row.value), row.unit, row.reason, row.source) for row in rivals.entries(one.name))
    table = list(rows)
    return "\n\n".join([*lines, *([grid(("name", "value", "unit", "reason", "source"), table)] if table else [])])


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


def bound_table() -> str:
    freed = bounds.fans_for(1, NOW)
    rows = [
        ("trust that one act of a real account on a fake hands over", NOW.belief.pass_on / NOW.belief.floor_targets),
        ("the same after all rounds", bounds.passed_on(NOW)),
        ("fans that it makes count in full", freed),
        ("the most one fan is ever worth, in raw points", bounds.one_fan(NOW)),
        (
            f"raw points that {plain(NOW.bound_tricked)} such acts add on a hardened network, beside the purse",
            (1 + NOW.belief.hardened.kappa) * bounds.fans_for(NOW.bound_tricked, NOW) * bounds.one_fan(NOW),
        ),
    ]
    return grid(("what", "at most"), ((what, f"{found:.4g}") for what, found in rows))


def cost_table() -> str:
    """What the defence costs."""
    return _measured("attacks", "costs")


def attack_table() -> str:
    """What attacks gain where people have proven who they are, on hardened networks."""
    return _attacks(seeds="a tenth proven", hardened=True)


def stand_in_table() -> str:
    """The same where nobody has proven who they are."""
    return _attacks(seeds="drawn by lot", hardened=True)


def weak_table() -> str:
    """The same where the network is weakly hardened."""
    return _attacks(seeds="a tenth proven", hardened=False)


def _attacks(**wanted: object) -> str:
    rows = [row for row in _figures("attacks")["attacks"] if all(row[name] == wanted[name] for name in wanted)]
    return _shown([_without(row, *wanted) for row in rows])


def attack_bar_table() -> str:
    """The bars, set by set."""
    rows = [row for row in _figures("attacks")["bars"] if row["hardened"]]
    return _shown([_without(row, "hardened", "target", "kept", "lost_p50", "lost_p95") for row in rows])


def star_table() -> str:
    """Stars labelled fake."""
    return _measured("attacks", "stars")


def steady_table() -> str:
    """Simulated people."""
    return _measured("stability", "Simulated steady people")


def story_table() -> str:
    """Ways of life."""
    return _measured("stability", "Ways of life")


def real_people_table() -> str:
    """Real people."""
    return _measured("stability", "Real people, acted on in each of eighteen weeks")


Figures = dict[str, list[dict[str, object]]]


def _figures(bench: str) -> Figures:
    """What a bench wrote down: `make attacks`, `make stability`."""
    found: Figures = json.loads((HERE / "explanation" / f"{bench}.json").read_text(encoding="utf-8"))
    return found


def _measured(bench: str, name: str) -> str:
    return _shown(_figures(bench)[name])


def _without(row: dict[str, object], *names: str) -> dict[str, object]:
    return {name: value for name, value in row.items() if name not in names}


def _shown(rows: list[dict[str, object]]) -> str:
    heads = [name.replace("_", " ") for name in rows[0]]
    return grid(heads, ([_cell(value) for value in row.values()] for row in rows))


def _cell(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:.2f}" if isinstance(value, float) else "" if value is None else str(value)


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


def sentences(text: str) -> str:
    """Each sentence on a line of its own."""
    joined = "\n\n".join(" ".join(part.split()) for part in text.split("\n\n"))
    return re.sub(r"(?<=[a-z)`])([.?!]) (?=[A-Z`])", r"\1\n", joined)


CARD = importlib.import_module("card")
"""The validity card in tables: `card.py`, beside this file."""


def of_card(name: str) -> Callable[[], str]:
    """Tables of the validity card: each a head, then rows."""
    return lambda: "\n\n".join(grid(head, rows) for head, *rows in getattr(CARD, name)())


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
    Block("fit", "openclout.scoring.fits", fit_table),
    Block("versions", "openclout.scoring", version_table),
    Block("methods", "openclout.scoring.methods", method_table),
    Block("method-details", "openclout.scoring.methods", method_details),
    Block("decay", "openclout.scoring", decay_table),
    Block("novelty", "openclout.scoring", novelty_table),
    Block("purse", "openclout.scoring", purse_table),
    Block("counts", "openclout.scoring", count_table),
    Block("calibration", "openclout.scoring", calibration_table),
    Block("bounds", "openclout.scoring", bound_table),
    Block("attack-costs", "openclout.scoring", cost_table),
    Block("attacks", "openclout.scoring", attack_table),
    Block("attacks-stand-ins", "openclout.scoring", stand_in_table),
    Block("attacks-weak", "openclout.scoring", weak_table),
    Block("attack-bars", "openclout.scoring", attack_bar_table),
    Block("stars", "openclout.scoring", star_table),
    Block("steady", "openclout.scoring", steady_table),
    Block("stories", "openclout.scoring", story_table),
    Block("steady-real", "openclout.scoring", real_people_table),
    Block("columns", "openclout.importer.columns", column_tables),
    Block("count-kinds", "openclout.importer.columns", count_kind_table),
    Block("commands", "openclout.cli.app", command_tables),
    Block("json", "openclout.cli.answers", json_tables),
    Block("settings", "openclout.settings", setting_table),
    Block("judged-sets", "openclout.validity", of_card("sets")),
    Block("judged-cuts", "openclout.validity", of_card("cuts")),
    Block("judged-ranges", "openclout.validity", of_card("ranges")),
    Block("judged-votes", "openclout.validity", of_card("votes")),
    Block("judged-bars", "openclout.validity", of_card("bars")),
    Block("networks", "openclout.networks", network_table),
    Block("network-reasons", "openclout.networks", network_reasons),
)
"""Every generated part. To add one, write a function that returns Markdown and put its name here and in a document."""


def filled(text: str) -> str:
    """The document with every generated part as it should be. Raises KeyError for a name that nobody writes."""
    written = {block.name: block for block in BLOCKS}
    numbers = {entry.name: plain(entry.value) for entry in weights.entries()} | CARD.numbers()

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
