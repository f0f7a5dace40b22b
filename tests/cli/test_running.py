"""Commands that change something: balances, runs, forgetting, and what happens to bad input."""

import gzip
import json
import os
import subprocess
import sys
from contextlib import redirect_stderr
from io import StringIO
from pathlib import Path

import polars as pl
import pytest
from tests.cli.calling import IN_PART, NOT_FOUND, OK, REFUSED, USAGE, call, process, said, surroundings

from openclout.cli.app import refusing

HEAD = "actor,target,act,at\n"
GOOD = "ben,ada,like,2026-11-20\ncleo,ada,share,2026-11-19\ndan,ada,reply,2026-11-18\n"
BAD = "ben,ada,clap,2026-11-20\nben,ada,like,yesterday\nben,ada\nben,,like,2026-11-20\n"
ALLOCATOR = """
import os, sys
from openclout.cli import main

class Watched:
    def find_spec(self, name, *_):
        if name == "polars":
            print("told" if "_RJEM_MALLOC_CONF" in os.environ else "too late", file=sys.stderr)

sys.meta_path.insert(0, Watched())
sys.argv = ["openclout", *sys.argv[1:]]
main()
"""


@pytest.fixture
def acts(tmp_path: Path) -> Path:
    file = tmp_path / "acts.csv"
    file.write_text(HEAD + GOOD, encoding="utf-8")
    return file


@pytest.fixture
def faulty(tmp_path: Path) -> Path:
    file = tmp_path / "faulty.csv"
    file.write_text(HEAD + GOOD + BAD, encoding="utf-8")
    return file


def test_from_a_file_to_an_explanation_and_back_to_nothing(empty: Path, acts: Path) -> None:
    assert "acts.csv" in said(empty, "import", acts, "--network", "forum")
    assert "1 person, 1 of them with a number\nfrom 3 interactions" in said(empty, "score")
    assert "1 of 1 person has a number on 2026-11-20" in said(empty, "top")
    assert "likes" in said(empty, "explain", "ada")
    again = json.loads(said(empty, "import", acts, "--network", "forum", "--json"))["files"][0]
    assert again == {
        "file": str(acts),
        "read": 3,
        "kept": 0,
        "self_interactions": 0,
        "duplicates": 3,
        "rejected": 0,
    }
    assert "Forgot 1 account. It will not come back" in said(empty, "forget", "ada", "--yes")
    assert call(empty, "lookup", "ada").returncode == NOT_FOUND
    assert call(empty, "forget", "ada", "--yes").returncode == NOT_FOUND


def test_a_run_as_json_has_no_histogram(empty: Path, acts: Path) -> None:
    said(empty, "import", acts, "--network", "forum")
    run = json.loads(said(empty, "score", "--json"))
    assert run["day"] == "2026-11-20"
    assert (run["people"], run["numbered"]) == (1, 1)
    assert "histogram" not in run
    assert json.loads(said(empty, "forget", "ada", "--yes", "--json")) == {"accounts": 1}


def test_forgetting_asks_first(empty: Path, acts: Path) -> None:
    said(empty, "import", acts, "--network", "forum")
    said(empty, "score")
    ended = process(empty, "forget", "ada")
    assert ended.returncode == REFUSED
    assert "Forget ada (forum:ada)" in ended.stderr
    assert call(empty, "lookup", "ada").returncode == OK


def test_rows_that_cannot_be_read_are_told_with_line_column_and_reason(empty: Path, faulty: Path) -> None:
    ended = call(empty, "import", faulty, "--network", "forum")
    assert ended.returncode == IN_PART
    for line in ("line 5, act: The act clap", "line 6, at: ", "line 7: 4 fields", "line 8, target: "):
        assert f"faulty.csv, {line}" in ended.stderr
    assert call(empty, "import", faulty, "--network", "forum", "--act", "clap=like").returncode == IN_PART


