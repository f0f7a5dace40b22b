"""What pages say of a person, before it is a page."""

from dataclasses import replace
from datetime import timedelta

import pytest
from tests.web.ada import RUN, rich
from tests.web.samples import Weight, crowded

from openclout.vocabulary.records import Cause, Change, Part
from openclout.web.signals import why_view
from openclout.web.views import grouped, profile_view, safe_link, standing


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://a.example/x", "https://a.example/x"),
        ("/@ada", "/@ada"),
        ("javascript:alert(1)", ""),
        (" JavaScript:alert(1)", ""),
        ("data:text/html,x", ""),
        ("//evil.example", ""),
        ("/\\evil.example", ""),
        (None, ""),
    ],
)
def test_only_plain_addresses_become_links(url: str | None, shown: str) -> None:
    assert safe_link(url) == shown


@pytest.mark.parametrize(
    ("percentile", "shown"), [(0.9999, "99.9%"), (0.989, "98%"), (0.004, "0%"), (1.0, "100.0%"), (None, "")]
)
def test_standing_is_never_rounded_up(percentile: float | None, shown: str) -> None:
    assert standing(percentile) == shown


def test_neighbours_with_the_same_number_and_reason_share_a_row() -> None:
    rows = (Weight("a", 1, "x", "r", "s"), Weight("b", 1, "x", "r", "s"), Weight("c", 2, "x", "r", "s"))
    assert [row.names for row in grouped(rows)] == [("a", "b"), ("c",)]


def test_the_samples_add_up() -> None:
    found = rich()
    assert sum(part.points for part in found.by_act + found.by_count) == pytest.approx(found.raw)
    assert sum(holding.share for holding in found.holdings) == pytest.approx(1)


def test_a_circle_names_the_cause_that_pulled_the_way_the_score_went() -> None:
    causes = (Cause("ageing", "Fading.", -3.0), Cause("new", "A launch.", 2.0), Cause("new", "A talk.", 2.5))
    change = Change(RUN.day - timedelta(days=1), RUN.day, 1.5, real=True, causes=causes)
    view = profile_view(replace(rich(), changes=(change,)), {})
    assert [circle.words for circle in view.circles] == ["A talk."]


def test_circles_are_few_apart_and_worth_a_look() -> None:
    daily = tuple(
        Change(RUN.day - timedelta(days=at + 1), RUN.day - timedelta(days=at), size, real=True)
        for at, size in enumerate((0.1, 0.3, 3.0, 2.9, 0.2, -1.0, 0.7, *[0.1] * 60))
    )
    view = profile_view(replace(rich(), changes=daily), {})
    assert [circle.points for circle in view.circles] == ["+0.70", "+3.00"]


def test_a_post_as_long_as_an_essay_is_told_by_its_beginning() -> None:
    essay = Part("Bread. " * 900, rich().raw / 2, 3)
    (posts,) = (table for table in why_view(replace(rich(), by_post=(essay,)), {}).tables if table.name == "posts")
    assert posts.rows[0].title.endswith("Bread…")
    assert len(posts.rows[0].title) <= 160


def test_many_changes_are_folded() -> None:
    assert len(why_view(crowded(), {}).newest) == 12
    many = replace(crowded(), changes=crowded().changes + crowded().changes)
    assert len(why_view(many, {}).earlier) == 12
