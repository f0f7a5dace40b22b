"""Who asks a network not to be found is obeyed while its stream is followed."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from tests.collector.homes import means_at
from tests.fakes import jetstream as fake
from tests.pipeline.homes import crowd, folder_of, opened, run, take

from openclout.cli.obeying import Obeying
from openclout.collector import Following, follow
from openclout.collector.streaming import Stream
from openclout.networks import bluesky
from openclout.pipeline import Home

LABELS = {"$type": "com.atproto.label.defs#selfLabels", "values": [{"val": "!no-unauthenticated"}]}
MESSAGES = {
    "a label in a profile record": fake.commit_1("app.bsky.actor.profile", {"displayName": "Ada", "labels": LABELS}),
    "an account that is away": fake.account_1("deactivated"),
}


pytestmark = pytest.mark.usefixtures("hurried")


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    """A run in which somebody of Bluesky is shown."""
    found = opened(tmp_path / "home")
    take(found, one=crowd(fake.DID, 30, network="bluesky"), two=crowd("ann", 30))
    run(found)
    found.lake.close()
    yield found
    found.ledger.close()


def shown(home: Home) -> bool:
    return any(fake.DID.encode() in home.shelf.path(day).read_bytes() for day in home.shelf.days())


@pytest.mark.parametrize("which", MESSAGES)
def test_who_asks_not_to_be_found_leaves_what_is_published_while_the_stream_goes_on(home: Home, which: str) -> None:
    seen: list[bool] = []

    @contextmanager
    def listen(_: str) -> Iterator[Iterator[bytes]]:
        def messages() -> Iterator[bytes]:
            yield MESSAGES[which]
            while not means.stopping.wait(0.05):
                yield b""

        yield messages()

    with means_at(folder_of(home), networks=(bluesky,)) as means:
        obeying = Obeying(home)

        def look(now: Following) -> None:
            if now.batches:
                obeying(now)
                seen.append(shown(home))
                means.stopping.set()

        assert shown(home)
        follow(means, bluesky, "ws://x/subscribe", told=look, listen=listen)
    assert seen[0] is False


def test_a_run_that_is_made_while_a_stream_is_followed_obeys_the_last_batch(home: Home) -> None:
    with means_at(folder_of(home), networks=(bluesky,)) as means:
        stream = Stream(means, bluesky, "ws://x/subscribe")
        stream.take([MESSAGES["a label in a profile record"]])
        run(home, force=True)
        assert not shown(home)
        stream.take([fake.commit_1("app.bsky.actor.profile", {"displayName": "Ada"}, step=2)])
        run(home, force=True)
        assert shown(home)


def test_publishing_again_takes_a_tenth_of_the_time_at_most(home: Home) -> None:
    hours = iter([0.0, 0.0, 10.0, 50.0, 99.0, 100.0, 100.0])
    obeying = Obeying(home, lambda: next(hours))
    for hiding in (1, 2, 2, 2):  # obeyed from 0 to 10; then rests until 100
        obeying(Following(hiding=hiding))
    assert list(hours) == []
