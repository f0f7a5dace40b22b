"""Verifies Webmentions: asks each source whether it really links to its target, and keeps what it says.

Comes in: Webmentions that wait, the accounts that are read. Goes out: rows in the lake, and a balance. A source is
asked as any stranger's address is, through the guard. What does not link to a page of an account of ours is not kept.
Source: https://www.w3.org/TR/2017/REC-webmention-20170112/ 3.2 (read 2026-11-22).
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import count

import polars as pl

from openclout.collector.crawling import Means, batch_of, read
from openclout.collector.identifying import known_id
from openclout.collector.pages import PAGES, Stored, rows
from openclout.collector.state import written
from openclout.dialects import blogs, webmention
from openclout.lake import Batch
from openclout.ledger import Mention, Mentions
from openclout.vocabulary.errors import NetworkError, Unauthorised, Unsafe
from openclout.vocabulary.networks import Account, Interaction, Page, Request

SITES = ("wordpress", "feeds")
"""The networks whose accounts are sites."""
TOLD = frozenset({200}) | webmention.GONE
"""Answers that say something; others are asked for again."""


@dataclass(frozen=True)
class Verified:
    """What became of Webmentions: kept, found to say nothing (any more), not of ours, to be tried again; and why."""

    kept: int = 0
    nothing: int = 0
    strangers: int = 0
    later: int = 0
    troubles: tuple[str, ...] = ()


@dataclass(frozen=True)
class Site:
    """An account that is a site, and its native id."""

    account: Account
    native_id: str

    def holds(self, address: str) -> bool:
        """Whether a page is one of its pages."""
        page, home = blogs.native(address), self.native_id
        return page == home or page.startswith((f"{home}/", f"{home}?"))


def verify(means: Means, mentions: Mentions) -> Verified:
    """Verify all that wait. Who sends the same twice changes nothing."""
    waiting = mentions.waiting()
    sites, posts = (known(means), addresses(means)) if waiting else ([], {})
    fates: Counter[str] = Counter()
    troubles: list[str] = []
    for mention in waiting:
        site = owner(sites, mention)
        if site is None or refused(means, site, mention):
            mentions.verified(mention, "")
            fates["strangers"] += 1
            continue
        try:
            act_id = verified(means, site, mention, posts.get((site.account.network, mention.target)))
        except Unsafe as error:
            mentions.verified(mention, mention.act_id)
            fates["nothing"] += 1
            troubles.append(str(error))
        except NetworkError as error:
            fates["later" if mentions.failed(mention) else "nothing"] += 1
            troubles.append(str(error))
        else:
            mentions.verified(mention, act_id)
            fates["kept" if act_id else "nothing"] += 1
    return Verified(**fates, troubles=tuple(troubles))


def verified(means: Means, site: Site, mention: Mention, post: str | None) -> str:
    """Ask the source, keep what it says; the name of its act, empty for none. Raises NetworkError."""
    page = means.session.answer(question(site, mention, post), site.account)
    if page.status not in TOLD:
        raise Unauthorised(f"{mention.source} does not let us in (it answers {page.status}).")
    page = replace(page, body=page.body[: webmention.LARGEST])
    found = list(means.networks[site.account.network].read(page))
    act_id = next((record.act_id or "" for record in found if isinstance(record, Interaction)), "")
    if act_id or mention.act_id:
        keep(means, page)
    return act_id


def known(means: Means) -> list[Site]:
    """The sites that are read, those deeper in a host first."""
    accounts = dict.fromkeys(crawl.account for crawl in means.state.crawls() if crawl.account.network in SITES)
    sites = [
        Site(account, known_id(account, means) or blogs.native(f"https://{account.name}"))
        for account in accounts
        if account.network in means.networks
    ]
    return sorted(sites, key=lambda site: (-len(site.native_id), SITES.index(site.account.network)))


def owner(sites: Iterable[Site], mention: Mention) -> Site | None:
    """Whose page the target is."""
    return next((site for site in sites if site.holds(mention.target)), None)


def refused(means: Means, site: Site, mention: Mention) -> bool:
    """Whether the site, or who writes, asked to be forgotten."""
    never, source = means.never, blogs.site(mention.source)
    network = site.account.network
    return never is not None and any(never(network, name) for name in (site.native_id, source or "") if name)


def question(site: Site, mention: Mention, post: str | None) -> Request:
    """What a source is asked, with what its answer is read by."""
    about = {
        "account": site.native_id,
        "target": mention.target,
        "at": mention.received.isoformat(),
        "before": mention.act_id,
        "number": str(mention.number + bool(mention.act_id)),
        **({"post": post} if post is not None else {}),
    }
    return Request(webmention.MENTION, mention.source, about, accept="text/html, application/json;q=0.8", optional=True)


def addresses(means: Means) -> dict[tuple[str, str], str]:
    """The names of posts of sites, by network and address: WordPress has other names for them."""
    if not means.lake.knows_posts():
        return {}
    posts = means.lake.posts(means.lake.post_keys()).filter(pl.col("network").is_in(SITES))
    return {(network, url): name for network, url, name in posts.select("network", "url", "native_id").iter_rows()}


def keep(means: Means, page: Page) -> None:
    """Keep a source as it came, and what it says."""
    begin = f"crawl:{page.account.network}:webmention:{written(page.at)}"
    taken = set(means.lake.raw_readers())
    readers = (f"{begin}:{number}" for number in count())
    reader = next(name for name in readers if f"{name}{PAGES}" not in taken)
    means.append(Batch(f"{reader}{PAGES}", 0, {"raw_pages": rows(reader, [Stored(0, "0/1", page)])}, last=True))
    means.append(batch_of(reader, 0, read(means.networks[page.account.network], [page], means.never, 0)))
    means.append(Batch(reader, 1, last=True))


def sentences(found: Verified) -> Sequence[str]:
    """The balance in words; none where nothing waited."""
    total = found.kept + found.nothing + found.strangers + found.later
    counts = f"{found.kept} kept, {found.nothing} without a link, {found.strangers} not for us, {found.later} later"
    return [f"Webmentions: {counts}.", *found.troubles] if total or found.troubles else []
