"""What forgetting promises: nothing is left, and nothing else is lost."""

from pathlib import Path

import pyarrow.parquet as pq
import pytest
from tests.lake.lakes import batch, content

from openclout.lake import Lake
from openclout.lake.forgetting import forget
from openclout.lake.store import Store
from openclout.vocabulary.errors import BadInput
from openclout.vocabulary.tables import LAKE

NAMES = (b"zq-native-77", b"ZqHandle", b"Zq Title")


def fill(lake: Lake) -> None:
    """A lake in which one account is everywhere, in several versions of several files."""
    own = NAMES[0].decode()
    for number in range(3):
        lake.append(
            batch(
                f"forum:{own}",
                number,
                interactions=[
                    {"actor": own, "act_id": str(number)},
                    {"target": own, "act_id": str(number)},
                    {"act": 2},
                ],
                posts=[{"native_id": f"p{number}", "author": own, "text": f"I, {own}"}, {"native_id": "q"}],
                counts=[{"account": own, "count": number}, {}],
                accounts=[{"native_id": own, "handle": NAMES[1].decode(), "title": NAMES[2].decode()}],
                rejects=[{"reason": f"The act {own} is not known."}, {}],
                raw_pages=[{"body": b"..." + NAMES[1], "reader": "r"}, {"cursor": own}, {"page": number}],
            )
        )


def mentions(folder: Path) -> list[str]:
    """Files that hold a name, packed or not."""
    found = []
    for file in sorted(path for path in folder.rglob("*") if path.is_file()):
        text = file.read_bytes()
        if file.suffix == ".parquet":
            text += repr(pq.read_table(file, partitioning=None).to_pydict()).encode()
        found += [file.name for name in NAMES if name in text]
    return found


@pytest.mark.parametrize("compacted", [False, True])
def test_nothing_is_left_of_a_forgotten_account_not_even_in_the_history(lake: Lake, *, compacted: bool) -> None:
    fill(lake)
    if compacted:
        lake.compact()
    assert mentions(lake.folder)
    lake.forget("forum", NAMES[0].decode())
    assert mentions(lake.folder) == []


@pytest.mark.parametrize("name", ["with space", "with ü", "plain"])
def test_the_folder_may_have_any_name(tmp_path: Path, name: str) -> None:
    with Lake(tmp_path / name) as lake:
        fill(lake)
        lake.compact()
        assert lake.forget("forum", NAMES[0].decode())
        assert lake.accounts().height == 2
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_a_folder_that_would_be_misread_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="percent"):
        Lake(tmp_path / "a%20b")


def test_everybody_else_keeps_everything(lake: Lake) -> None:
    fill(lake)
    lake.forget("forum", NAMES[0].decode())
    tables = content(lake)
    assert tables["accounts"]["native_id"].to_list() == ["bob", "ann"]
    assert tables["interactions"]["act"].to_list() == [2]
    assert tables["posts"]["native_id"].to_list() == ["q"]
    assert tables["counts"].height == 1
    assert tables["rejects"].height == 3
    pages = Store(lake.folder, next(table for table in LAKE if table.name == "raw_pages")).scan().collect()
    assert sorted(pages["page"]) == [0, 1, 2]


def test_a_forgotten_key_is_not_given_again(lake: Lake) -> None:
    lake.append(batch(interactions=[{}, {"actor": "last"}]))
    lake.forget("forum", "last")
    lake.append(batch(number=1, interactions=[{"actor": "new"}]))
    assert lake.accounts().select("key", "native_id").rows() == [(0, "ann"), (1, "bob"), (3, "new")]
    assert lake.account_count() == 4


def test_forgetting_changes_the_version_and_forgetting_a_stranger_does_not(lake: Lake) -> None:
    lake.append(batch(interactions=[{}]))
    version = lake.version()
    assert lake.forget("forum", "stranger") == 0
    assert lake.version() == version
    assert lake.forget("forum", "ann") == 2
    assert lake.version() != version


def test_forgetting_again_finishes_what_was_broken_off(lake: Lake) -> None:
    fill(lake)
    lake.close()
    stores = {table.name: Store(lake.folder, table) for table in LAKE}
    del stores["raw_pages"]
    with pytest.raises(KeyError):
        forget(stores, "forum", NAMES[0].decode())
    lake.forget("forum", NAMES[0].decode())
    assert mentions(lake.folder) == []
