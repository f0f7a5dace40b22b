"""A set of interactions, scored in memory.

Comes in: interactions and counts under the names of their accounts. Goes out: `Study`: everybody's result, and the
explanation of one.
"""

from dataclasses import dataclass
from datetime import date, datetime

import numpy as np
import polars as pl

from openclout.engines.days import Scene, measured, scene
from openclout.engines.giving import gifts, give, nobody_gave
from openclout.engines.population import linked, population
from openclout.engines.window import Bucket, end_of
from openclout.lake import NAMED
from openclout.library.explanation import Explanation
from openclout.library.keying import keyed, source_of
from openclout.library.methods import weights_of
from openclout.library.reading import Options
from openclout.people.naming import named
from openclout.scoring.causes import Standpoint, points_of
from openclout.scoring.counts import KINDS
from openclout.scoring.formula import Scored, numbers, percentiles
from openclout.scoring.generosity import generosity
from openclout.scoring.measures import BY_ACT, BY_COUNT, BY_DISCOUNT
from openclout.scoring.momentum import trend
from openclout.scoring.reasons import discounted
from openclout.scoring.rows import Rows
from openclout.vocabulary.acts import PHRASES, Act
from openclout.vocabulary.errors import Ambiguous, BadInput, NotFound
from openclout.vocabulary.records import Discount, Link, Part
from openclout.vocabulary.tables import INSTANT

RESULT: dict[str, pl.DataType] = {
    "person": pl.String(),
    "network": pl.String(),
    "score": pl.Float64(),
    "low": pl.Float64(),
    "high": pl.Float64(),
    "measured_low": pl.Float64(),
    "measured_high": pl.Float64(),
    "momentum": pl.Float64(),
    "raw": pl.Float64(),
    "percentile": pl.Float64(),
    "fans": pl.Int32(),
    "interactions": pl.Int32(),
    "last": INSTANT,
    "enough": pl.Boolean(),
    "given": pl.Int32(),
    "helped": pl.Int32(),
}
"""The columns of a result: one row per person, best first."""
NUMBERED = ("score", "low", "high", "measured_low", "measured_high", "momentum")
"""The columns that are null where there is too little data."""
EARNED: dict[str, pl.DataType] = {
    "actor": pl.String(),
    "act": pl.String(),
    "at": INSTANT,
    "network": pl.String(),
    "post": pl.String(),
    "points": pl.Float64(),
}
"""The columns of an explanation's rows: one row per interaction, or count, that earned points."""
STATED = ("network", "account", "kind")
"""What a count is of."""


