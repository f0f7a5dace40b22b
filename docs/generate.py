"""The generated parts of the documents: tables of what the code declares, and numbers from `weights.toml`.

Comes in: the installed package, and Markdown with places to fill. Goes out: the same Markdown, filled.
Between `<!-- generated: NAME -->` and `<!-- end -->` stands a table of `BLOCKS`; between `<!-- n NAME -->` and
`<!-- -->`, in the middle of a sentence, a number of `weights.toml`. With --check nothing is written, and a document
that is out of date, or a table that stands nowhere, is an error.
"""

import argparse
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import card
import declared
import method
import shapes
import trials
from openclout.scoring import weights
from pieces import doc, grid, plain

HERE = Path(__file__).parent
BLOCK = re.compile(r"<!-- generated: (?P<name>[\w-]+) -->\n.*?<!-- end -->", re.DOTALL)
NUMBER = re.compile(r"<!-- n (?P<name>[\w.]+) -->.*?<!-- -->")


@dataclass(frozen=True)
class Block:
    """A generated part: its name, the module without which it says nothing yet, and who writes it."""

    name: str
    needs: str
    write: Callable[[], str]


def exists(module: str) -> bool:
    """Whether there is such a module in the package."""
    try:
        return find_spec(module) is not None
    except ModuleNotFoundError:
        return False


def listed(tables: Callable[[], Iterator[list[tuple[str, ...]]]]) -> Callable[[], str]:
    """Tables, each a head and then rows, as Markdown."""
    return lambda: "\n\n".join(grid(head, rows) for head, *rows in tables())


BLOCKS = (
    Block("tables", "openclout.vocabulary", declared.lake_tables),
    Block("acts", "openclout.vocabulary", declared.act_table),
    Block("errors", "openclout.vocabulary", declared.error_table),
    Block("weights", "openclout.scoring", method.weight_table),
    Block("fit", "openclout.scoring.fits", method.fit_table),
    Block("versions", "openclout.scoring", method.version_table),
    Block("methods", "openclout.scoring.methods", method.method_table),
    Block("method-details", "openclout.scoring.methods", method.method_details),
    Block("decay", "openclout.scoring", method.decay_table),
    Block("novelty", "openclout.scoring", method.novelty_table),
    Block("purse", "openclout.scoring", method.purse_table),
    Block("counts", "openclout.scoring", method.count_table),
    Block("calibration", "openclout.scoring", method.calibration_table),
    Block("bounds", "openclout.scoring", method.bound_table),
    Block("attack-costs", "openclout.validity", listed(trials.costs)),
    Block("attacks", "openclout.validity", listed(trials.proven)),
    Block("attacks-stand-ins", "openclout.validity", listed(trials.stand_ins)),
    Block("attacks-weak", "openclout.validity", listed(trials.weak)),
    Block("attack-bars", "openclout.validity", listed(trials.each)),
    Block("stars", "openclout.validity", listed(trials.stars)),
    Block("steady", "openclout.validity", listed(trials.steady)),
    Block("stories", "openclout.validity", listed(trials.stories)),
    Block("steady-real", "openclout.validity", listed(trials.real)),
    Block("columns", "openclout.importer.columns", declared.column_tables),
    Block("count-kinds", "openclout.importer.columns", declared.count_kind_table),
    Block("commands", "openclout.cli.app", declared.command_tables),
    Block("json", "openclout.cli.answers", shapes.json_tables),
    Block("settings", "openclout.settings", declared.setting_table),
    Block("judged-sets", "openclout.validity", listed(card.sets)),
    Block("judged-cuts", "openclout.validity", listed(card.cuts)),
    Block("judged-ranges", "openclout.validity", listed(card.ranges)),
    Block("judged-votes", "openclout.validity", listed(card.votes)),
    Block("judged-bars", "openclout.validity", listed(card.bars)),
    Block("networks", "openclout.networks", declared.network_table),
    Block("network-pages", "openclout.networks", declared.network_pages),
    Block("network-reasons", "openclout.networks", declared.network_reasons),
)
"""Every generated part. To add one, write a function that returns Markdown and put its name here and in a document."""


def filled(text: str) -> str:
    """The document with every generated part as it should be. Raises KeyError for a name that nobody writes."""
    written = {block.name: block for block in BLOCKS}
    numbers = {entry.name: plain(entry.value) for entry in weights.entries()} | card.numbers() | trials.numbers()

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
