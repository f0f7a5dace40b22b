"""Who lives in the made-up world: people, their roles and their accounts.

Comes in: a generator and a size. Goes out: two tables, `people` (one row per person) and `accounts` (one row per
account), that the other modules of `demo` read.
"""

import unicodedata

import numpy as np
import polars as pl
from numpy.typing import NDArray

from openclout.demo.cast import CAST, EXPERTS, Character
from openclout.demo.names import FAMILY, GIVEN
from openclout.demo.roles import BOT_DAYS, HOLIDAY_DAYS, NETWORKS, ROLES, SILENT_DAYS, Size, headcount
from openclout.demo.words import COMMUNITIES

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Known = tuple[str, str, str, str]
"""Name, title, role, community."""

PLACE = {community.name: number for number, community in enumerate(COMMUNITIES)}
FAR = 10_000.0
"""Days; before and after everything."""
CIRCLES = ("South", "East", "West", "Prime", "Daily", "Rising", "Summit", "Ladder", "Orbit", "Forever", "Plus")
ZONES = (-8, -6, -5, -3, 0, 1, 2, 3, 5.5, 8, 9, 12)
ZONE_WEIGHTS = (1, 1, 2, 1.5, 3, 5, 3, 1.5, 1.5, 1, 1, 0.5)
QUIET_SHARE = 0.6
"""Share of people who go quiet for some weeks or months."""
LAGOS = 1
GITHUB = NETWORKS.index("github")
PATHS = ("/notes", "/blog", "", "/journal")


def people(rng: np.random.Generator, size: Size) -> pl.DataFrame:
    """One row per person, the known ones first: name, title, role, community and how they behave."""
    known = _known(headcount(size.people))
    role = np.array([row[2] for row in known] + _crowd(known, headcount(size.people)))
    community = rng.integers(0, len(COMMUNITIES), len(role))
    community[: len(known)] = [PLACE[row[3]] for row in known]
    names, titles = _names(rng, known, role, community)
    zone = rng.choice(ZONES, len(role), p=np.array(ZONE_WEIGHTS) / sum(ZONE_WEIGHTS))
    zone[0] = LAGOS
    frame = pl.DataFrame(
        {
            "person": np.arange(len(role)),
            "name": names,
            "title": titles,
            "role": role,
            "community": community,
            "second": (community + rng.integers(1, len(COMMUNITIES), len(role))) % len(COMMUNITIES),
            "zone": zone,
        }
    )
    return _absences(rng, _behaviour(rng, frame, size), size)


def _known(counts: dict[str, int]) -> list[Known]:
    """The cast, then as many known experts as the world has room for."""
    experts = EXPERTS[: counts["expert"] - 1]
    return [(who.name, who.title, who.role, who.community) for who in CAST] + [
        (name, title, "expert", community) for name, title, community in experts
    ]


def _crowd(known: list[Known], counts: dict[str, int]) -> list[str]:
    """The roles still to be filled by people without a script."""
    taken = [row[2] for row in known]
    return [role for role, count in counts.items() for _ in range(count - taken.count(role))]


def _names(
    rng: np.random.Generator, known: list[Known], role: NDArray[np.str_], community: Ints
) -> tuple[list[str], list[str]]:
    """A unique name and a title for everybody."""
    names, titles = [row[0] for row in known], [row[1] for row in known]
    pairs = _combinations(rng, titles)
    taken, clubs, circles = set(names), _clubs(), list(CIRCLES)
    for number in range(len(known), len(role)):
        given, family = pairs[number]
        place, style = int(community[number]), rng.random()
        title, wish = f"{given} {family}", _wish(given, family, COMMUNITIES[place].suffix, style)
        if role[number] == "bot":
            title = wish = f"{given} {rng.integers(1000, 9999)}"
        elif role[number] == "ring":
            title = wish = f"Growth Circle {circles.pop(0)}"
        elif role[number] == "ordinary" and clubs[place] and style < 0.02:  # noqa: PLR2004 - one in fifty is a club
            title = wish = clubs[place].pop(0)
        names.append(_unique(slug(wish), slug(title), taken))
        titles.append(title)
    return names, titles


