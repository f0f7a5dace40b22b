"""Paged JSON into a lake: a whole crawl, from questions to committed rows, against a server of its own on loopback.

Comes in: which network, how many pages. Goes out: what it took; the server is another process and is not counted. Pages
are made up, about as large as real ones: 80 accounts that liked a post on Mastodon, 100 stars on GitHub.
Politeness is set aside: no service would let itself be asked so fast.
"""

import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from bench.tasks import Clock, Report

if TYPE_CHECKING:
    from types import ModuleType

EACH = {"mastodon": 80, "github": 100}
"""Acts on a page."""
POSTS = 25
SINCE = datetime(2026, 11, 1, tzinfo=UTC)
PAGE = re.compile(r"[?&]page=(\d+)")
THING = re.compile(r"/(?:statuses|repos/ada)/r?(\d+)/(?:favourited_by|stargazers)")
LINKS = ("avatar", "avatar_static", "header", "header_static")
ADDRESSES = ("followers", "following", "gists", "starred", "subscriptions", "organizations", "repos", "events")


def profile(number: int) -> dict[str, object]:
    """An account of Mastodon."""
    home = f"https://social{number % 50}.example"
    return {
        "id": f"{number}",
        "username": f"fan{number}",
        "acct": f"fan{number}@social{number % 50}.example",
        "display_name": f"A Fan of Number {number}",
        "locked": False,
        "bot": False,
        "discoverable": True,
        "indexable": True,
        "group": False,
        "created_at": "2022-11-05T00:00:00.000Z",
        "note": "<p>Writes about trains, tides and the weather of small places.</p>" * 3,
        "url": f"{home}/@fan{number}",
        "uri": f"{home}/users/fan{number}",
        **{name: f"https://files.example/cache/accounts/{name}/{number}/original.png" for name in LINKS},
        "followers_count": number % 900,
        "following_count": number % 700,
        "statuses_count": number % 5000,
        "last_status_at": "2026-11-20",
        "emojis": [],
        "fields": [{"name": "Home", "value": f"<a href='{home}'>{home}</a>", "verified_at": None}] * 2,
    }


def person(number: int) -> dict[str, object]:
    """An account of GitHub."""
    home = f"https://api.github.example/users/fan{number}"
    return {
        "id": number,
        "login": f"fan{number}",
        "node_id": f"MDQ6VXNlcjE{number}",
        "avatar_url": f"https://avatars.example/u/{number}?v=4",
        "gravatar_id": "",
        "url": home,
        "html_url": f"https://github.example/fan{number}",
        **{f"{name}_url": f"{home}/{name}" for name in ADDRESSES},
        "type": "User",
        "site_admin": False,
    }


def status(number: int) -> dict[str, object]:
    """A post of Mastodon."""
    home = "https://social.example"
    words = {"created_at": "2026-11-20T10:00:00.000Z", "content": "<p>Words.</p>", "favourites_count": 9}
    return {"id": f"{number}", "uri": f"{home}/s/{number}", "account": profile(1), "visibility": "public", **words}


def repository(number: int) -> dict[str, object]:
    """A repository of GitHub that nobody talks about."""
    name, at = f"ada/r{number}", "2024-01-01T00:00:00Z"
    dates = {"created_at": at, "pushed_at": at, "updated_at": at}
    return {"id": number, "full_name": name, "owner": person(1), "html_url": name, "stargazers_count": 9, **dates}


def bodies(network: str, pages: int) -> dict[str, bytes]:
    """What is answered to which path; pages of people by `things/number/page`."""
    encode = msgspec.json.encode
    each, people = EACH[network], profile if network == "mastodon" else person
    made: dict[str, bytes] = {}
    for step in range(pages):
        first = 2 + step * each
        rows = [people(number) for number in range(first, first + each)]
        dated = [{"starred_at": "2026-11-20T10:00:00Z", "user": row} for row in rows]
        made[f"{step % POSTS + 1}/{step // POSTS + 1}"] = encode(rows if network == "mastodon" else dated)
    numbers = range(1, POSTS + 1)
    if network == "mastodon":
        made["/api/v1/accounts/lookup"] = encode(profile(1))
        made["/api/v1/accounts/1/statuses"] = encode([status(number) for number in numbers])
    else:
        made["/users/fan1"] = encode(person(1))
        made["/users/fan1/received_events"] = b"[]"
        made["/users/fan1/repos"] = encode([repository(number) for number in numbers])
    return made


def serve(network: str, pages: str) -> None:
    """Answer until the line ends; the address is written first."""
    from tests.fakes.web import Question, answer, serving

    made, last = bodies(network, int(pages)), int(pages) // POSTS

    def reply(question: Question) -> Iterator[bytes]:
        path = question.path.partition("?")[0]
        if (thing := THING.search(path)) is None:
            body = made.get(path)
            return answer(body or b"", 200 if body else 404, content_type="application/json", link="<>")
        number = PAGE.search(question.path)
        page = int(number[1]) if number is not None else 1
        led = {"next": page + 1, "last": last} if page < last else {}
        led |= {"prev": page - 1, "first": 1} if page > 1 else {}
        links = ", ".join(f'<{web.address}{path}?page={to}>; rel="{name}"' for name, to in led.items())
        return answer(made[f"{thing[1]}/{page}"], content_type="application/json", link=links)

    with serving(reply) as web:
        sys.stdout.write(f"{web.address}\n")
        sys.stdout.flush()
        sys.stdin.read()


@contextmanager
def served(network: str, pages: int) -> Iterator[str]:
    """The server in a process of its own; its address."""
    words = [sys.executable, "-m", "bench.paged", network, f"{pages}"]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            yield process.stdout.readline().strip()
        finally:
            process.stdin.close()


def crawl_task(clock: Clock, home: str, network: str, pages: str) -> Report:
    """Collect an account of which so many pages of people liked something; kernels are compiled before."""
    from tests.collector.homes import means_at

    from openclout.collector import collect
    from openclout.networks import github, mastodon
    from openclout.vocabulary.networks import Account, Pace

    connector: ModuleType = {"mastodon": mastodon, "github": github}[network]
    with served(network, POSTS) as small, served(network, int(pages)) as large, means_at(Path(home)) as means:
        means.networks[connector.NETWORK.name] = connector  # type: ignore[index]
        facts = replace(connector.NETWORK, pace=Pace(1_000_000, 1.0))
        means.session._networks[connector.NETWORK.name] = facts  # type: ignore[index]  # noqa: SLF001
        for address in (small, large):
            name = f"ada@{address.rpartition('/')[2]}" if network == "mastodon" else "fan1"
            account = Account(connector.NETWORK.name, address, name)
            if address == large:
                with clock.running():
                    (balance,) = collect([account], means, since=SINCE)
            else:
                collect([account], means, since=SINCE)
    assert not balance.trouble, balance.trouble
    return {"pages": balance.pages, "records": balance.tally.read, "kept": balance.tally.kept}


if __name__ == "__main__":
    serve(*sys.argv[1:])
