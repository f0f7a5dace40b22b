"""Reading anew changes nothing when nothing changed, and mends what was read wrongly."""

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import cast

from tests.collector.homes import collected, means_at
from tests.fakes import tiny
from tests.fakes.web import serving
from tests.lake.lakes import content

from openclout.collector.crawling import collect
from openclout.collector.rereading import reread
from openclout.lake import Lake
from openclout.vocabulary.networks import Account, Connector, Interaction, Page, Record


def test_reading_anew_changes_nothing_when_nothing_changed(tmp_path: Path) -> None:
    with serving(tiny.replied) as web:
        accounts = [Account("tiny", web.address, name) for name in ("ada", "ben")]
        collected(tmp_path, accounts)
        before, asked = content(Lake(tmp_path / "lake")), len(web.asked)
        with means_at(tmp_path) as means:
            found = reread(means)
            again = reread(means, network="tiny")
            assert reread(means, network="other").pages == 0
        assert len(web.asked) == asked
    after = content(Lake(tmp_path / "lake"))
    assert found.pages == again.pages == asked
    for name in ("accounts", "interactions", "posts", "counts"):
        assert before[name].equals(after[name]), name


def test_a_connector_that_was_mended_reads_what_it_missed(tmp_path: Path) -> None:
    def half(page: Page) -> Iterator[Record]:
        return (record for record in tiny.read(page) if not isinstance(record, Interaction))

    parts = {"NETWORK": tiny.NETWORK, "recognise": tiny.recognise, "crawl": tiny.crawl, "read": half}
    broken = cast("Connector", SimpleNamespace(**parts))
    with serving(tiny.replied) as web:
        ada = Account("tiny", web.address, "ada")
        with means_at(tmp_path, networks=[broken]) as means:
            collect([ada], means)
        assert Lake(tmp_path / "lake").interactions().num_rows == 0
        with means_at(tmp_path) as means:
            reread(means)
        collected(tmp_path / "whole", [ada])
    here, there = content(Lake(tmp_path / "lake")), content(Lake(tmp_path / "whole" / "lake"))
    assert here["interactions"].height == there["interactions"].height > 0
