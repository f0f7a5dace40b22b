"""What importing promises: every row is accounted for, whatever the file looks like."""

import gzip
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import polars as pl
import pytest
from tests.importer.conftest import NOW, Home
from tests.lake.lakes import content, same

from openclout.importer import Balance
from openclout.lake import Lake
from openclout.ledger import Ledger
from openclout.vocabulary.acts import Act
from openclout.vocabulary.errors import BadInput, Busy, WrongTable

AT = datetime(2026, 5, 4, 3, 2, 1, tzinfo=UTC)
CSV = """actor,target,act,at
ann,bob,like,2026-05-04T03:02:01Z
cy,bob,reply,2026-05-04T03:02:02Z
bob,bob,like,2026-05-04T03:02:03Z
ann,bob,like,2026-05-04T03:02:01Z
ann,bob,poke,2026-05-04T03:02:04Z
"""


def fates(balance: Balance) -> tuple[int, int, int, int, int]:
    """Read, kept, self-interactions, duplicates, rejected."""
    one = balance
    return one.read, one.kept, one.self_interactions, one.duplicates, one.rejected


def test_a_file_of_interactions_is_read_and_balances(home: Home) -> None:
    (balance,) = home.take(home.write("a.csv", CSV))
    assert fates(balance) == (5, 2, 1, 1, 1)
    assert home.rows().select("network", "by", "to", "act", "at").row(0) == ("forum", "ann", "bob", Act.LIKE, AT)
    (reject,) = home.lake.rejects().rows()
    assert reject[:3] == (str(home.folder / "a.csv"), 6, "act")
    assert "poke" in reject[3]
    assert "--act NAME=ACT" in reject[3]


def test_a_balance_that_does_not_balance_cannot_be_made() -> None:
    with pytest.raises(AssertionError, match="accounted for"):
        Balance("a.csv", 5, 1, 1, 1, 1)


def test_importing_the_same_file_again_changes_nothing(home: Home) -> None:
    path = home.write("a.csv", CSV)
    home.take(path)
    before, version = content(home.lake), home.lake.version()
    (again,) = home.take(path)
    assert fates(again) == (5, 0, 1, 3, 1)
    assert all(table.equals(before[name]) for name, table in content(home.lake).items())
    assert home.lake.version() == version


def test_a_copy_under_another_name_is_the_same_file(home: Home) -> None:
    first, second = home.take(home.write("a.csv", CSV), home.write("b.csv", CSV))
    assert (first.kept, second.kept, second.duplicates) == (2, 0, 3)


def test_the_same_file_for_another_network_is_another_source(home: Home) -> None:
    path = home.write("a.csv", CSV)
    home.take(path)
    (other,) = home.take(path, network="chat")
    assert other.kept == 2


def variants(folder: Path) -> list[Path]:
    """The same rows in every format."""
    rows = pl.read_csv(CSV.encode())
    rows.write_parquet(folder / "rows.parquet")
    rows.write_csv(folder / "rows.csv")
    rows.write_csv(folder / "rows.tsv", separator="\t")
    rows.write_csv(folder / "quoted.csv", quote_style="always")
    (folder / "windows.csv").write_bytes(b"\xef\xbb\xbf" + CSV.replace("\n", "\r\n").encode())
    rows.write_ndjson(folder / "rows.ndjson")
    rows.write_ndjson(folder / "rows.jsonl")
    (folder / "rows.csv.gz").write_bytes(gzip.compress(CSV.encode()))
    (folder / "rows.ndjson.gz").write_bytes(gzip.compress((folder / "rows.ndjson").read_bytes()))
    rows.with_columns(pl.col("at").str.to_datetime(time_zone="UTC")).write_parquet(folder / "instants.parquet")
    return sorted(path for path in folder.iterdir() if path.is_file())


def test_every_format_gives_the_same_lake(tmp_path: Path) -> None:
    folder = tmp_path / "files"
    folder.mkdir()
    lakes = []
    for number, path in enumerate(variants(folder)):
        with Ledger("sqlite://") as ledger, Lake(tmp_path / str(number)) as lake:
            (balance,) = Home(tmp_path, lake, ledger).take(path)
            assert fates(balance) == (5, 2, 1, 1, 1), path.name
            lakes.append(lake)
    first = content(lakes[0])
    for lake in lakes[1:]:
        assert content(lake)["accounts"].equals(first["accounts"])
        assert content(lake)["interactions"].equals(first["interactions"])


