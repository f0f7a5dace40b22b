"""What stands in a lake, by name."""

import polars as pl
from tests.lake.lakes import content

from openclout.lake import Lake
from openclout.vocabulary.acts import Act


def interactions(lake: Lake, act: Act, name: str = "native_id") -> pl.DataFrame:
    """Interactions of one kind, with the columns who, whom, at."""
    names = lake.accounts().select("key", name)
    found = content(lake)["interactions"].filter(pl.col("act") == act)
    found = found.join(names.rename({name: "who"}), left_on="actor", right_on="key", how="left")
    return found.join(names.rename({name: "whom"}), left_on="target", right_on="key").select("who", "whom", "at")


def posts(lake: Lake) -> pl.DataFrame:
    """All posts."""
    return lake.posts(lake.post_keys())
