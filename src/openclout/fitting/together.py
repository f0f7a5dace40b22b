"""Several networks together: each is fitted on its own past, and weighs the same.

Comes in: pasts. Goes out: `Network`s, and one weight per act.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from openclout.fitting.acts import ActFit, fitted
from openclout.fitting.calibrating import reference
from openclout.fitting.gain import Gain, gain
from openclout.fitting.past import Past
from openclout.scoring.rows import Float64
from openclout.scoring.weights import load
from openclout.vocabulary.acts import Act


@dataclass(frozen=True)
class Network:
    """A network's past and what it gave: the fit on all of it, the gain on cuts held out (None: too little followed).

    `reference` is the raw of everybody with a number at the reference's share of the past, by the newest version.
    """

    past: Past
    acts: ActFit
    gain: Gain | None
    reference: Float64

    @property
    def name(self) -> str:
        """What the network is called."""
        return self.past.name

    @property
    def rows(self) -> int:
        """How many interactions by named accounts there are."""
        return len(self.past.rows.at)

    @property
    def days(self) -> float:
        """How long the past is."""
        return self.past.days


def network_of(past: Past, cuts: Sequence[float] = ()) -> Network:
    """Fit one network; the gain is measured at these shares of the past, by default at the last cut."""
    return Network(past, fitted(past, past.last + 1), gain(past, cuts), reference(past, load()))


def weights_together(networks: Sequence[Network]) -> dict[Act, float]:
    """The mean of each act's weight over the networks in which it was fitted, in the order of acts."""
    kept = [network.acts.kept for network in networks]
    found = {act: [weights[act] for weights in kept if act in weights] for act in Act}
    return {act: round(sum(weights) / len(weights), 4) for act, weights in found.items() if weights}