@pytest.mark.parametrize("size", [1, 3, 1000])
def test_the_size_of_batches_does_not_matter(home: Home, tmp_path: Path, size: int) -> None:
    texts = [f"a{step % 7},b{step % 5},like,{1_780_000_000 + step // 2}" for step in range(120)]
    path = home.write("a.csv", "\n".join(["actor,target,act,at", *texts]))
    (balance,) = home.take(path, batch_rows=size)
    with Ledger("sqlite://") as ledger, Lake(tmp_path / "other") as lake:
        (whole,) = Home(tmp_path, lake, ledger).take(path)
        assert balance == whole
        assert same(home.lake, lake)


def test_other_names_of_columns_and_acts_are_understood(home: Home) -> None:
    rows = {"Source": ["a"], "to": ["b"], "Kind": ["Retweet"], "Timestamp": [1_780_000_000], "target_post_id": ["p"]}
    pl.DataFrame(rows).write_csv(home.folder / "a.csv")
    assert home.take(home.folder / "a.csv")[0].kept == 1
    assert home.rows().select("by", "to", "act").row(0) == ("a", "b", Act.ANNOUNCE)
    assert home.rows()["post"].item() != -1


def test_an_act_of_ones_own_can_be_named(home: Home) -> None:
    path = home.write("a.csv", CSV)
    assert home.take(path, acts={"Poke": "mention"})[0].rejected == 0
    with pytest.raises(BadInput, match="nothing"):
        home.take(path, acts={"poke": "nothing"})


@pytest.mark.parametrize("actor", ["", "anon", "anonymous"])
def test_anonymous_acts_are_acts_of_nobody(home: Home, actor: str) -> None:
    home.take(home.write("a.csv", f"actor,target,act,at\n{actor},bob,like,2026-05-04\n{actor},bob,like,2026-05-04\n"))
    assert home.rows()["by"].to_list() == [None, None]
    assert home.lake.accounts()["native_id"].to_list() == ["bob"]


def test_a_negative_rating_is_a_dislike(home: Home) -> None:
    home.take(home.write("a.csv", "actor,target,act,at,rating\na,b,rate,2026-05-04,8\nc,b,rate,2026-05-04,-3\n"))
    assert home.rows().select("by", "act", "weight").rows() == [("a", Act.RATE, 1.0), ("c", Act.DISLIKE, 1.0)]


TIMES = {
    "2026-05-04T03:02:01Z": AT,
    "2026-05-04T05:02:01+02:00": AT,
    "2026-05-04 03:02:01": AT,
    "2026-05-04 03:02:01.5+0000": AT.replace(microsecond=500_000),
    "2026-05-04T03:02": AT.replace(second=0),
    "2026-05-04": AT.replace(hour=0, minute=0, second=0),
    "1777863721": AT,
    "1777863721000": AT,
    "1777863721000000": AT,
    "1777863721.25": AT.replace(microsecond=250_000),
    "Mon May 04 03:02:01 +0000 2026": AT,
}


@pytest.mark.parametrize("text", TIMES)
def test_a_time_may_be_written_in_many_ways(home: Home, text: str) -> None:
    home.take(home.write("a.csv", f"actor,target,act,at\na,b,like,{text}\n"))
    assert home.rows()["at"].to_list() == [TIMES[text]]


@pytest.mark.parametrize(
    "column",
    [
        pl.Series([AT]),
        pl.Series([AT.replace(tzinfo=None)]),
        pl.Series([AT]).cast(pl.Datetime("ms", "UTC")),
        pl.Series([AT]).dt.convert_time_zone("Asia/Tokyo"),
        pl.Series([1_777_863_721]),
        pl.Series([1_777_863_721_000], dtype=pl.UInt64),
        pl.Series([1_777_863_721.0]),
        pl.Series([1_777_863_721], dtype=pl.Int32),
    ],
)
def test_a_column_of_any_time_type_is_read(home: Home, column: pl.Series) -> None:
    rows = pl.DataFrame({"actor": [1], "target": [2], "act": ["like"], "at": column})
    rows.write_parquet(home.folder / "a.parquet")
    home.take(home.folder / "a.parquet")
    assert home.rows()["at"].to_list() == [AT]


