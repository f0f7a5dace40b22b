"""How it looks: at most 80 columns on a terminal, no codes in a pipe, and help that is there at once."""

import os
import pty
import re
import subprocess
import sys
from pathlib import Path

import pytest
from tests.cli.calling import COMMAND, OK, USAGE, alone, call, process, surroundings

from openclout.cli.app import app

COLUMNS = 80
CODES = re.compile(r"\x1b\[[0-9;?]*[a-zA-Z]")
HEAVY = ("numpy", "polars", "numba", "pyarrow", "pydantic_settings", "sqlalchemy", "narwhals", "deltalake", "starlette")
LOADED = """
import sys
from openclout.cli import main
sys.argv = ["openclout", *sys.argv[1:]]
try:
    main()
except SystemExit:
    print(*sorted({name.partition(".")[0] for name in sys.modules}), file=sys.stderr)
"""


def on_a_terminal(home: Path, *words: str, columns: int = COLUMNS) -> str:
    """What a command writes on a terminal."""
    ours, theirs = pty.openpty()
    env = surroundings(home, TERM="xterm-256color", COLUMNS=str(columns))
    with subprocess.Popen([COMMAND, *words], env=env, stdout=theirs, stderr=subprocess.DEVNULL):
        os.close(theirs)
        said = b"".join(iter(lambda: _more(ours), b""))
    os.close(ours)
    return said.decode()


def _more(terminal: int) -> bytes:
    try:
        return os.read(terminal, 1 << 16)
    except OSError:  # how a terminal says that the other side is gone
        return b""


@pytest.mark.parametrize(
    "command",
    [
        "top",
        "lookup ada",
        "explain ada",
        "explain ada --since 2026-11-01",
        "history ada",
        "compare ada orla",
        "compare-methods",
        "compare-methods --scores",
        "doctor",
        "networks",
        "networks bluesky",
    ],
)
def test_nothing_is_wider_than_the_screen(home: Path, command: str) -> None:
    shown = on_a_terminal(home, *command.split())
    lines = CODES.sub("", shown).splitlines()
    assert len(lines) > 2
    assert max(map(len, lines)) <= COLUMNS
    assert CODES.search(shown)


def test_a_pipe_gets_whole_words_and_no_codes(home: Path) -> None:
    ended = call(home, "explain", "ada", "--since", "2026-11-01")
    assert not CODES.search(ended.stdout)
    assert all(line == line.rstrip() for line in ended.stdout.splitlines())
    assert "…\N{RIGHT DOUBLE QUOTATION MARK}" in ended.stdout or "…" not in ended.stdout


def test_numbers_are_never_cut_by_a_long_file_name(home: Path, files: Path, tmp_path: Path) -> None:
    long = tmp_path / f"{'a_very_long_name' * 6}.parquet"
    long.write_bytes((files / "links.parquet").read_bytes())
    shown = CODES.sub("", on_a_terminal(home, "import", str(long)))
    assert max(map(len, shown.splitlines())) <= COLUMNS
    assert re.search(r" (\d+) +0 +0 +\1 +0$", shown.replace("\r", ""), re.MULTILINE)


def test_help_loads_nothing_heavy(empty: Path) -> None:
    for words in (["--help"], ["score", "--help"]):
        loading = subprocess.run(
            [sys.executable, "-c", LOADED, *words], env=surroundings(empty), capture_output=True, text=True, check=True
        )
        loaded = set(loading.stderr.split())
        assert "typer" in loaded
        assert not loaded & set(HEAVY)


@pytest.mark.parametrize("command", ["import", "score", "top", "lookup", "explain", "history", "compare", "forget"])
def test_every_command_has_help(empty: Path, command: str) -> None:
    ended = call(empty, command, "--help")
    assert ended.returncode == OK
    assert "--json" in ended.stdout


def test_the_version_is_told(empty: Path) -> None:
    ended = process(empty, "--version")
    assert ended.returncode == OK
    assert re.fullmatch(r"OpenClout \d+\.\d+\.\d+, method \d{4}\.\d+\n", ended.stdout)


def test_without_words_the_help_is_shown(empty: Path) -> None:
    ended = process(empty)
    assert ended.returncode == USAGE
    assert "Usage: openclout" in ended.stdout + ended.stderr


@pytest.mark.parametrize("command", ["compare ada orla odile", "history ada", "top", "compare-methods"])
def test_on_a_narrow_screen_names_days_and_numbers_are_whole(home: Path, command: str) -> None:
    wide, narrow = (
        [CODES.sub("", line).split() for line in on_a_terminal(home, *command.split(), columns=columns).splitlines()]
        for columns in (200, 60)
    )
    lines = [words for words in wide if words and (words[0][0].isdigit() or words[0] in {"ada", "orla", "odile"})]
    assert lines
    told = {word for words in narrow for word in words}
    assert {
        word for words in lines for word in words if re.fullmatch(r"[-+]?[\d,]+\.\d+%?|[\d-]{10}|ada|orla|odile", word)
    } <= told


@pytest.mark.parametrize("command", ["", *(command.name for command in app.registered_commands)])
def test_help_shows_no_types_of_a_programming_language(empty: Path, command: str) -> None:
    """As if one had to write `--json true`."""
    shown = alone(empty.parent, *command.split(), "--help").stdout
    assert "--help" in shown
    assert not re.search(r"<\w", shown)