@dataclass(frozen=True)
class Study:
    """Interactions of some accounts, scored on one day. `scene` is None where there were none."""

    scene: Scene | None
    pieces: tuple[tuple[Bucket, Scored], ...]
    accounts: pl.DataFrame
    posts: pl.DataFrame
    counts: pl.DataFrame

    def table(self) -> pl.DataFrame:
        """The result of `score`."""
        return self.people().select(*RESULT) if self.scene is not None else pl.DataFrame(schema=RESULT)

    def explained(self, name: str) -> Explanation[pl.DataFrame]:
        """One person's result, explained. Raises NotFound or Ambiguous."""
        if self.scene is None:
            raise NotFound(f"Nobody acted on {name!r}: there are no interactions.")
        found = self._found(name)
        key = int(found["key"][0])
        bucket, measures = next(piece for piece in self.pieces if key in piece[0].persons)
        told = found.row(0, named=True)
        rows = pl.concat([_earned(self.scene, _mine(bucket, key), self.posts), _counted(measures, key)])
        parts = _parts(measures, key)
        return Explanation(
            name=told["person"],
            score=told["score"],
            low=told["low"],
            high=told["high"],
            raw=told["raw"],
            parts=parts,
            rows=rows,
            reason=self._reason(found),
            measured_low=told["measured_low"],
            measured_high=told["measured_high"],
            momentum=told["momentum"],
            trend=trend(told["score"], told["momentum"], told["chance_now"]),
            generosity=generosity(told["given"], told["helped"], self.scene.weights),
            discounts=_discounts(self.scene, measures, key),
            fake_bound=told["fake_bound"],
            tricked_bound=told["tricked_bound"],
            ring_bound=told["ring_bound"],
        )

    def people(self) -> pl.DataFrame:
        """Everybody's result and key, best first."""
        assert self.scene is not None  # noqa: S101 - all callers have looked
        people = pl.concat([found.people for _, found in self.pieces]).sort("person")
        people = people.with_columns(percentile=pl.Series(percentiles(people, numbers(people))).fill_nan(None))
        numbered = [pl.when("enough").then(name).alias(name) for name in NUMBERED]
        given, helped = self._giving(people["person"])
        people = people.with_columns(given=given, helped=helped)
        who = self.accounts.group_by("key").agg(pl.col("called").first(), pl.col("network").unique().sort())
        who = who.with_columns(pl.col("network").list.join(", "))
        return (
            people.rename({"person": "key"})
            .with_columns(*numbered)
            .join(who, on="key", maintain_order="left")
            .rename({"called": "person"})
            .sort(pl.col("score").fill_null(-1.0), "raw", descending=True, maintain_order=True)
        )

    def _giving(self, keys: pl.Series) -> tuple[pl.Series, pl.Series]:
        """What these people did for others: acts, and to how many people."""
        assert self.scene is not None  # noqa: S101 - whoever asks has looked
        person = self.scene.people.accounts.person
        giving = nobody_gave(len(person))
        for _, found in self.pieces:
            give(giving, gifts(found.ties, person))
        return pl.Series(giving.acts[keys.to_numpy()]), pl.Series(giving.people[keys.to_numpy()])

    def _found(self, name: str) -> pl.DataFrame:
        """The person of a name: as `score` says it, as an account, with or without its network, in any case."""
        wanted = name.strip().removeprefix("@")
        full = pl.concat_str("network", pl.lit(":"), "native_id")
        names = [pl.col("called"), full, pl.col("native_id")]
        tries = [one == wanted for one in names] + [one.str.to_lowercase() == wanted.lower() for one in names]
        people = self.people()
        for fits in tries:
            found = people.filter(pl.col("key").is_in(self.accounts.filter(fits)["key"].implode()))
            if len(found) > 1:
                several = ", ".join(found["person"].head(5))
                raise Ambiguous(f"{len(found)} people answer to {name!r}: {several}. Use one of these names.")
            if len(found):
                return found
        raise NotFound(f"Nobody acted on {name!r} in these interactions. Look at the column person of score().")

    def _reason(self, found: pl.DataFrame) -> str:
        """Why there is no number."""
        if self.scene is None or found["enough"][0]:
            return ""
        fans, wanted, days = found["fans"][0], self.scene.weights.number_fans, self.scene.weights.quiet_days
        return f"{fans} of {wanted} people so far" if fans < wanted else f"silent for more than {days:.0f} days"


def study(rows: pl.DataFrame, options: Options, counts: pl.DataFrame | None = None) -> Study:
    """Score interactions (network, actor, target, act, at, post, weight). Raises BadInput for a wrong option."""
    weights, day = weights_of(options.method), options.day or _newest(rows)
    rows = rows.filter(pl.col("at") < end_of(day)) if day is not None else rows
    if day is None or rows.is_empty():
        return Study(None, (), pl.DataFrame(), pl.DataFrame(), pl.DataFrame())
    counts = _stated(counts, day)
    found = keyed(rows, counts)
    accounts = found.accounts
    people = linked(population([accounts], len(accounts)), _links(options, accounts))
    source = source_of(found)
    names = pl.concat(named(people.known.pieces, people.persons)).select(key="person", called="name")
    held = accounts.with_columns(key=pl.Series(people.accounts.person)).join(names, on="key", maintain_order="left")
    today = scene(day, source, people, weights)
    return Study(today, tuple(measured(today, source)), held, found.posts, found.counts)