@pytest.mark.parametrize(
    ("row", "column", "words"),
    [
        ("ann,,like,2026-05-04,1", "target", "target is missing"),
        ("ann,bob,,2026-05-04,1", "act", r"\(none\) is not known"),
        ("ann,bob,like,,1", "at", "time cannot be read"),
        ("ann,bob,like,soon,1", "at", "time cannot be read"),
        ("ann,bob,like,1989-12-31,1", "at", "before 1990"),
        ("ann,bob,like,2026-12-03,1", "at", "a day ahead"),
        ("ann,bob,like,2026-05-04,-1", "weight", "from 0 to 1,000,000,000"),
        ("ann,bob,like,2026-05-04,much", "weight", "from 0 to 1,000,000,000"),
        ("ann,bob,like,2026-05-04,nan", "weight", "from 0 to 1,000,000,000"),
        ("ann,bob,like,2026-05-04,inf", "weight", "from 0 to 1,000,000,000"),
        ("ann,bob,like,2026-05-04,1000000001", "weight", "from 0 to 1,000,000,000"),
        ("ann,bob,like", "", "5 fields expected, 3 found"),
        ("ann,bob,like,2026-05-04,1,2", "", "5 fields expected, 6 found"),
        ('ann,"bob,like,2026-05-04,1', "", "quote"),
    ],
)
def test_a_bad_row_is_rejected_with_its_line_and_reason_and_the_rest_is_kept(
    home: Home, row: str, column: str, words: str
) -> None:
    good = "ann,bob,like,2026-05-04,1"
    path = home.write("a.csv", f"actor,target,act,at,weight\n{good}\n{row}\ncy,bob,like,2026-05-04,\n")
    assert fates(home.take(path)[0]) == (3, 2, 0, 0, 1)
    ((_, line, found, reason),) = home.lake.rejects().rows()
    assert (line, found) == (3, column)
    assert pl.Series([reason]).str.contains(words).all()


def test_text_that_is_not_utf8_is_rejected(home: Home) -> None:
    path = home.write("a.csv", b"actor,target,act,at\n\xff,bob,like,2026-05-04\nann,bob,like,2026-05-04\n")
    assert fates(home.take(path)[0]) == (2, 1, 0, 0, 1)


def test_line_ends_within_quotes_belong_to_the_row(home: Home) -> None:
    text = "".join(f'a{step},b,like,{1_780_000_000 + step},"two\nlines, ""quoted"""\n' for step in range(200))
    path = home.write("a.csv", f"actor,target,act,at,note\n{text}last,b,poke,2026-05-04,\n")
    assert fates(home.take(path, batch_rows=7)[0]) == (201, 200, 0, 0, 1)
    assert home.lake.rejects()["line"].to_list() == [402]


def test_a_line_that_is_no_json_object_is_rejected_and_the_rest_is_kept(home: Home) -> None:
    good = '{"actor": "a%d", "target": 5, "act": "like", "at": "2026-05-04", "deep": {"x": [1]}}'
    lines = [good % 1, "{broken", "", "[1]", good % 2, '{"target": "b", "act": "like", "at": 1780000000}']
    assert fates(home.take(home.write("a.ndjson", "\n".join(lines)))[0]) == (5, 3, 0, 0, 2)
    assert home.lake.rejects()["line"].to_list() == [2, 4]
    assert home.rows()["by"].to_list() == ["a1", "a2", None]


def test_numbers_that_were_made_decimals_are_the_names_they_were(home: Home) -> None:
    """As pandas does with a column of numbers of which one is missing."""
    rows = pl.DataFrame(
        {"actor": [1.0, None, 2.5, float("nan"), 1e300], "target": [2, 1, 1, 1, 1], "act": "like", "at": "2026-05-04"}
    )
    rows.write_parquet(home.folder / "a.parquet")
    assert fates(home.take(home.folder / "a.parquet")[0]) == (5, 5, 0, 0, 0)
    assert set(home.rows()["by"]) == {"1", "2.5", "1e+300", None}
    assert home.lake.accounts()["native_id"].sort().to_list() == ["1", "1e+300", "2", "2.5"]


