"""Fitting: what a network's own past says the numbers of the method should be, and whether that helps. Pure.

Comes in: interactions with the names of accounts. Goes out: fitted act weights with what they gain on a cut that was
held out, the two constants of the calibration, and a method file that can be used.
"""

from openclout.fitting.acts import ActFit, ActWeight, fitted
from openclout.fitting.calibrating import Calibration, calibrated, reference, seen
from openclout.fitting.gain import Gain, gain, with_acts
from openclout.fitting.past import Past, past_of
from openclout.fitting.together import Network, network_of, weights_together
from openclout.fitting.writing import Fitted, fit_lines, method_text

__all__ = [
    "ActFit",
    "ActWeight",
    "Calibration",
    "Fitted",
    "Gain",
    "Network",
    "Past",
    "calibrated",
    "fit_lines",
    "fitted",
    "gain",
    "method_text",
    "network_of",
    "past_of",
    "reference",
    "seen",
    "weights_together",
    "with_acts",
]
