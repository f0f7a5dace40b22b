"""Worlds for the benches of attacks and of stability: open sets of interactions, and made-up ones.

Comes in: the folder of the sets, or a seed. Goes out: `World`: interactions of one network up to an instant, as the
kernels want them, and what everybody scores in it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import numpy as np
import polars as pl

from openclout.scoring.belief import Standing, full_trust, lots, standing
from openclout.scoring.calibration import score
from openclout.scoring.edges import Accounts, Edges, Marks, edges, ripeness
from openclout.scoring.formula import plan
from openclout.scoring.points import DAY, Trust, pace, raw_of
from openclout.scoring.rows import Bool, Float64, Int32, Int64, Rows, chosen, ordered
from openclout.scoring.set_aside import credit, ruled
from openclout.scoring.standings import measure
from openclout.scoring.weights import load
from openclout.vocabulary.acts import ALIASES, Act
from openclout.vocabulary.tables import NOBODY

SETS = Path(__file__).parents[1].parent / "shared" / "data" / "sets"
ATTACKED = (
    "higgs_twitter", "maillist_r", "discord_ethrnd", "discourse_urho3d",
    "se_beer_2017", "se_bicycles_meta_2023", "se_french_meta_2022", "se_conlang_meta_2020",
)  # fmt: skip
WEIGHTS = load()
NAMELESS = ("", "anon", "anonymous")
"""How sets write that an actor is not named."""
CUT = 0.7
"""The share of a set's span at which it is attacked: enough past to have scores, enough people still there."""
PROVEN_SHARE = 0.1


@dataclass(frozen=True)
class World:
    """Rows of one network before `as_of`; owners and actors are accounts. Without `proven` people, lots draw seeds."""

    name: str
    network: str
    rows: Rows
    accounts: Accounts
    as_of: int

    @property
    def people(self) -> int:
        """How many accounts there are."""
        return len(self.accounts.person)

    @cached_property
    def edges(self) -> Edges:
        """Who acted on whom."""
        like = self.rows.act == Act.LIKE if ruled((self.network,), WEIGHTS) else None
        marks = Marks(like, ripeness(self.rows.at, self.as_of, WEIGHTS.belief))
        return edges(self.rows.owner, self.rows.actor, self.rows.network, self.accounts, marks)

    @cached_property
    def standing(self) -> Standing:
        """Whom to believe."""
        found = standing(self.edges, self.accounts, 1, WEIGHTS)
        if not ruled((self.network,), WEIGHTS):
            return found
        kept = credit(self.edges, self.accounts, (self.network,), WEIGHTS)
        return replace(found, trust=found.trust._replace(credit=kept))

    def scores(self, trust: Trust | None = None) -> Float64:
        """Everybody's score."""
        order = ordered(self.rows, self.people)
        return score(raw_of(self.rows, order, self.as_of, pace(WEIGHTS), trust or self.standing.trust), WEIGHTS)

    def scores_of(self, targets: Sequence[int]) -> Float64:
        """The scores of some: only their rows are looked at."""
        wanted = np.zeros(self.people, dtype=np.bool_)
        wanted[list(targets)] = True
        few = replace(self, rows=chosen(self.rows, wanted[self.rows.owner]))
        return few.scores(self.standing.trust)[list(targets)]

    @cached_property
    def full(self) -> Float64:
        """Everybody's score if everybody counted in full."""
        return self.scores(full_trust(self.accounts, 1))

    def numbered(self) -> Bool:
        """Who has enough data for a number."""
        recent = self.rows.at >= self.as_of - int(WEIGHTS.quiet_days * DAY)
        heard = np.bincount(self.rows.owner[recent], minlength=self.people) > 0
        nameless = np.bincount(self.rows.owner[self.rows.actor < 0], minlength=self.people)
        return np.asarray(heard & (np.diff(self.edges.start) + nameless >= WEIGHTS.number_fans))

    def bounds(self) -> tuple[Float64, Float64]:
        """What a purse has room for, and its kappa, by account."""
        today = plan(self.as_of, WEIGHTS, networks=1)
        found = measure(self.rows, ordered(self.rows, self.people), today, self.standing.trust).standings
        return found["room"].copy(), found["kappa"].copy()

    def plus(self, rows: Rows, newcomers: int) -> "World":
        """The same world with more rows and more accounts, who have proven nothing."""
        more = self.people + newcomers
        names = pl.Series([f"{self.name}:newcomer-{i}" for i in range(newcomers)], dtype=pl.String)
        grown = Accounts(
            np.arange(more, dtype=np.int32),
            np.zeros(more, dtype=np.int16),
            np.concatenate([self.accounts.lot, lots(names) if newcomers else np.zeros(0)]),
            np.concatenate([self.accounts.proven, np.zeros(newcomers, dtype=np.bool_)]),
        )
        return World(self.name, self.network, both(self.rows, rows), grown, self.as_of)

    def proving(self, seed: int) -> "World":
        """The same world where a random tenth of those with three fans, twenty at least, have proven who they are."""
        eligible = np.flatnonzero(np.diff(self.edges.start) >= WEIGHTS.belief.seed_fans)
        count = min(len(eligible), max(WEIGHTS.belief.seed_minimum, round(PROVEN_SHARE * len(eligible))))
        proven = np.zeros(self.people, dtype=np.bool_)
        proven[np.random.default_rng(seed).choice(eligible, count, replace=False)] = True
        known = replace(self.accounts, proven=proven)
        return World(self.name, self.network, self.rows, known, self.as_of)


