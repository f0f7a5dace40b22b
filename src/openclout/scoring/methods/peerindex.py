"""PeerIndex: authority, audience and activity, each relative to everybody else; realness beside them.

    authority = percentile of a walk along who approves of whom
    audience  = percentile of the distinct people who act,   activity = percentile of the days with an act of one's own
    score     = 0.6 authority + 0.2 audience + 0.2 activity, rows of 120 days
    realness  = 50 % and 12.5 % for each of four signs of a human

"Your authority on a subject is affirmed when what you share is approved by someone else with authority." A few days of
frenzy do not move it: somebody's approvals of one week count once.
Source: http://help.peerindex.com/ and the founder's answers at socialbro.com (2011), by way of their archived copies.
"""

import numpy as np

from openclout.scoring.methods.counting import Pairs, done, fans, heard, pairs, percentiles, total
from openclout.scoring.methods.numbers import numbers
from openclout.scoring.methods.shapes import Method, Ranked, Seen
from openclout.scoring.methods.walking import Walk, visited
from openclout.scoring.points import DAY
from openclout.scoring.rows import Bool, Float64, Int64, Rows, chosen, distinct_keys


def peerindex(seen: Seen) -> Ranked:
    """The weighted mean of the three as the score; they and realness beside it."""
    number = numbers("peerindex")
    rows = heard(seen, number["days"])
    authority = 100.0 * percentiles(_approval(rows, seen))
    audience = 100.0 * percentiles(fans(rows, seen.people))
    activity = 100.0 * percentiles(_active(rows, seen, 1.0))
    score = number["authority"] * authority + number["audience"] * audience + number["activity"] * activity
    realness = _realness(rows, seen)
    return Ranked(score, {"authority": authority, "audience": audience, "activity": activity, "realness": realness})


def _spans(rows: Rows, seen: Seen, days: float) -> Int64:
    """In which span of so many days each row is, counted back from now."""
    return (seen.as_of - 1 - rows.at) // int(days * DAY)


def _approval(rows: Rows, seen: Seen) -> Float64:
    """How likely a walk is found at each person that goes on to whom a person approved of, by weeks with an act."""
    number = numbers("peerindex")
    if not seen.people:
        return np.zeros(0)
    alike = np.full(seen.people, 1.0 / seen.people)
    walk = Walk(alike, alike, alike, number["jump"], int(number["steps"]), number["until_change"])
    return visited(_weekly(rows, _spans(rows, seen, number["span_days"])), walk)


def _weekly(rows: Rows, span: Int64) -> Pairs:
    """The pairs of the rows; `worth` is in how many spans there was a row."""
    order = np.lexsort((span, rows.actor, rows.owner))
    owner, actor, span = rows.owner[order], rows.actor[order], span[order]
    first = np.ones(len(order), dtype=np.bool_)
    first[1:] = (owner[1:] != owner[:-1]) | (actor[1:] != actor[:-1]) | (span[1:] != span[:-1])
    return pairs(rows._replace(owner=rows.owner[order], actor=rows.actor[order]), first.astype(np.float64))


def _active(rows: Rows, seen: Seen, days: float) -> Float64:
    """In how many spans of so many days each person did something to somebody."""
    named = rows.actor >= 0
    person, span = rows.actor[named].astype(np.int64), _spans(rows, seen, days)[named]
    return total(distinct_keys((person << 32) | span) >> 32, seen.people)


def _realness(rows: Rows, seen: Seen) -> Float64:
    """Half, and more for each sign of a human."""
    number = numbers("peerindex")
    signs = (
        _answered(rows, seen.people),
        fans(rows, seen.people) >= number["several"],
        _kinds(rows, seen.people) > 1.0,
        _long_known(seen, number["days"]),
    )
    return np.asarray(number["realness"] + (100.0 - number["realness"]) * np.mean(signs, axis=0))


def _answered(rows: Rows, people: int) -> Bool:
    """On whom somebody acted on whom they had acted too."""
    ties = pairs(rows)
    both = np.isin((ties.owner << 32) | ties.actor, (ties.actor << 32) | ties.owner)
    return total(ties.owner[both], people) > 0.0


def _kinds(rows: Rows, people: int) -> Float64:
    """How many kinds of act each person did."""
    named = rows.actor >= 0
    kinds = distinct_keys((rows.actor[named].astype(np.int64) << 8) | rows.act[named])
    return total(kinds >> 8, people)


def _long_known(seen: Seen, days: float) -> Bool:
    """Who did something, or was acted on, before the last `days`."""
    every = heard(seen)
    old = chosen(every, every.at < seen.as_of - int(days * DAY))
    return total(old.owner, seen.people) + done(old, seen.people) > 0.0


PEERINDEX = Method(
    name="peerindex",
    title="PeerIndex",
    years="2009 to 2014",
    scale="0 to 100, relative",
    looks_at="Approval by people who are themselves approved of, how many listen, how active somebody is; 120 days.",
    source="http://help.peerindex.com/",
    ours="The weights of the three, the walk that stands for authority, the four signs of realness. There are no "
    "topics here, so authority is that on all of them.",
    ranked=peerindex,
)
