"""`make fit`: the numbers of the method that are fitted, fitted again on the reference sets at hand.

Comes in: the sets under ../shared/data/sets. Goes out: the part `fit` at the end of `weights.toml`, which says when,
on what, and with which figures; no number of the method changes by it. A set that is not there is an error.

All sets at hand on which people act on people with more than one kind of act, or long enough for a reference, are
taken as they are: none was left out for its result.
"""

import argparse
import re
from pathlib import Path

from openclout import clock
from openclout.cli.files import rows_of
from openclout.fitting import Fitted, calibrated, fit_lines, network_of, past_of
from openclout.importer.reading import Way, acts_named
from openclout.scoring.weights import load

ROOT = Path(__file__).resolve().parent.parent
SETS = ROOT.parent / "shared" / "data" / "sets"
WEIGHTS = ROOT / "src" / "openclout" / "scoring" / "weights.toml"
NAMES = (
    *("higgs_twitter", "discord_ethrnd", "maillist_r", "collegemsg", "discourse_urho3d", "se_beer_2017"),
    *("se_bicycles_meta_2023", "se_french_meta_2022", "se_conlang_meta_2020"),
)
CUTS = (0.3, 0.5, 0.7)
"""Those of the protocol: the gain is their mean."""
HEAD = "\n# How the fitted numbers were found. Made by `make fit`; nothing below is a number of the method.\n"


def fitted(sets: Path) -> Fitted:
    """Every set fitted, and a curve for all of them under the weights that are frozen: equal ones."""
    networks = []
    for name in NAMES:
        way = Way(clock.now(), name, acts_named({}))
        rows = rows_of(sets / name / "interactions.parquet", way, lambda _stage, _done, _all: None).interactions
        networks.append(network_of(past_of(rows, name), CUTS))
        print(f"fitted {name}")
    curve = calibrated([network.reference for network in networks], load())
    return Fitted(clock.today(), "make fit", tuple(networks), {}, curve)


def main() -> None:
    """Fit, and write it down."""
    words = argparse.ArgumentParser(prog="python -m bench.fit", description=__doc__)
    words.add_argument("--sets", type=Path, default=SETS, help="where the reference sets are")
    words.add_argument("--weights", type=Path, default=WEIGHTS, help="the file whose part `fit` is written")
    given = words.parse_args()
    kept = re.split(r"\n# How the fitted numbers", given.weights.read_text(encoding="utf-8"))[0]
    lines = "\n".join(fit_lines(fitted(given.sets)))
    given.weights.write_text(f"{kept}{HEAD}{lines}\n", encoding="utf-8")
    print(f"wrote the part `fit` of {given.weights}")


if __name__ == "__main__":
    main()