def test_what_could_not_be_read_is_listed_afterwards(empty: Path, faulty: Path, tmp_path: Path) -> None:
    call(empty, "import", faulty, "--network", "forum")
    answer = json.loads(said(empty, "rejects", "--json", "-n", "3"))
    assert answer["total"] == 4
    assert [(row["file"], row["line"], row["column"]) for row in answer["rejects"]] == [
        (str(faulty), line, column) for line, column in ((5, "act"), (6, "at"), (7, ""))
    ]
    shown = said(empty, "rejects", "-n", "3")
    assert shown.startswith("4 rows could not be read; the first 3, all of them with --out FILE\n")
    assert "The act clap is not known" in shown
    (tmp_path / "other").mkdir()
    again = tmp_path / "other" / faulty.name
    again.write_text(HEAD + "eve,ada,poke,2026-11-20\n", encoding="utf-8")
    told = call(empty, "import", faulty, again, "--network", "blog").stderr
    assert told.count("openclout rejects") == 1
    assert f"other/{faulty.name}" in said(empty, "rejects")
    out = tmp_path / "rejects.csv"
    assert "9 rows that could not be read" in said(empty, "rejects", "--out", out)
    assert pl.read_csv(out)["line"].to_list() == [5, 5, 6, 6, 7, 7, 8, 8, 2]
    refused = call(empty, "rejects", "--out", tmp_path / "rejects.xls")
    assert (refused.returncode, "one of these endings" in refused.stderr) == (REFUSED, True)


def test_every_exit_code_is_that_of_the_reference(home: Path, empty: Path, faulty: Path) -> None:
    ends = {
        OK: process(home, "top"),
        REFUSED: process(empty, "score", "missing.csv"),
        USAGE: process(empty, "score", "--day", "today"),
        NOT_FOUND: process(home, "lookup", "nobody-at-all"),
        IN_PART: process(empty, "score", faulty, "--json"),
    }
    assert {code: ended.returncode for code, ended in ends.items()} == {code: code for code in ends}


def test_a_file_is_scored_without_a_home(empty: Path, acts: Path, tmp_path: Path) -> None:
    assert "1 of 1 person has a number; the highest" in said(empty, "score", acts)
    out = tmp_path / "scores.parquet"
    assert "scores.parquet: 1 person, 1 of them with a number." in said(empty, "score", acts, "--out", out)
    assert pl.read_parquet(out)["person"].to_list() == ["ada"]
    assert json.loads(said(empty, "score", acts, "--json"))["scores"][0]["person"] == "ada"
    assert not empty.exists()
    assert not list(tmp_path.glob(".*"))


@pytest.mark.parametrize("ending", ["csv", "tsv", "ndjson", "jsonl", "parquet", "csv.gz", "ndjson.gz"])
def test_a_file_is_scored_from_every_format_that_imports_take(empty: Path, tmp_path: Path, ending: str) -> None:
    times = [1_763_600_000 + 60 * row for row in range(3)]
    frame = pl.DataFrame({"Source": ["ben", "cleo", "dan"], "to": ["ada"] * 3, "kind": ["retweet"] * 3, "ts": times})
    file = tmp_path / f"acts.{ending}"
    kind = ending.removesuffix(".gz")
    if kind == "parquet":
        frame.write_parquet(file)
    else:
        text = frame.write_ndjson() if "json" in kind else frame.write_csv(separator="\t" if kind == "tsv" else ",")
        file.write_bytes(gzip.compress(text.encode()) if ending.endswith(".gz") else text.encode())
    answer = json.loads(said(empty, "score", file, "--json"))
    assert (answer["read"], answer["rejected"], answer["numbered"]) == (3, 0, 1)


def test_a_file_with_bad_rows_is_scored_in_part(empty: Path, faulty: Path, tmp_path: Path) -> None:
    ended = call(empty, "score", faulty, "--out", tmp_path / "scores.csv")
    assert ended.returncode == IN_PART
    assert "faulty.csv, line 5, act: The act clap" in ended.stderr
    assert pl.read_csv(tmp_path / "scores.csv")["fans"].to_list() == [3]
    answer = json.loads(call(empty, "score", faulty, "--act", "clap=like", "--json").stdout)
    assert (answer["read"], answer["rejected"]) == (7, 3)


