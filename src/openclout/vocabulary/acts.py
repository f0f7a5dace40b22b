"""The acts: what one account can do to another.

Comes in: the name a network, a file or a researcher uses. Goes out: one `Act`.
Sources: ActivityStreams 2.0 activity types (Like, Announce, Follow, Add, Accept, Join, View, Dislike, Create with
`inReplyTo` or `Mention`); the remaining names are the closest term of schema.org.
"""

from enum import IntEnum


class Act(IntEnum):
    """What was done. The number is stored in the lake and never changes its meaning."""

    LIKE = 1
    ANNOUNCE = 2
    REPLY = 3
    QUOTE = 4
    MENTION = 5
    FOLLOW = 6
    LIST = 7
    ACCEPT = 8
    LINK = 9
    PAY = 10
    JOIN = 11
    VIEW = 12
    RATE = 13
    ADJACENT = 14
    DISLIKE = 15

    @property
    def word(self) -> str:
        """The name in tables, files and the interface: `like`, `announce`, ..."""
        return self.name.lower()


PHRASES: dict[Act, tuple[str, str]] = {
    Act.LIKE: ("like", "likes"),
    Act.ANNOUNCE: ("share", "shares"),
    Act.REPLY: ("reply", "replies"),
    Act.QUOTE: ("quote", "quotes"),
    Act.MENTION: ("mention", "mentions"),
    Act.FOLLOW: ("follow", "follows"),
    Act.LIST: ("listing", "listings"),
    Act.ACCEPT: ("accepted answer", "accepted answers"),
    Act.LINK: ("link", "links"),
    Act.PAY: ("payment", "payments"),
    Act.JOIN: ("join", "joins"),
    Act.VIEW: ("view", "views"),
    Act.RATE: ("rating", "ratings"),
    Act.ADJACENT: ("answer nearby", "answers nearby"),
    Act.DISLIKE: ("dislike", "dislikes"),
}
"""How an act is written for people: one, and many."""

ALIASES: dict[str, Act] = {act.word: act for act in Act} | {
    "favourite": Act.LIKE,
    "favorite": Act.LIKE,
    "favorite_received": Act.LIKE,
    "upvote": Act.LIKE,
    "upvote_received": Act.LIKE,
    "star": Act.LIKE,
    "reaction": Act.LIKE,
    "plus_one": Act.LIKE,
    "repost": Act.ANNOUNCE,
    "reblog": Act.ANNOUNCE,
    "boost": Act.ANNOUNCE,
    "retweet": Act.ANNOUNCE,
    "share": Act.ANNOUNCE,
    "reshare": Act.ANNOUNCE,
    "fork": Act.ANNOUNCE,
    "comment": Act.REPLY,
    "answer": Act.REPLY,
    "topic_reply": Act.REPLY,
    "thread_reply": Act.REPLY,
    "review": Act.REPLY,
    "message": Act.MENTION,
    "subscribe": Act.FOLLOW,
    "listed": Act.LIST,
    "accept_received": Act.ACCEPT,
    "zap": Act.PAY,
    "tip": Act.PAY,
    "bounty_received": Act.PAY,
    "bounty_awarded": Act.PAY,
    "webmention": Act.LINK,
    "citation": Act.LINK,
    "rating": Act.RATE,
    "adjacent_inferred": Act.ADJACENT,
    "downvote": Act.DISLIKE,
    "downvote_received": Act.DISLIKE,
}
"""Other names that networks and data sets use, all lower case."""