@pytest.mark.parametrize("name", ["a.csv", "a.ndjson", "a.parquet"])
def test_a_file_without_rows_is_no_mistake(home: Home, name: str) -> None:
    rows = pl.DataFrame({"actor": ["a"], "target": ["b"], "act": ["like"], "at": ["2026-05-04"]})
    if name == "a.parquet":
        rows.clear().write_parquet(home.folder / name)
    else:
        home.write(name, "actor,target,act,at\n" if name == "a.csv" else "")
    if name == "a.ndjson":
        with pytest.raises(WrongTable):
            home.take(home.folder / name)
    else:
        assert [fates(home.take(home.folder / name)[0]) for _ in range(2)] == [(0, 0, 0, 0, 0)] * 2


def test_a_table_without_a_needed_column_says_what_it_has_and_what_it_lacks(home: Home) -> None:
    path = home.write("a.csv", "actor,target,act\na,b,like\n")
    with pytest.raises(
        WrongTable, match=r"(?s)actor, target, act\. .*interactions: actor, target, act, at.*at = ts, time"
    ):
        home.take(path)


def test_a_missing_network_says_how_to_name_it(home: Home) -> None:
    with pytest.raises(WrongTable, match="--network NAME"):
        home.take(home.write("a.csv", CSV), network=None)
    path = home.write("b.csv", "network,actor,target,act,at\nchat,a,b,like,2026-05-04\n,a,b,like,2026-05-04\n")
    assert fates(home.take(path, network=None)[0]) == (2, 1, 0, 0, 1)
    assert home.rows()["network"].to_list() == ["chat"]


@pytest.mark.parametrize(
    ("name", "start"), [("a.bin", b"\x00\x01"), ("a.parquet", b"PAR1 and nothing"), ("a.csv.gz", b"\x1f\x8b broken")]
)
def test_what_is_no_table_is_refused_clearly(home: Home, name: str, start: bytes) -> None:
    with pytest.raises(BadInput, match=name):
        home.take(home.write(name, start))
    with pytest.raises(BadInput, match="there is none"):
        home.take(home.folder / "missing.csv")


def test_nothing_is_written_when_one_of_several_files_cannot_be_read(home: Home) -> None:
    with pytest.raises(BadInput):
        home.take(home.write("a.csv", CSV), home.folder / "missing.csv")
    assert home.lake.account_count() == 0


def test_counts_are_read_from_rows_and_from_columns(home: Home) -> None:
    rows = "bob,followers,5,2026-05-04\nbob,lists,-1,2026-05-04\nbob,lists,2.5,\nbob,lists,many,\nbob,lists,,\n"
    home.take(home.write("a.csv", f"account,kind,count,at\n{rows}"))
    rows = "bob,Robert,9,2,\nann,Ann,,1.0,3\ncy,Cy,x,1,3\ncy,Cy,1,-1,3\n"
    home.take(home.write("b.csv", f"user_id,name,followers_count,Listed Count,friends\n{rows}"))
    assert home.lake.counts().select("account", "kind", "count").rows() == [
        (0, "follower", 9),
        (0, "list", 2),
        (1, "friend", 3),
        (1, "list", 1),
    ]
    assert home.lake.accounts()["title"].to_list() == ["Robert", "Ann"]
    assert home.lake.counts(AT.replace(day=5)).height == 1
    assert home.lake.rejects().select("line", "column").rows() == [
        *((line, "count") for line in (3, 4, 5, 6)),
        (4, "followers_count"),
        (5, "Listed Count"),
    ]


@pytest.mark.parametrize("table", ["account,kind,count,at\nbob,follower,5,", "account,followers,at\nbob,5,"])
def test_a_number_that_says_no_time_was_stated_now(home: Home, table: str) -> None:
    home.take(home.write("a.csv", f"{table}\n{table.splitlines()[1]}soon\n"))
    assert home.lake.counts(NOW - timedelta(seconds=1)).is_empty()
    assert home.lake.counts(NOW)["count"].to_list() == [5]
    assert home.lake.rejects().select("line", "column").rows() == [(3, "at")]


