"""What withdrawing promises: gone from every read at once, for ever, and from the disk with the next compaction."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import polars as pl
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.lake.lakes import Row, batch, content

from openclout.lake import Batch, Lake, Tally
from openclout.lake.writer import Writer
from openclout.vocabulary.errors import WrongTable

START = datetime(2026, 1, 1, tzinfo=UTC)
OWN = "zq-withdrawn-88"
TEXT = "zq the text"


def taken_back(kind: str, native_id: str) -> Row:
    return {"kind": kind, "native_id": native_id}


def acts(lake: Lake) -> list[tuple[object, ...]]:
    """Who acted on whom, by name."""
    names = dict(lake.accounts().select("key", "native_id").iter_rows())
    rows = pl.DataFrame(lake.interactions(columns=("actor", "target"))).iter_rows()
    return sorted((names.get(actor), names.get(target)) for actor, target in rows)


def test_an_act_that_was_taken_back_is_gone_at_once_and_all_others_stay(lake: Lake) -> None:
    lake.append(batch(interactions=[{"act_id": "7"}, {"actor": "cy", "act_id": "8"}, {"actor": "di"}]))
    lake.append(batch(number=1, withdrawn=[taken_back("act", "7")]))
    for _ in range(2):
        assert acts(lake) == [("cy", "bob"), ("di", "bob")]
        assert sum(piece.num_rows for piece in lake.interaction_batches()) == 2
        lake.compact()


def test_an_act_of_another_network_with_the_same_name_stays(lake: Lake) -> None:
    lake.append(batch(interactions=[{"act_id": "7"}], withdrawn=[{**taken_back("act", "7"), "network": "chat"}]))
    assert lake.interactions().num_rows == 1


def test_a_post_goes_with_its_text_and_as_an_act_but_not_what_others_did_on_it(lake: Lake) -> None:
    later = START + timedelta(days=40)
    lake.append(
        batch(
            posts=[{"native_id": "p1"}, {"native_id": "p2", "author": "ann"}],
            interactions=[
                {"actor": "ann", "target": "bob", "act": 3, "act_id": "p1", "at": later},
                {"actor": "cy", "target": "ann", "post": "p1"},
            ],
        )
    )
    assert lake.span() == (START, later)
    lake.append(batch(number=1, withdrawn=[taken_back("post", "p1")]))
    for _ in range(2):
        assert acts(lake) == [("cy", "ann")]
        assert lake.posts(lake.post_keys())["native_id"].to_list() == ["p2"]
        assert lake.posts_made()["posts"].to_list() == [1]
        assert lake.span() == (START, START)
        lake.compact()


def test_an_account_goes_with_all_that_it_did_and_had(lake: Lake) -> None:
    lake.append(full(0))
    lake.append(batch(number=1, withdrawn=[taken_back("account", OWN)]))
    for _ in range(2):
        assert acts(lake) == [("ann", "bob")]
        tables = content(lake)
        assert tables["accounts"]["native_id"].to_list() == ["bob", "ann"]
        assert tables["posts"]["native_id"].to_list() == ["q"]
        assert tables["counts"].height == 1
        assert lake.find_accounts("ZqHandle").is_empty()
        lake.compact()


def full(number: int) -> Batch:
    return batch(
        number=number,
        interactions=[{"actor": OWN, "act_id": "1"}, {"target": OWN, "act_id": "2"}, {"act": 2}],
        posts=[{"native_id": "p", "author": OWN, "text": TEXT}, {"native_id": "q"}],
        counts=[{"account": OWN}, {}],
        accounts=[{"native_id": OWN, "handle": "ZqHandle", "title": OWN}],
        rejects=[{"reason": f"The act {OWN} is not known."}],
        raw_pages=[{"body": b'{"acct": "zqhandle"}'}, {"page": 2}],
    )


def on_disk(folder: Path) -> str:
    """All that the files of a lake say."""
    return repr([pq.read_table(file, partitioning=None).to_pydict() for file in sorted(folder.rglob("*.parquet"))])


def test_what_was_withdrawn_leaves_the_disk_with_the_next_compaction(lake: Lake) -> None:
    lake.append(full(0))
    lake.compact()
    lake.append(batch(number=1, withdrawn=[taken_back("account", OWN), taken_back("act", "3")]))
    assert OWN in on_disk(lake.folder)
    lake.compact()
    assert not any(trace in on_disk(lake.folder) for trace in (OWN, "ZqHandle", "zqhandle", TEXT))
    assert [page["page"].to_list() for page in lake.raw_pages()] == [[2]]


@pytest.mark.parametrize("between", [lambda _: None, Lake.compact, Lake.close])
def test_what_was_withdrawn_stays_gone_when_it_comes_again(lake: Lake, between: Callable[[Lake], None]) -> None:
    lake.append(full(0))
    lake.append(batch(number=1, withdrawn=[taken_back("account", OWN), taken_back("post", "q")]))
    between(lake)
    before, keys = content(lake), lake.account_count()
    tally = lake.append(
        batch(
            "again",
            interactions=[{"actor": OWN, "at": START + timedelta(days=400)}, {"actor": "bob", "target": OWN, "act": 5}],
            posts=[{"native_id": "q", "text": "Edited."}, {"native_id": "new", "author": OWN}],
            counts=[{"account": OWN, "count": 9}],
            accounts=[{"native_id": OWN, "title": "Back"}],
        )
    )
    assert (tally.read, tally.kept, tally.duplicates) == (2, 0, 2)
    assert all(table.equals(before[name]) for name, table in content(lake).items())
    assert lake.account_count() == keys


def test_an_account_that_was_withdrawn_before_it_was_known_is_never_known(lake: Lake) -> None:
    lake.append(batch(withdrawn=[taken_back("account", OWN)]))
    lake.append(full(1))
    assert acts(lake) == [("ann", "bob")]
    assert OWN not in on_disk(lake.folder).replace(f"The act {OWN}", "")


def test_what_comes_and_goes_in_one_batch_is_gone(lake: Lake) -> None:
    lake.append(batch(interactions=[{"act_id": "7"}, {"act_id": "8"}], withdrawn=[taken_back("act", "7")]))
    assert lake.interactions().num_rows == 1


def test_an_unknown_kind_is_refused(lake: Lake) -> None:
    with pytest.raises(WrongTable, match="act, post, account; a batch has mood"):
        lake.append(batch(withdrawn=[taken_back("mood", "7")]))


def test_compaction_does_not_change_what_the_version_names(lake: Lake) -> None:
    lake.append(batch(interactions=[{"act_id": "7"}, {"actor": "cy"}]))
    before = lake.version()
    lake.append(batch(number=1, withdrawn=[taken_back("act", "7")]))
    version = lake.version()
    assert version != before
    lake.compact()
    assert lake.version() == version


STEPS = st.lists(
    st.tuples(st.sampled_from(["act", "undo", "gone", "compact", "close"]), st.integers(0, 5), st.integers(0, 3)),
    max_size=14,
)


@settings(max_examples=25, deadline=None, derandomize=True)
@given(STEPS)
def test_any_order_of_coming_and_going_leaves_what_nobody_took_back(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, int, int]]
) -> None:
    done: set[tuple[int, int]] = set()
    undone: set[int] = set()
    left: set[int] = set()
    with Lake(tmp_path_factory.mktemp("steps") / "lake") as lake:
        number = 0
        for what, which, who in steps:
            if what == "compact":
                lake.compact()
                continue
            if what == "close":
                lake.close()
                continue
            tables: dict[str, list[Row]] = {}
            if what == "act":
                done.add((which, who))
                tables["interactions"] = [{"act_id": f"i{which}", "actor": f"a{who}"}]
            elif what == "undo":
                undone.add(which)
                tables["withdrawn"] = [taken_back("act", f"i{which}")]
            else:
                left.add(who)
                tables["withdrawn"] = [taken_back("account", f"a{who}")]
            lake.append(batch("reader", number, **tables))
            number += 1
            expected = sorted((f"a{who}", "bob") for which, who in done if which not in undone and who not in left)
            assert acts(lake) == expected


def left(*names: str | None, at: datetime = START) -> list[Row]:
    """All that is left of Ann."""
    return [{"account": "ann", "native_id": name, "at": at} for name in (None, *names)]


def of_pages(*rows: Row) -> Batch:
    return replace(batch("crawl", interactions=rows), of_pages=True)


def test_what_is_not_left_of_an_account_is_gone_but_not_what_is_younger_or_of_others(lake: Lake) -> None:
    later = START + timedelta(seconds=1)
    lake.append(
        of_pages({"act_id": "7"}, {"act_id": "8"}, {"act_id": "9", "at": later}, {"actor": "cy", "act_id": "1"})
    )
    lake.append(batch(remaining=left("8")))
    assert acts(lake) == [("ann", "bob"), ("ann", "bob"), ("cy", "bob")]
    lake.append(batch(number=1, remaining=left(at=later)))
    assert acts(lake) == [("cy", "bob")]
    lake.append(batch(number=2, remaining=[{"account": "nobody we know"}]))
    assert acts(lake) == [("cy", "bob")]


def test_a_batch_that_was_broken_off_takes_back_what_it_took_back_before_and_no_more(lake: Lake) -> None:
    class Killed(BaseException):
        pass

    class Mortal(Writer):
        def _finish(self, *_: object, **__: object) -> Tally:
            raise Killed

    lake.append(of_pages({"act_id": "7"}, {"act_id": "8"}))
    lake.close()
    with Mortal(lake.folder) as writer, pytest.raises(Killed):
        writer.append(batch("torn", remaining=left("8")))
    lake.append(replace(of_pages({"act_id": "9"}), number=1))
    lake.append(batch("torn", remaining=left("8")))
    assert acts(lake) == [("ann", "bob")] * 2