def _newest(rows: pl.DataFrame) -> date | None:
    newest = rows["at"].max()
    return newest.date() if isinstance(newest, datetime) else None


def _mine(bucket: Bucket, person: int) -> Rows:
    """One person's rows."""
    mine = bucket.rows.owner == np.searchsorted(bucket.persons, person)
    rows = Rows._make(column[mine] for column in bucket.rows)
    return rows._replace(owner=np.zeros(len(rows.actor), dtype=np.int32))


def _earned(today: Scene, mine: Rows, posts: pl.DataFrame) -> pl.DataFrame:
    """The interactions that earned points, most valuable first."""
    rows, points = points_of(mine, Standpoint(today.as_of, today.standing.trust, today.weights))
    titles = today.people.frame.select(actor="key", name="native_id")
    earned = pl.DataFrame(
        {
            "actor": rows.actor,
            "act": pl.Series([Act(int(act)).word for act in rows.act], dtype=pl.String),
            "at": pl.Series(rows.at).cast(INSTANT),
            "network": pl.Series([today.people.networks[network] for network in rows.network], dtype=pl.String),
            "post": rows.post,
            "points": points,
        }
    )
    return (
        earned.filter(pl.col("points") > 0)
        .join(titles, on="actor", how="left", maintain_order="left")
        .join(posts.rename({"post": "post_name", "key": "post"}), on="post", how="left", maintain_order="left")
        .select(actor="name", act="act", at="at", network="network", post="post_name", points="points")
    )


def _counted(found: Scored, person: int) -> pl.DataFrame:
    """The counts that earned points."""
    mine = found.parts[(found.parts["owner"] == person) & (found.parts["by"] == BY_COUNT)]
    rows = {"act": [f"{KINDS[label]} count" for label in mine["label"]], "points": mine["points"].tolist()}
    return pl.DataFrame({name: rows.get(name, [None] * len(mine)) for name in EARNED}, schema=EARNED)


def _parts(found: Scored, person: int) -> tuple[Part, ...]:
    """A person's shares by act, and by count, largest first."""
    parts = found.parts[(found.parts["owner"] == person) & np.isin(found.parts["by"], (BY_ACT, BY_COUNT))]
    return tuple(
        Part(
            PHRASES[Act(int(part["label"]))][1] if part["by"] == BY_ACT else f"{KINDS[part['label']]}s stated",
            float(part["points"]),
            int(part["interactions"]),
        )
        for part in parts[np.argsort(-parts["points"], kind="stable")]
    )


def _discounts(today: Scene, found: Scored, person: int) -> tuple[Discount, ...]:
    """What counted only in part."""
    mine = found.parts[(found.parts["owner"] == person) & (found.parts["by"] == BY_DISCOUNT)]
    return discounted(mine, today.people.networks, today.weights)


def _stated(counts: pl.DataFrame | None, day: date) -> pl.DataFrame:
    """The newest count of each account and kind on a day; one without a time is known on every day."""
    if counts is None:
        return pl.DataFrame(schema=NAMED["counts"])
    known = counts.filter((pl.col("at") <= end_of(day)) | pl.col("at").is_null())
    return known.sort(*STATED, "at", "count").unique(STATED, keep="last", maintain_order=True)


def _links(options: Options, accounts: pl.DataFrame) -> list[Link]:
    """The links of the options. An account without a network is looked for on every network."""
    found: list[Link] = []
    for account, person in sorted((options.links or {}).items()):
        full = pl.concat_str("network", pl.lit(":"), "native_id")
        known = accounts.filter((full == account) | (pl.col("native_id") == account))
        if known.is_empty():
            raise BadInput(f"The link of {account!r} to {person!r} names an account that is in no row. Leave it out.")
        for network, native_id in known.select("network", "native_id").iter_rows():
            found.append(Link(person, person, network, native_id, "given", date.min))
    return found
