"""The command `fit`: act weights and calibration from a network's own past.

Comes in: files of interactions, each a network with a past of its own. Goes out: tables, JSON, and a method file.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from openclout.cli.options import Acts, AsJson, Network, acts_of
from openclout.cli.rejects import IN_PART, tell_rejects
from openclout.cli.replacing import replace_text
from openclout.cli.showing import Sheet, as_json, many, progress, show
from openclout.vocabulary.errors import BadInput

if TYPE_CHECKING:
    import polars as pl

    from openclout import fitting
    from openclout.cli.method_answers import Curve

ENDING = ".toml"
FOLDER_FILE = "interactions.parquet"


def fit(
    data: Annotated[
        list[Path],
        typer.Argument(metavar="DATA", help="Files of interactions (or folders with interactions.parquet)."),
    ],
    calibration: Annotated[
        bool,
        typer.Option("--calibration", help="Fit the two constants of the curve from raw to score as well."),
    ] = False,
    out: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Where the method file goes (.toml): score --method FILE.")
    ] = None,
    network: Network = None,
    act: Acts = None,
    json: AsJson = False,
) -> None:
    """What act weights a network's own past would have wanted, and whether they foretell better than equal ones."""
    from openclout.cli.method_answers import fit_answer

    name = _name(out)
    networks, rejected = _networks(data, network, acts_of(act))
    made = _made(networks, _command(data, out, calibration=calibration), calibration=calibration)
    if out is not None:
        from openclout.fitting import method_text

        replace_text(out, method_text(made, name))
    answer = fit_answer(made, out)
    if json:
        as_json(answer)
    else:
        show(*_sheets(made.networks), *_together(made), *_calibrated(answer.calibration), *_written(out))
    if rejected:
        raise typer.Exit(IN_PART)


def _name(out: Path | None) -> str:
    """What the method file calls its numbers. Raises BadInput before anything takes long."""
    from openclout.scoring.weights import VERSIONS

    if out is None:
        return "mine"
    if out.suffix != ENDING:
        raise BadInput(f"A method file ends in {ENDING}; got {out.name!r}. Name it, for example, mine.toml.")
    if out.stem in VERSIONS:
        raise BadInput(f"{', '.join(VERSIONS)} are versions that ship; got {out.name!r}. Choose another name.")
    if out.is_dir() or not out.absolute().parent.is_dir():
        raise BadInput(f"{out} should be a file in a folder that there is. Choose another one.")
    return out.stem


def _networks(
    data: Sequence[Path], network: str | None, acts: dict[str, str]
) -> "tuple[tuple[fitting.Network, ...], bool]":
    """Each file fitted by itself, and whether rows of any could not be read."""
    from openclout import fitting

    found: list[fitting.Network] = []
    unread: list[tuple[str, pl.DataFrame]] = []
    names = _names(data)
    with progress("fitting") as told:
        for place, (path, name) in enumerate(zip(data, names, strict=True)):
            told(f"fitting {name}", place, len(data))
            rows = _read(path, network, acts)
            unread.append((name, rows[1]))
            found.append(fitting.network_of(fitting.past_of(rows[0], name)))
    for name, rejects in unread:
        tell_rejects(name, rejects, "What cannot be read was left out.")
    return tuple(found), any(len(rejects) for _, rejects in unread)


def _names(data: Sequence[Path]) -> list[str]:
    """What each file is called: its folder where several files have one name."""
    plain = [path.name if path.is_dir() else path.stem for path in data]
    clash = len(set(plain)) < len(plain)
    return [path.parent.name if clash and path.is_file() else name for path, name in zip(data, plain, strict=True)]


def _read(path: Path, network: str | None, acts: dict[str, str]) -> "tuple[pl.DataFrame, pl.DataFrame]":
    """The interactions of a file or a folder, and the rows that cannot be read."""
    from openclout import clock
    from openclout.cli.files import rows_of
    from openclout.importer.reading import Way, acts_named
    from openclout.library.reading import NETWORK

    file = path / FOLDER_FILE if path.is_dir() else path
    found = rows_of(file, Way(clock.now(), network or NETWORK, acts_named(acts)), lambda _stage, _done, _all: None)
    return found.interactions, found.rejects