def test_the_lake_and_the_file_give_the_same_scores(files: Path, empty: Path) -> None:
    interactions = files / "interactions.parquet"
    alone = json.loads(said(empty, "score", interactions, "--json"))["scores"]
    said(empty, "import", interactions)
    said(empty, "score", "--history", "0")
    top = json.loads(said(empty, "top", "--json", "-n", "500"))["top"]
    numbered = {one["person"]: one["score"] for one in alone if one["enough"]}
    assert {one["name"]: one["score"] for one in top} == numbered


BAD_FILES = {
    "missing.csv": (None, "should be a file"),
    "wrong.csv": ("a,b\n1,2\n", "actor, target, act, at"),
    "empty.csv": ("", "empty.csv"),
    "some.xlsx": ("hello", "Parquet"),
    "broken.parquet": ("PAR1 and no more", "cannot be read"),
    "list.json": ("[1, 2]", "list.json"),
}


@pytest.mark.parametrize("command", ["import", "score"])
@pytest.mark.parametrize("name", BAD_FILES)
def test_a_bad_file_is_refused_in_a_sentence(empty: Path, tmp_path: Path, command: str, name: str) -> None:
    content, expected = BAD_FILES[name]
    if content is not None:
        (tmp_path / name).write_text(content, encoding="utf-8")
    ended = call(empty, command, tmp_path / name)
    assert ended.returncode == REFUSED
    assert ended.stderr.startswith("openclout: ")
    assert expected in ended.stderr
    assert ended.stdout == ""


def test_a_folder_is_imported_as_the_files_in_it(empty: Path, acts: Path, tmp_path: Path) -> None:
    folder = tmp_path / "set"
    folder.mkdir()
    (folder / "acts.csv").write_bytes(acts.read_bytes())
    (folder / "README.md").write_text("about these data", encoding="utf-8")
    answer = json.loads(said(empty, "import", folder, "--network", "forum", "--json"))
    assert [Path(one["file"]).name for one in answer["files"]] == ["acts.csv"]
    (folder / "acts.csv").unlink()
    ended = call(empty, "import", folder)
    assert ended.returncode == REFUSED
    assert "has none" in ended.stderr


def test_an_import_tells_polars_to_keep_what_it_frees_before_polars_is_loaded(empty: Path, acts: Path) -> None:
    words = [sys.executable, "-c", ALLOCATOR, "import", str(acts), "--network", "forum"]
    ended = subprocess.run(words, env=surroundings(empty), capture_output=True, text=True, check=True)
    assert "told" in ended.stderr.split()
    assert "too late" not in ended.stderr


@pytest.mark.parametrize("command", ["import", "score"])
def test_what_is_no_text_does_not_reach_the_terminal_raw(empty: Path, tmp_path: Path, command: str) -> None:
    file = tmp_path / "picture.csv"
    file.write_bytes(b"\x1b[31m\x00\x07," + b"x" * 5000 + b",\xff" * 500 + b"\n")
    ended = call(empty, command, file)
    assert ended.returncode == REFUSED
    assert all(sign.isprintable() for sign in ended.stderr.replace("\n", ""))
    assert len(ended.stderr) < 1500


@pytest.mark.parametrize("error", ["No space left on device (os error 28)", "database or disk is full"])
def test_a_full_disk_is_told_in_a_sentence_whoever_noticed_it(error: str) -> None:
    with pytest.raises(SystemExit) as ended, redirect_stderr(StringIO()) as words, refusing():
        raise RuntimeError("it was not written") from ValueError(error)
    assert ended.value.code == REFUSED
    assert words.getvalue().startswith("openclout: The disk refuses: No space left on device.")


