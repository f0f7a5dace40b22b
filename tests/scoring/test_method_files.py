"""A method file says only what differs, and what is wrong with it is said."""

import pytest

from openclout.scoring.fits import fit_of
from openclout.scoring.weights import load, method_of
from openclout.vocabulary.acts import Act
from openclout.vocabulary.errors import BadInput

MINE = """
version = "mine"
[act]
unit = "points"
reason = "Fitted."
source = "openclout fit"
like = 0.5
[calibration.half_raw]
value = 9
unit = "points"
reason = "Fitted."
source = "openclout fit"
[fit]
date = "2026-11-22"
[fit.network.forum]
rows = 7
"""


def test_a_method_file_says_only_what_differs() -> None:
    mine = method_of(MINE)
    assert (mine.version, mine.half_raw, mine.acts[Act.LIKE], mine.acts[Act.REPLY]) == ("mine", 9.0, 0.5, 1.0)
    assert mine.belief == load().belief
    assert mine.steepness == load().steepness


def test_a_method_file_tells_how_it_was_fitted() -> None:
    fit = fit_of(MINE, "mine.toml")
    assert fit is not None
    assert (fit.date, fit.networks[0].name, fit.networks[0].rows) == ("2026-11-22", "forum", 7)
    assert fit_of('version = "mine"', "mine.toml") is None


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("like = 0.5", "likes = 0.5", r"no number 'act\.likes'; there are act\.like, .*Correct the name"),
        ("like = 0.5", "like = -1", r"act\.like should be 0 or more; it is -1"),
        ("like = 0.5", 'like = "much"', r"act\.like should be a number; it is 'much'"),
        ("like = 0.5", "like = nan", r"act\.like should be a number; it is nan"),
        ("like = 0.5", "like = true", r"act\.like should be a number; it is True"),
        ("value = 9", "value = 0", r"calibration\.half_raw should be more than 0"),
        ('unit = "points"\n', "", r"\[act\] has no unit. Add unit"),
        ('reason = "Fitted."\n', "", r"\[act\] has no reason"),
        ("[act]", "[akt]", r"no number 'akt\.like'; there are act\.like"),
        ('"mine"', '"2026.1"', r"2026\.0, 2026\.1 are taken"),
        ('version = "mine"', "", r'version = "mine" .* it has None'),
        ('version = "mine"', 'version = "mine"\nnote = 1', "it has 'note'. Remove it"),
        ("[act]", "[act", "should be TOML, but"),
        ("[calibration.half_raw]\nvalue = 9", "[calibration.idle]\nvalue = 100", "from 1 to below 100"),
        ("[calibration.half_raw]\nvalue = 9", "[number.fans]\nvalue = 2.5", "should be a whole number"),
    ],
)
def test_what_is_wrong_with_a_method_file_is_said(old: str, new: str, words: str) -> None:
    with pytest.raises(BadInput, match=words):
        method_of(MINE.replace(old, new, 1), "mine.toml")