def _command(data: Sequence[Path], out: Path | None, *, calibration: bool) -> str:
    """The command that does it again."""
    words = ["openclout fit", *map(str, data)]
    words += ["--calibration"] * calibration
    words += ["--out", str(out)] if out is not None else []
    return " ".join(words)


def _made(networks: "tuple[fitting.Network, ...]", command: str, *, calibration: bool) -> "fitting.Fitted":
    """The weights of all networks together, and the curve under these weights."""
    from openclout import clock, fitting
    from openclout.scoring.weights import load

    acts = fitting.weights_together(networks)
    curve = None
    if calibration:
        weights = fitting.with_acts(load(), acts)
        curve = fitting.calibrated([fitting.reference(network.past, weights) for network in networks], weights)
    return fitting.Fitted(clock.today(), command, networks, acts, curve)


def _sheets(networks: "Sequence[fitting.Network]") -> "list[Sheet | str]":
    return [part for network in networks for part in (_acts(network), *_gained(network))]


def _acts(network: "fitting.Network") -> Sheet:
    """The weights of one network's acts."""
    learned = many(network.acts.windows, "window", "windows")
    rows = many(network.rows, "row", "rows")
    title = f"{network.name}: {rows} by named accounts over {network.days:,.1f} days, learned from {learned}"
    cells = [(one.act.word, one.rows, one.fitted, one.weight, one.why) for one in network.acts.weights]
    return Sheet(title, ("act", ">rows", ">fitted", ">weight", "why"), cells)


def _gained(network: "fitting.Network") -> "list[Sheet | str]":
    """What the weights gain on a cut that they were not fitted on."""
    gain = network.gain
    if gain is None:
        return ["Too little happened after the cut that was held out: whether fitting helps here cannot be said."]
    rows = [
        ("NDCG@100", gain.equal.ndcg, gain.fitted.ndcg, gain.low.ndcg, gain.high.ndcg),
        ("concordance", gain.equal.concordance, gain.fitted.concordance, gain.low.concordance, gain.high.concordance),
    ]
    cells = [
        (name, f"{equal:.3f}", f"{own:.3f}", f"{own - equal:+.3f}", f"{low:+.3f} to {high:+.3f}")
        for name, equal, own, low, high in rows
    ]
    title = f"On a cut that was held out, over the {gain.window_days:,.1f} days after it"
    return [Sheet(title, ("", ">equal", ">fitted", ">gain", ">by chance"), cells), _verdict(network)]


def _verdict(network: "fitting.Network") -> str:
    """Plain words on whether to use the weights."""
    if len(network.acts.kept) < 2:  # noqa: PLR2004 - there is nothing to weigh against
        return "One act alone has nothing to be weighed against: equal weights are all there is."
    if network.gain is not None and network.gain.helps:
        return "Fitting helps here, by more than chance. That holds for this network, and for no other."
    return "Fitting does not help here: keep equal weights."


def _together(made: "fitting.Fitted") -> "list[Sheet | str]":
    """The mean over several networks, as the method file has it."""
    if len(made.networks) == 1:
        return []
    rows = [
        (act.word, sum(act in network.acts.kept for network in made.networks), weight)
        for act, weight in made.acts.items()
    ]
    return [Sheet("Together, each network weighing the same", ("act", ">networks", ">weight"), rows)]


def _calibrated(curves: "Sequence[Curve]") -> "list[Sheet | str]":
    """The constants of the curve, beside those that are frozen."""
    if not curves:
        return []
    rows = [
        (curve.name, f"{curve.half_raw:.2f}", f"{curve.steepness:.4f}", f"{curve.mean:.1f}", f"{curve.p95:.1f}")
        for curve in curves
    ]
    title = f"Calibration, on {many(curves[0].people, 'person', 'people')} with a number"
    return [Sheet(title, ("curve", ">half_raw", ">steepness", ">mean", ">95th percentile"), rows)]


def _written(out: Path | None) -> list[str]:
    return [f"Wrote {out}. Use it: openclout score FILE --method {out}"] if out is not None else []