def _combinations(rng: np.random.Generator, titles: list[str]) -> list[tuple[str, str]]:
    """Every given name with every surname, shuffled, without the characters' own."""
    pairs = [(given, family) for given in GIVEN for family in FAMILY if f"{given} {family}" not in titles]
    return [pairs[place] for place in rng.permutation(len(pairs)).tolist()]


def _clubs() -> list[list[str]]:
    return [list(community.clubs) for community in COMMUNITIES]


def _wish(given: str, family: str, suffix: str, style: float) -> str:
    """What somebody would like to be called, by temper."""
    wishes = (given, given + suffix, given + family, given + family, given[0] + family, given + family[:3], family)
    return wishes[int(style * len(wishes))]


def slug(words: str) -> str:
    """Small letters and digits only."""
    plain = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode()
    return "".join(letter for letter in plain.lower() if letter.isalnum())


def _unique(wish: str, full: str, taken: set[str]) -> str:
    """The wish if nobody has it, else the full name, else a number."""
    name, turn = full if wish in taken else wish, 2
    while name in taken:
        name, turn = f"{full}{turn}", turn + 1
    taken.add(name)
    return name


def _behaviour(rng: np.random.Generator, frame: pl.DataFrame, size: Size) -> pl.DataFrame:
    """Each person's traits, with chance: how many fans they will find, how often they write, how much they act."""
    traits = [ROLES[role] for role in frame["role"]]
    column = {key: np.array([getattr(each, key) for each in traits], dtype=np.float64) for key in _DRAWN}
    rate = column["rate"] * np.exp(rng.normal(size=len(traits)) * column["spread"])
    rate = np.minimum(rate, np.where(column["order"] == 1, 0.4, 0.5 * size.people / size.days))
    pace = column["pace"] * np.exp(rng.normal(size=len(traits)) * 0.3) + np.where(column["order"] == 1, rate, 0)
    # Those whom others act on act more themselves.
    known = np.where(column["order"] == 1, (rate / ROLES["ordinary"].rate) ** 0.4, 1)
    activity = column["activity"] * np.exp(rng.normal(size=len(traits)) * 1.1) * known
    fewest, most = (np.array([each.accounts[end] for each in traits]) for end in (0, 1))
    holds = fewest + rng.binomial(most - fewest, 0.33)
    return frame.with_columns(
        pl.Series("rate", rate),
        pl.Series("pace", pace),
        pl.Series("activity", activity),
        pl.Series("holds", holds),
        *(pl.Series(key, column[key]) for key in ("repeats", "loyalty", "inward", "lean", "order")),
    )


_DRAWN = ("rate", "spread", "repeats", "loyalty", "inward", "lean", "pace", "activity", "order")


def _absences(rng: np.random.Generator, frame: pl.DataFrame, size: Size) -> pl.DataFrame:
    """When each person is there: `first` to `last`, with one quieter spell in which they write `kept` as much."""
    role, end = frame["role"].to_numpy(), float(size.days)
    first, last = np.zeros(frame.height), np.full(frame.height, end)
    first[role == "bot"] = end - rng.uniform(0.3, 1, (role == "bot").sum()) * min(BOT_DAYS - 1, end / 2)
    first[role == "newcomer"] = end - min(45, end * 0.6)
    last[role == "holiday"] = end - HOLIDAY_DAYS
    first[role == "silent"], last[role == "silent"] = (end - before for before in SILENT_DAYS)
    away = rng.uniform(-20, end, frame.height)
    back = away + rng.uniform(8, 90, frame.height)
    kept = np.where(rng.random(frame.height) < QUIET_SHARE, 0.1, 1.0)
    for special, left, came, share in (("main", 76, 61, 0.3), ("returned", 25, 4, 0.0)):
        away[role == special], back[role == special], kept[role == special] = end - left, end - came, share
    kept[np.isin(role, ("bot", "ring", "celebrity", "newcomer", "silent", "holiday", "expert", "buyer"))] = 1
    born = np.where(np.isin(role, ("bot", "newcomer", "silent")), first, -FAR)
    return frame.with_columns(
        *(pl.Series(key, column) for key, column in {"first": first, "last": last, "away": away, "back": back}.items()),
        pl.Series("kept", kept),
        pl.Series("born", born),
    )


