"""What an unconstrained model may look at: some forty figures per person.

Comes in: what was `Seen` at a cut, and the length of the window. Goes out: a table of features, one row per person,
each worked out from before the cut alone.
"""

import numpy as np

from openclout.scoring.methods import Seen, method
from openclout.scoring.methods.counting import pairs, total
from openclout.scoring.points import DAY
from openclout.scoring.rows import Float64, Int32, Int64, Rows, chosen
from openclout.validity.baselines import authority, decayed, lately
from openclout.validity.cuts import distinct
from openclout.validity.protocol import Protocol
from openclout.validity.world import World, within


def common_acts(world: World, protocol: Protocol) -> Int64:
    """The most common acts, most common first; a property of the network that needs no future."""
    counts = np.bincount(world.rows.act)
    return np.argsort(-counts, kind="stable")[: min(protocol.trees.acts, int((counts > 0).sum()))]


def features(seen: Seen, window: int, acts: Int64, protocol: Protocol) -> dict[str, Float64]:
    """Every feature by name; grain one person."""
    return {
        **_received(seen, window, protocol),
        **_given(seen, window),
        **_actors(seen, protocol),
        **_by_act(seen, acts, protocol),
    }


def _received(seen: Seen, window: int, protocol: Protocol) -> dict[str, Float64]:
    rows, people = seen.rows, seen.people
    age = _ages(rows, seen.as_of)
    return {
        "received": total(rows.owner, people),
        "distinct": distinct(rows, people),
        **{f"received_{name}": _rows_within(seen, length) for name, length in _lengths(window)},
        **{f"distinct_{name}": lately(seen, length) for name, length in _lengths(window)},
        **{f"decayed_{days:g}": decayed(seen, days) for days in protocol.half_lives},
        "recency": _least(rows.owner, age, people),
        "age": -_least(rows.owner, -age, people),
        "days": distinct(rows._replace(actor=(rows.at // DAY).astype(np.int32)), people),
    }


def _given(seen: Seen, window: int) -> dict[str, Float64]:
    """What a person does to others."""
    named = chosen(seen.rows, seen.rows.actor >= 0)
    turned = seen._replace(rows=named._replace(owner=named.actor, actor=named.owner))
    age = _ages(named, seen.as_of)
    return {
        "given": total(named.actor, seen.people),
        "given_window": _rows_within(turned, window),
        "given_decayed_7": decayed(turned, 7.0),
        "given_decayed_90": decayed(turned, 90.0),
        "given_distinct": distinct(turned.rows, seen.people),
        "given_recency": _least(named.actor, age, seen.people),
        "anonymous": total(seen.rows.owner[seen.rows.actor < 0], seen.people),
    }


def _actors(seen: Seen, protocol: Protocol) -> dict[str, Float64]:
    """Who acts on a person: how many act on them in turn, how often they come back."""
    known = pairs(seen.rows)
    heard = np.log1p(total(known.owner, seen.people))
    summed = total(known.owner, seen.people, heard[known.actor])
    most = np.zeros(seen.people)
    np.maximum.at(most, known.owner, heard[known.actor])
    fans = np.maximum(1.0, total(known.owner, seen.people))
    return {
        "actors_heard": summed,
        "actors_heard_mean": summed / fans,
        "actors_heard_most": most,
        "actors_known": total(known.owner, seen.people, (heard[known.actor] > 0.0).astype(np.float64)),
        "returning": total(known.owner, seen.people, (known.worth > 1.0).astype(np.float64)),
        "pagerank": method("pagerank").ranked(seen).score,
        "authority": authority(known, seen.people, protocol.authority),
        "h_index": method("h-index").ranked(seen).score,
    }


def _by_act(seen: Seen, acts: Int64, protocol: Protocol) -> dict[str, Float64]:
    found: dict[str, Float64] = {}
    for act in acts:
        same = seen._replace(rows=chosen(seen.rows, seen.rows.act == act))
        found[f"act_{act}"] = total(same.rows.owner, seen.people)
        found[f"act_{act}_decayed"] = decayed(same, protocol.usual_half_life)
    return found


def _lengths(window: int) -> tuple[tuple[str, int], ...]:
    return ("half_window", window // 2), ("window", window), ("two_windows", 2 * window)


def _ages(rows: Rows, as_of: int) -> Float64:
    return np.asarray((as_of - rows.at) / DAY)


def _rows_within(seen: Seen, length: int) -> Float64:
    owner = seen.rows.owner[within(seen.rows, seen.as_of - length, seen.as_of)]
    return total(owner, seen.people)


def _least(person: Int32 | Int64, number: Float64, people: int) -> Float64:
    """Each person's least number; infinite where there is none."""
    least = np.full(people, np.inf)
    np.minimum.at(least, person, number)
    return least