def rows_of(owner: Int64, actor: Int64, at: Int64, act: int = Act.LIKE) -> Rows:
    """Rows of one network, of weight 1, on no post; what people do to themselves is left out."""
    kept = owner != actor
    count = int(kept.sum())
    return Rows(
        owner[kept].astype(np.int32),
        actor[kept].astype(np.int32),
        at[kept].astype(np.int64),
        np.full(count, act, dtype=np.int8),
        np.zeros(count, dtype=np.int16),
        np.full(count, -1, dtype=np.int64),
        np.ones(count, dtype=np.float32),
    )


def both(rows: Rows, more: Rows) -> Rows:
    """All rows of two."""
    return Rows(
        np.concatenate([rows.owner, more.owner]),
        np.concatenate([rows.actor, more.actor]),
        np.concatenate([rows.at, more.at]),
        np.concatenate([rows.act, more.act]),
        np.concatenate([rows.network, more.network]),
        np.concatenate([rows.post, more.post]),
        np.concatenate([rows.weight, more.weight]),
    )


def known_sets(folder: Path = SETS, names: Sequence[str] = ATTACKED) -> Iterator[World]:
    """The open sets that there are, each up to the cut."""
    for name in names:
        if (folder / name / "interactions.parquet").exists():
            yield up_to(read(folder / name / "interactions.parquet", name), CUT)


def read(path: Path, name: str) -> World:
    """A whole set; unknown kinds of acts are mentions, downvotes and acts on oneself are left out."""
    table = (
        pl.read_parquet(path, columns=["network", "kind", "actor", "target", "ts"])
        .drop_nulls()
        .filter((pl.col("actor") != pl.col("target")) & (pl.col("kind") != "downvote_received"))
        .sort("ts", "actor", "target")
    )
    table = table.with_columns(actor=pl.when(~pl.col("actor").is_in(NAMELESS)).then("actor"))
    names = pl.concat([table["actor"].drop_nulls(), table["target"]]).unique().sort()
    acts = {kind: int(ALIASES.get(kind, Act.MENTION)) for kind in table["kind"].unique()}
    place = pl.DataFrame({"name": names, "key": np.arange(len(names), dtype=np.int32)})
    keys = [
        table.join(place, left_on=side, right_on="name", how="left", maintain_order="left")["key"].fill_null(NOBODY)
        for side in ("target", "actor")
    ]
    at = table["ts"].dt.epoch("us").to_numpy()
    rows = rows_of(keys[0].to_numpy(), keys[1].to_numpy(), at)._replace(
        act=table["kind"].replace_strict(acts, return_dtype=pl.Int8).to_numpy()
    )
    network = str(table["network"][0])
    return World(name, network, rows, alone(lots(pl.Series([f"{network}:"]).str.join("") + names)), int(at[-1]) + 1)


def alone(lot: Float64) -> Accounts:
    """Accounts of one network that are people of their own and have proven nothing."""
    count = len(lot)
    return Accounts(
        np.arange(count, dtype=np.int32), np.zeros(count, dtype=np.int16), lot, np.zeros(count, dtype=np.bool_)
    )


def up_to(world: World, share: float) -> World:
    """The world at a share of its span, as far as memory goes."""
    first, last = int(world.rows.at.min()), int(world.rows.at.max())
    as_of = first + int(share * (last - first))
    kept = (world.rows.at < as_of) & (world.rows.at > as_of - int(WEIGHTS.memory_days * DAY))
    return World(world.name, world.network, chosen(world.rows, kept), world.accounts, as_of)


def made_up(seed: int, *, people: int = 2000, rows: int = 40_000, days: int = 200) -> World:
    """A community: who is acted on follows a steep law, who acts a flat one, most of it by a few neighbours."""
    chance = np.random.default_rng(seed)
    heard = (np.arange(people) + 3.0) ** -0.9
    owner = chance.choice(people, rows, p=heard / heard.sum())
    neighbour = (owner * 31 + chance.integers(1, 40, rows) ** 2) % people
    actor = np.where(chance.random(rows) < 0.7, neighbour, chance.integers(0, people, rows))
    at = 900 * DAY - 1 - (days * DAY * chance.random(rows)).astype(np.int64)
    return World("made up", "made_up", rows_of(owner, actor, at), alone(chance.random(people)), 900 * DAY)


def targets(world: World, count: int) -> dict[str, Int32]:
    """Numbered accounts to attack: around the median, around the 90th percentile, at the floor."""
    numbered = np.flatnonzero(world.numbered())
    best = numbered[np.argsort(world.scores()[numbered], kind="stable")].astype(np.int32)

    def around(share: float) -> Int32:
        first = min(max(0, int(share * len(best)) - count // 2), max(0, len(best) - count))
        return best[first : first + count]

    return {"median": around(0.5), "90th percentile": around(0.9), "floor": around(0.0)}
