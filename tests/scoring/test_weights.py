"""Every number of the method has a unit, a reason and a source."""

import re
from pathlib import Path

import pytest

import openclout.scoring
from openclout.scoring.weights import CURRENT, VERSIONS, entries, load
from openclout.vocabulary.acts import Act
from openclout.vocabulary.errors import BadInput

CODE = Path(openclout.scoring.__file__).parent
ALLOWED = {"0", "1", "2", "100", "0.0", "1.0", "2.0", "100.0", "0.5"}


@pytest.mark.parametrize("version", VERSIONS)
def test_every_number_has_a_unit_a_reason_and_a_source(version: str) -> None:
    for entry in entries(version):
        assert entry.unit, entry.name
        assert len(entry.reason) > 20, entry.name
        assert entry.source, entry.name
    assert load(version).version == version


def test_every_act_has_a_weight_and_none_is_negative() -> None:
    assert set(range(1, len(load().acts))) == {int(act) for act in Act}
    assert (load().acts >= 0).all()
    assert load().acts[Act.DISLIKE] == 0


def test_an_older_version_says_only_what_differed() -> None:
    before, now = ({entry.name: entry.value for entry in entries(version)} for version in ("2026.0", CURRENT))
    assert {name for name in now if now[name] != before[name]} == {"decay.pace_days"}


def test_a_version_that_never_was_is_refused_by_name() -> None:
    with pytest.raises(BadInput, match=r"2026\.0, 2026\.1; got '2031\.7'"):
        load("2031.7")


def test_the_formula_holds_no_numbers_of_its_own() -> None:
    for name in ("formula.py", "calibration.py", "belief.py", "counts.py", "ranges.py", "guard.py"):
        text = re.sub(r'""".*?"""|#.*', "", (CODE / name).read_text(encoding="utf-8"), flags=re.DOTALL)
        text = re.sub(r"0x[0-9A-F]+|np\.uint64\(\d+\)|1 << 53|<< \d+|>> \d+", "", text)
        text = re.sub(r"^[A-Z_]+ = .*$|\"[^\"]*\"", "", text, flags=re.MULTILINE)
        numbers = set(re.findall(r"(?<![\w.\"])\d+(?:\.\d+)?(?:e-?\d+)?(?![\w.])", text))
        assert numbers <= ALLOWED, (name, numbers - ALLOWED)
