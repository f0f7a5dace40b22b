"""The networks that we know: one file each. A network is in this list or it is not read.

Comes in: nothing. Goes out: the connectors, in the order in which they are asked whether an account is theirs.
"""

from openclout.networks import (
    activitypub,
    bluesky,
    discourse,
    feeds,
    github,
    hackernews,
    lemmy,
    mastodon,
    nostr,
    stackexchange,
    wikipedia,
    wordpress,
)
from openclout.vocabulary.networks import Connector

NETWORKS: tuple[Connector, ...] = (
    bluesky,
    mastodon,
    activitypub,
    nostr,
    github,
    hackernews,
    stackexchange,
    lemmy,
    discourse,
    wikipedia,
    wordpress,
    feeds,
)
