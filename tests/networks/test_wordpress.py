"""A real WordPress: people write on it, and we read exactly what they wrote; over its API, and over its feeds."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import polars as pl
import pytest
from tests.collector.homes import TRUSTED, Hours, means_at
from tests.lake.lakes import content
from tests.networks.named import interactions, posts
from tests.servers.wordpress import Blog, installed, wordpress

from openclout.collector.crawling import Means, collect
from openclout.collector.pages import PAGES, stored
from openclout.collector.session import Manners
from openclout.dialects import syndication
from openclout.networks import feeds
from openclout.networks import wordpress as connector
from openclout.vocabulary.acts import Act
from openclout.vocabulary.networks import Account, Page

missing = installed()
pytestmark = [
    pytest.mark.skipif(missing is not None, reason=missing or ""),
    pytest.mark.network,
    pytest.mark.xdist_group("wordpress"),
]
FIRST_DAY = datetime(2020, 1, 1, tzinfo=UTC)
POSTS, EACH = 105, 3
"""More posts, and more comments, than fit a page of answers."""

BULK = f"""
for ($i = 0; $i < {POSTS - 2}; $i++) {{
  $at = date('Y-m-d H:i:s', 1760000000 + $i * 3600);
  $one = wp_insert_post(['post_title' => "Post $i", 'post_content' => "<p>Words $i</p>", 'post_author' => 1,
    'post_status' => 'publish', 'post_date' => $at, 'post_date_gmt' => $at]);
  for ($j = 0; $j < {EACH}; $j++)
    wp_insert_comment(['comment_post_ID' => $one, 'comment_author' => "Fan $j", 'comment_content' => 'Yes',
      'comment_approved' => $j < 2 ? 1 : 0, 'comment_date' => $at, 'comment_date_gmt' => $at]);
}}
"""
"""Of three comments on each post, two are approved."""


@dataclass
class Done:
    """What was done on the blog, by the number of each post."""

    blog: Blog
    days: dict[int, str] = field(default_factory=dict)
    comments: dict[int, list[str]] = field(default_factory=dict)

    @property
    def own(self) -> str:
        return self.blog.address.replace("http://", "https://")

    def replies(self) -> list[str]:
        """Who answered, once for each time."""
        return sorted(f"{self.own}#{name}" for names in self.comments.values() for name in names)


@pytest.fixture(scope="module")
def done() -> Iterator[Done]:
    with wordpress() as blog:
        yield written(blog)


def written(blog: Blog) -> Done:
    """Posts in bulk by the blog's own code, two by its API; comments in bulk and over its form, some not approved."""
    found = Done(blog)
    blog.php(BULK)
    for number in map(int, blog.php("foreach (get_posts(['numberposts' => -1]) as $p) echo $p->ID, ' ';").split()):
        found.comments[number] = ["Fan 0", "Fan 1"]
    linking = '<p>As <a href="https://ben.example/looms">Ben</a> says.</p>'
    for title, html, at in (
        ("Links", linking, "2026-11-01T10:00:00"),
        ("Alone", "<p>Alone</p>", "2026-11-02T10:00:00"),
    ):
        found.days[blog.writes(title, html, at)] = at
    links, alone = found.days
    blog.comments(links, "Ben", "https://ben.example/")
    blog.comments(links, "Mallory", "https://spam.example/", approved=False)
    blog.php(
        f"wp_insert_comment(['comment_post_ID' => {links}, 'user_id' => 1, 'comment_author' => 'ada',"
        " 'comment_approved' => 1, 'comment_content' => 'Thanks']);"
    )
    found.comments |= {links: ["Ben https://ben.example/"], alone: []}
    return found


