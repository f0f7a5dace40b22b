"""The import contracts hold, and each of them notices when it is broken.

Comes in: pyproject.toml and a copy of the package. Goes out: what lint-imports says of the copy.
"""

import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]["contracts"]
NAMES = {contract["id"]: contract["name"] for contract in CONTRACTS}

BREACHES = [
    ("layers", "vocabulary/breach.py", "import openclout.scoring"),
    ("layers", "scoring/breach.py", "import openclout.figures"),
    ("layers", "figures/breach.py", "import openclout.lake"),
    ("layers", "lake/breach.py", "import openclout.importer"),
    ("layers", "importer/breach.py", "import openclout.pipeline"),
    ("layers", "pipeline/breach.py", "import openclout.demo"),
    ("layers", "demo/breach.py", "import openclout.cli"),
    ("layers", "web/breach.py", "import openclout.pipeline"),
    ("layers", "pipeline/breach.py", "import openclout.web"),
    ("layers", "validity/breach.py", "import openclout.library"),
    ("layers", "web/breach.py", "import openclout.validity"),
    ("layers", "people/breach.py", "import openclout.scoring"),
    ("layers", "scoring/breach.py", "import openclout.tracing"),
    ("layers", "scoring/breach.py", "import openclout.people"),
    ("layers", "nowhere/__init__.py", ""),
    *(
        ("pure", f"{package}/breach.py", f"import {module}")
        for package in ("consent", "figures", "people", "scoring", "vocabulary")
        for module in ("os.path", "socket", "sqlite3", "random", "logging", "httpx2", "urllib.request")
    ),
    ("pages", "web/breach.py", "from openclout import lake"),
    ("pages", "web/breach.py", "import openclout.engines"),
    ("pages", "web/breach.py", "import openclout.importer"),
    ("http", "lake/breach.py", "import httpx2"),
    ("http", "web/breach.py", "import requests"),
    ("http", "networks/breach.py", "import websockets.sync.client"),
    ("http", "importer/breach.py", "import httpcore2"),
    ("cluster", "pipeline/breach.py", "import pyspark.sql"),
    ("circles", "lake/breach.py", "import openclout.ledger.breach"),
]
"""Which contract notices, in which file, on which line."""


def lint(package: Path) -> subprocess.CompletedProcess[str]:
    """What lint-imports says of the package in this folder, with the contracts of the project."""
    command = [
        str(Path(sys.executable).with_name("lint-imports")),
        "--no-cache",
        "--config",
        str(ROOT / "pyproject.toml"),
    ]
    surroundings = os.environ | {"PYTHONPATH": str(package), "COLUMNS": "200"}
    return subprocess.run(command, cwd=package, env=surroundings, capture_output=True, text=True, check=False)


def write(folder: Path, path: str, line: str) -> None:
    """Put a module where it does not belong, in a package that exists by then."""
    file = folder / "openclout" / path
    file.parent.mkdir(exist_ok=True)
    (file.parent / "__init__.py").touch()
    file.write_text(f"{line}\n", encoding="utf-8")


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the package's code, with an empty package in place of each single-file or missing layer."""
    shutil.copytree(ROOT / "src" / "openclout", tmp_path / "openclout", ignore=only_code)
    for layer in ("cli", "demo", "engines", "importer", "lake", "ledger", "people", "pipeline", "web"):
        folder = tmp_path / "openclout" / layer
        if folder.with_suffix(".py").exists():
            folder.mkdir()
            folder.with_suffix(".py").rename(folder / "__init__.py")
        folder.mkdir(exist_ok=True)
        (folder / "__init__.py").touch()
    return tmp_path


def only_code(folder: str, names: list[str]) -> list[str]:
    return [name for name in names if not name.endswith(".py") and not (Path(folder) / name).is_dir()]


def test_the_package_keeps_every_contract() -> None:
    said = lint(ROOT / "src")
    assert said.returncode == 0, said.stdout
    assert said.stdout.count(" KEPT") == len(CONTRACTS)


def test_a_copy_keeps_every_contract_until_it_is_broken(copy: Path) -> None:
    assert lint(copy).returncode == 0


@pytest.mark.parametrize(("contract", "path", "line"), BREACHES, ids=lambda part: part.replace("openclout.", ""))
def test_a_breach_is_noticed_by_its_contract(copy: Path, contract: str, path: str, line: str) -> None:
    write(copy, path, line)
    if contract == "circles":
        write(copy, "ledger/breach.py", "import openclout.lake.breach")
    said = lint(copy)
    assert said.returncode == 1
    assert f"{NAMES[contract]} BROKEN" in said.stdout


def test_every_contract_has_a_breach() -> None:
    assert {contract for contract, _, _ in BREACHES} == set(NAMES)