def test_any_other_error_is_not_taken_for_one_of_the_disk() -> None:
    with pytest.raises(ZeroDivisionError), refusing():
        raise ZeroDivisionError


@pytest.mark.parametrize("words", [["top"], ["score"], ["serve"], ["networks"], ["forget", "ada", "--yes"]])
def test_a_home_that_is_a_file_is_called_so(tmp_path: Path, words: list[str]) -> None:
    file = tmp_path / "home"
    file.touch()
    ended = call(file, *words)
    assert ended.returncode == REFUSED
    assert "is not a folder" in ended.stderr


def test_a_folder_or_a_file_without_rows_is_refused(empty: Path, tmp_path: Path) -> None:
    assert "should be a file" in call(empty, "score", tmp_path).stderr
    file = tmp_path / "head.csv"
    file.write_text(HEAD, encoding="utf-8")
    ended = call(empty, "score", file)
    assert ended.returncode == REFUSED
    assert "at least one interaction" in ended.stderr


@pytest.mark.parametrize(
    ("words", "code", "expected"),
    [
        (("score", "--out", "scores.csv"), USAGE, "goes with a FILE"),
        (("score", "--network", "forum"), USAGE, "goes with a FILE"),
        (("score", "acts.csv", "--out", "scores.xlsx"), REFUSED, ".parquet, .csv, .ndjson"),
        (("score", "acts.csv", "--out", "nowhere/scores.csv"), REFUSED, "a folder that is not there"),
        (("score", "acts.csv", "--act", "clap"), USAGE, "WORD=ACT"),
        (("score", "acts.csv", "--act", "clap=dance"), REFUSED, "should stand for one of"),
        (("score", "acts.csv", "--day", "2020-01-01"), REFUSED, "before the end of 2020-01-01"),
        (("score", "--day", "2026-13-01"), USAGE, "Expected a day"),
        (("import", "acts.csv"), REFUSED, "--network NAME"),
        (("import",), USAGE, "Missing argument"),
    ],
)
def test_wrong_words_are_said_to_be_wrong(
    empty: Path, acts: Path, words: tuple[str, ...], code: int, expected: str
) -> None:
    assert acts.parent == empty.parent
    ended = call(empty, *words)
    assert ended.returncode == code
    assert expected in " ".join(ended.stderr.replace("│", " ").split())


def test_a_day_without_interactions_or_yet_to_come_is_refused(empty: Path, acts: Path) -> None:
    said(empty, "import", acts, "--network", "forum")
    for day, expected in (("2020-01-01", "from 2026-11-18 to 2026-11-20"), ("2999-01-01", "has not come yet")):
        ended = call(empty, "score", "--day", day)
        assert ended.returncode == REFUSED
        assert expected in ended.stderr


def test_a_home_that_cannot_be_made_is_refused(acts: Path) -> None:
    for home in (acts, acts / "home"):
        ended = call(home.parent, "import", acts, "--network", "forum", "--home", home)
        assert ended.returncode == REFUSED
        assert "cannot be made" in ended.stderr


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_home_that_cannot_be_written_is_refused(empty: Path, acts: Path) -> None:
    empty.mkdir(mode=0o555)
    ended = call(empty, "import", acts, "--network", "forum")
    assert ended.returncode == REFUSED
    assert "cannot be written" in ended.stderr


def test_a_setting_that_nobody_knows_is_refused(empty: Path) -> None:
    ended = process(empty, "top", OPENCLOUT_PROT="8000")
    assert ended.returncode == REFUSED
    assert "OPENCLOUT_PROT" in ended.stderr


@pytest.mark.parametrize("url", ["nonsense", "postgresql://nobody@127.0.0.1:1/nothing"])
def test_a_ledger_that_is_not_there_is_told(empty: Path, acts: Path, url: str) -> None:
    ended = process(empty, "import", acts, "--network", "forum", OPENCLOUT_LEDGER_URL=url)
    assert ended.returncode == REFUSED
    assert "ledger" in ended.stderr