def test_a_blog_is_read_exactly_as_it_was_written(done: Done, tmp_path: Path) -> None:
    account = Account("wordpress", done.blog.address, done.blog.address.removeprefix("http://"))
    with means_at(tmp_path, Hours(datetime(2026, 11, 23, tzinfo=UTC)), networks=(connector,)) as means:
        (balance,) = collect([account], means, since=FIRST_DAY)
        found, replies = posts(means.lake), interactions(means.lake, Act.REPLY)
        seen = means.lake.accounts().filter(pl.col("native_id") == done.own)
        every = content(means.lake)["interactions"].height
    assert (balance.trouble, balance.tally.rejected) == ("", 0)
    assert sorted(found["native_id"]) == sorted(f"{done.own}/?p={number}" for number in done.comments)
    assert sorted(replies["who"]) == done.replies()
    assert set(replies["whom"]) == {done.own}
    assert every == replies.height
    assert balance.tally.self_interactions == 1
    assert (seen["handle"][0], seen["title"][0]) == (account.name, "Pages of Ada")
    # The page, the blog, its authors, two pages of posts, nothing edited, three pages of comments.
    assert balance.pages == 1 + 1 + 1 + 2 + 1 + 3


def test_only_what_is_new_is_asked_for_again(done: Done, tmp_path: Path) -> None:
    account = Account("wordpress", done.blog.address, done.blog.address.removeprefix("http://"))
    with means_at(tmp_path, Hours(datetime(2026, 11, 23, tzinfo=UTC)), networks=(connector,)) as means:
        (balance,) = collect([account], means, since=datetime(2026, 11, 2, 10, tzinfo=UTC))
        found = posts(means.lake)["native_id"].to_list()
    _, alone = done.days
    assert f"{done.own}/?p={alone}" in found
    assert balance.trouble == ""


def test_an_old_post_that_was_changed_is_read_anew(done: Done, tmp_path: Path) -> None:
    account = Account("wordpress", done.blog.address, done.blog.address.removeprefix("http://"))
    old = min(done.comments)
    before = datetime.now(UTC) - timedelta(minutes=1)
    done.blog.edits(old, "<p>Better words</p>")
    with means_at(tmp_path, Hours(datetime(2026, 11, 23, tzinfo=UTC)), networks=(connector,)) as means:
        collect([account], means, since=before)
        found = posts(means.lake)
    assert found["native_id"].to_list() == [f"{done.own}/?p={old}"]
    assert found["text"][0].endswith("Better words")


def test_a_blog_that_search_engines_are_to_leave_alone_says_so(done: Done, tmp_path: Path) -> None:
    account = Account("wordpress", done.blog.address, done.blog.address.removeprefix("http://"))
    done.blog.php("update_option('blog_public', '0');")
    with means_at(tmp_path, Hours(datetime(2026, 11, 23, tzinfo=UTC)), networks=(connector,)) as means:
        collect([account], means, since=datetime(2026, 11, 2, tzinfo=UTC))
        flags = means.lake.accounts().filter(pl.col("native_id") == done.own)["flags"][0]
    done.blog.php("update_option('blog_public', '1');")
    assert flags == 2


def pages(means: Means) -> list[Page]:
    readers = [reader.removesuffix(PAGES) for reader in means.lake.raw_readers()]
    return [each.page for reader in readers for each in stored(means.lake, reader)]


def test_the_feed_says_the_same_and_is_asked_for_changes_alone(done: Done, tmp_path: Path) -> None:
    account = Account("feeds", done.blog.address, done.blog.address.removeprefix("http://"))
    hours, manners = Hours(datetime(2026, 11, 23, tzinfo=UTC)), Manners(trusted_hosts=TRUSTED)
    with means_at(tmp_path, hours, networks=(feeds,), manners=manners) as means:
        first, second = (collect([account], means, since=FIRST_DAY)[0] for _ in range(2))
        found, links = posts(means.lake), interactions(means.lake, Act.LINK)
        replies = interactions(means.lake, Act.REPLY)
        feed = [page.url for page in pages(means) if page.kind == "feed"]
        known = means.state.validator(feed[0], syndication.ACCEPT)
    assert (first.trouble, second.trouble) == ("", "")
    newest = sorted(done.comments, key=lambda number: done.days.get(number, ""))[-2:]
    assert found.height == 10
    assert {"Links"} <= {text.partition("\n")[0] for text in found["text"]}
    assert links.select("who", "whom").rows() == [(done.own, "https://ben.example")]
    assert replies.filter(pl.col("who").str.ends_with("#Ben")).height == 1
    assert replies.height == 1 + 2 * (found.height - len(newest))
    # The second time the blog answered 304 to the tag that it gave the first time.
    assert known is not None
    assert known.etag
    log = (done.blog.folder / "php.log").read_text()
    assert "[304]: GET /feed" in log