def accounts(rng: np.random.Generator, crowd: pl.DataFrame) -> pl.DataFrame:
    """One row per account: whose, on which network, under which handle, with which share of the attention."""
    leaning = np.array([community.leaning for community in COMMUNITIES])[crowd["community"].to_numpy()]
    wish = np.log(leaning) + rng.gumbel(size=leaning.shape) + _firsts(crowd)
    rank = np.argsort(np.argsort(-wish, axis=1), axis=1)
    holder, network = np.nonzero(rank < crowd["holds"].to_numpy()[:, None])
    share = 0.6 ** rank[holder, network].astype(np.float64)
    total = np.bincount(holder, share, minlength=crowd.height)
    frame = pl.DataFrame(
        {"person": holder, "place": network, "rank": rank[holder, network], "share": share / total[holder]}
    )
    frame = frame.join(crowd, on="person", how="left", maintain_order="left")
    frame = frame.with_columns(network=pl.Series([NETWORKS[place] for place in network]), native=_natives(frame))
    frame = pl.concat([frame, _workshop(frame)]).with_columns(handle=_handle())
    return frame.sort("place", "community", "person", "native").with_row_index("account")


def _firsts(crowd: pl.DataFrame) -> Floats:
    """A push that makes the network of a character's handle their first, and fixes the main character's order."""
    push = np.zeros((crowd.height, len(NETWORKS)))
    for row, who in enumerate(CAST):
        push[row, _network(who)] = 100
    push[0] += [100, 80, 60, 40, 20]
    push[crowd["role"].to_numpy() == "bot", 0] = 100
    push[crowd["role"].to_numpy() == "ring", 0] = 100
    return push


def _network(who: Character) -> int:
    return 1 if who.handle.startswith("@") else 0


def _natives(frame: pl.DataFrame) -> pl.Series:
    """What each network calls the account."""
    shapes = ("{0}.example", "{0}@{1}", "{0}", "{0}", "{0}.example{2}")
    natives = []
    for name, place, person, community in frame.select("name", "place", "person", "community").iter_rows():
        path = PATHS[person % len(PATHS)]
        called = slug(CAST[0].title) if (person, place) == (0, GITHUB) else name
        natives.append(shapes[place].format(called, _server(name, community), path))
    return pl.Series("native", natives)


def _server(name: str, community: int) -> str:
    """Half live on their community's server, half on the large general one."""
    for who in CAST:
        if who.name == name and who.handle.startswith("@"):
            return who.handle.rsplit("@", 1)[1]
    return "social.example" if name == CAST[0].name or len(name) % 2 else COMMUNITIES[community].server


def best_known(accounts: pl.DataFrame) -> dict[tuple[str, str], int]:
    """The largest account of each name on each network."""
    rows = accounts.sort("share", maintain_order=True).select("account", "name", "network").iter_rows()
    return {(name, network): account for account, name, network in rows}


def _workshop(frame: pl.DataFrame) -> pl.DataFrame:
    """The sixth account of the main character: her project's own."""
    own = frame.filter((pl.col("person") == 0) & (pl.col("network") == "mastodon"))
    return own.with_columns(
        native=pl.lit("driftwood@code.example"), title=pl.lit("Driftwood"), share=pl.col("share") * 0.25
    )


def _handle() -> pl.Expr:
    """The account as people write it."""
    return pl.when(pl.col("network").is_in(["mastodon", "youtube"])).then("@" + pl.col("native")).otherwise("native")
