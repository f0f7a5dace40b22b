"""Real, public files import as they are, each row accounted for."""

from pathlib import Path

import pytest
from tests.importer.conftest import Home

SETS = Path(__file__).resolve().parents[3] / "shared" / "data" / "sets"
FILES = {
    "bitcoin_otc/interactions.parquet": (35_592, 35_592),
    "collegemsg/interactions.parquet": (59_835, 59_798),
    "discord_ethrnd/interactions.parquet": (127_421, 127_264),
    "discourse_urho3d/interactions.parquet": (35_976, 28_145),
    "discourse_urho3d/posts.parquet": (36_990, 36_990),
    "export_twitter_archive_smithjd/interactions.parquet": (613, 577),
    "facebook_page_posts/posts.parquet": (72_929, 72_907),
    "github_gharchive/interactions.parquet": (13_355, 1_701),
    "hackernews_posts/posts.parquet": (20_099, 20_099),
    "higgs_twitter/interactions.parquet": (563_069, 555_481),
    "maillist_r/interactions.parquet": (202_021, 190_344),
    "bluesky_keegan/posts.parquet": (10_172, 10_172),
    "se_beer_2017/interactions.parquet": (12_867, 12_419),
    "se_beer_2017/posts.parquet": (2_106, 2_096),
    "se_beer_2017/users.parquet": (3_948, 3_948),
    "se_bicycles_meta_2023/interactions.parquet": (8_509, 7_760),
    "se_bicycles_meta_2023/posts.parquet": (1_446, 1_405),
    "se_conlang_meta_2020/interactions.parquet": (1_356, 1_297),
    "se_conlang_meta_2020/posts.parquet": (177, 171),
    "se_french_meta_2022/interactions.parquet": (5_714, 5_344),
    "se_french_meta_2022/posts.parquet": (781, 748),
    "slack_clojurians/interactions.parquet": (4_777, 4_777),
    "slack_clojurians/posts.parquet": (7_855, 7_855),
    "twitter_airline/interactions.parquet": (16_427, 15_854),
    "twitter_evently/interactions.parquet": (66, 66),
    "congress_legislators/identities.parquet": (3_899, 3_898),
}
"""Rows read and kept: they change only when the meaning of importing changes."""


@pytest.mark.parametrize("name", FILES)
def test_a_public_set_imports_as_it_is(home: Home, name: str) -> None:
    if not (SETS / name).exists():
        pytest.skip("the shared data sets are not on this machine")
    (balance,) = home.take(SETS / name, network=None)
    assert (balance.read, balance.kept) == FILES[name]
    (again,) = home.take(SETS / name, network=None)
    assert (again.kept, again.duplicates) == (0, balance.kept + balance.duplicates)
    assert home.lake.rejects().height == balance.rejected
    assert home.lake.interactions().num_rows in (0, balance.kept)


def test_every_set_of_interactions_and_posts_is_tried() -> None:
    if not SETS.exists():
        pytest.skip("the shared data sets are not on this machine")
    found = {
        f"{path.parent.name}/{path.name}"
        for kind in ("interactions", "posts")
        for path in SETS.glob(f"*/{kind}.parquet")
    }
    assert found <= set(FILES)