def test_posts_are_read_and_belong_to_their_interactions(home: Home) -> None:
    posts = home.write("p.csv", "author,post_id,ts,title\nbob,p1,2026-05-04,Hello\n,p2,2026-05-04,Lost\n")
    acts = home.write("a.csv", "actor,target,act,at,target_post_id\nann,bob,like,2026-05-05,p1\n")
    assert [fates(balance)[:2] for balance in home.take(posts, acts)] == [(2, 1), (1, 1)]
    posts_found = home.lake.posts(home.rows()["post"].to_list())
    assert posts_found.select("native_id", "text").rows() == [("p1", "Hello")]
    assert home.lake.rejects()["reason"].to_list() == ["The author is missing."]


def test_links_go_to_the_ledger(home: Home) -> None:
    rows = "person,account,network,name,since\nann,a1,forum,Ann,2026-01-02\nbob,a1,forum,Bob,2026-02-02\n,a2,forum,,\n"
    path = home.write("l.csv", rows + "ann,a3,chat,,\nann,a1,forum,Ann,2026-03-03\nann,a4,chat,,soon\n")
    assert fates(home.take(path)[0]) == (6, 2, 0, 1, 3)
    assert [(link.native_id, link.title, link.since) for link in home.ledger.links(NOW.date())] == [
        ("a3", "Ann", NOW.date()),
        ("a1", "Ann", date(2026, 1, 2)),
    ]
    assert home.lake.rejects().select("line", "column").rows() == [(3, "account"), (4, "person"), (7, "since")]


def test_a_forgotten_account_is_not_let_in_again_by_any_file(home: Home) -> None:
    home.take(home.write("a.csv", CSV))
    home.lake.forget("forum", "ann")
    home.ledger.forget("forum", "ann")
    files = (
        home.write("b.csv", CSV + "cy,ann,like,2026-05-06\n"),
        home.write("p.csv", "author,post,at\nann,p1,2026-05-04\n"),
        home.write("c.csv", "account,kind,count\nann,follower,1\n"),
        home.write("u.csv", "account,title,followers\nann,Ann,3\n"),
        home.write("l.csv", "person,account\nann,ann\n"),
    )
    assert [(one.kept, one.rejected) for one in home.take(*files)] == [(0, 4), (0, 1), (0, 1), (0, 1), (0, 1)]
    assert "ann" not in home.lake.accounts()["native_id"]
    assert home.lake.rejects().filter(pl.col("reason") == "forgotten").height == 7


def test_an_import_that_is_interrupted_goes_on_where_it_was(home: Home, tmp_path: Path) -> None:
    texts = [f"{'anon' if step % 3 else 'a'},b,like,{1_780_000_000 + step // 9}" for step in range(500)]
    path = home.write("a.csv", "\n".join(["actor,target,act,at", *texts, "broken"]))
    steps: list[int] = []

    def impatient(done: int, total: int) -> None:
        steps.append(done)
        assert done <= total
        if len(steps) == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        home.take(path, progress=impatient, batch_rows=50)
    assert 0 < home.lake.interactions().num_rows < 350
    (balance,) = home.take(path, progress=lambda done, _: steps.append(done))
    assert steps[-1] == path.stat().st_size
    with Ledger("sqlite://") as ledger, Lake(tmp_path / "other") as lake:
        assert Home(tmp_path, lake, ledger).take(path)[0] == balance
        assert same(home.lake, lake)


def test_the_lake_is_free_again_after_an_import(home: Home) -> None:
    home.take(home.write("a.csv", CSV))
    with Lake(home.lake.folder) as other:
        Home(home.folder, other, home.ledger).take(home.write("b.csv", CSV + "x,y,like,2026-05-05\n"))
        other.compact()
    with pytest.raises(WrongTable):
        home.take(home.write("c.csv", "a,b\n1,2\n"))
    assert Busy.__doc__
