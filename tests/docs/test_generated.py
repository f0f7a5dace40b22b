"""The generated parts of the documents are up to date, and a stale or missing one is noticed.

Comes in: docs/ and a copy of it. Goes out: what docs/generate.py says.
"""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from openclout.networks import NETWORKS

DOCS = Path(__file__).parent.parent.parent / "docs"


def check(folder: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(DOCS / "generate.py"), "--check", "--folder", str(folder)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(DOCS, tmp_path / "docs"))


def test_the_documents_are_up_to_date() -> None:
    said = check(DOCS)
    assert said.returncode == 0, said.stderr


def test_a_stale_table_is_noticed(copy: Path) -> None:
    page = copy / "reference" / "acts.md"
    page.write_text(page.read_text(encoding="utf-8").replace("| `like` | 1 |", "| `like` | 2 |"), encoding="utf-8")
    said = check(copy)
    assert said.returncode == 1
    assert "reference/acts.md is out of date" in said.stderr


def test_a_stale_number_in_a_sentence_is_noticed(copy: Path) -> None:
    page = copy / "explanation" / "score.md"
    mark = "<!-- n calibration.idle -->"
    page.write_text(page.read_text(encoding="utf-8").replace(f"{mark}10<", f"{mark}11<"), encoding="utf-8")
    assert "explanation/score.md is out of date" in check(copy).stderr


def test_a_missing_table_is_noticed(copy: Path) -> None:
    (copy / "reference" / "weights.md").unlink()
    said = check(copy)
    assert said.returncode == 1
    assert "'weights' stands in no document" in said.stderr


def test_everything_that_is_not_built_has_an_issue_and_nothing_else_has() -> None:
    lines = (DOCS / "reference" / "networks" / "not-built.md").read_text(encoding="utf-8").splitlines()
    issues = [line.removeprefix("## ") for line in lines if line.startswith("## ")]
    lacking = [(connector.NETWORK.title, name) for connector in NETWORKS for name in connector.NETWORK.not_built]
    assert sorted(issues) == sorted(f"{title}: {name}" for title, name in lacking)
