"""Networks of which only descriptions exist, played by small servers of our own after those descriptions.

Comes in: nothing. Goes out: for each network the function from a question to its answer; its docstring says what was
done to Ada there.
They say that we do what the documents say, not that the documents are right: only `openclout check-live` can.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

from tests.fakes.web import Question, answer

Json = dict[str, object]
START = int(datetime(2026, 10, 1, tzinfo=UTC).timestamp())


def told(body: object, status: int = 200) -> Iterator[bytes]:
    return answer(json.dumps(body).encode(), status, content_type="application/json")


def parts(question: Question) -> tuple[str, Mapping[str, str]]:
    """The path, and its parameters."""
    split = urlsplit(question.path)
    return split.path, {name: found[-1] for name, found in parse_qs(split.query).items()}


def hackernews(question: Question) -> Iterator[bytes]:
    """Ada submitted twelve items, one a day, each older than the one before; each got two comments, one was deleted."""
    path = question.path.removeprefix("/v0/").removesuffix(".json")
    kind, _, name = path.partition("/")
    if kind == "user":
        return told(
            {"id": "ada", "karma": 7, "created": START, "submitted": list(range(12, 0, -1))} if name == "ada" else None
        )
    number = int(name)
    if number <= 12:
        at = START + number * 86_400
        kids = [number * 100 + 1, number * 100 + 2, number * 100 + 3]
        return told(
            {"id": number, "type": "story", "by": "ada", "time": at, "title": "It counts", "score": 3, "kids": kids}
        )
    at, fan = START + number // 100 * 86_400 + 60, number % 100
    gone: Json = {"id": number, "type": "comment", "deleted": True, "time": at}
    here: Json = {"id": number, "type": "comment", "by": f"fan-{fan}", "time": at, "text": "Does it?"}
    return told(None if fan == 3 and number < 300 else gone if fan == 3 else here)


def stackexchange(question: Question) -> Iterator[bytes]:
    """Ada wrote three answers and two questions, two a page; every second answer of the server says to back off."""
    path, wanted = parts(question)
    path = path.removeprefix("/2.3/")
    assert wanted["site"] == "127.0.0.1"
    listed = ITEMS.get(path, [])
    page, each = int(wanted.get("page", 1)), 2
    since = int(wanted.get("fromdate", 0))
    listed = [item for item in listed if int(str(item.get("creation_date", START))) >= since]
    body: Json = {"items": listed[(page - 1) * each : page * each], "has_more": len(listed) > page * each}
    return told(body | {"quota_max": 300, "quota_remaining": 250} | ({"backoff": 5} if page == 2 else {}))


def at(number: int) -> int:
    return START + number * 3600


def owner(number: int) -> Json:
    return {"user_id": number, "user_type": "registered", "display_name": f"Fan {number}"}


def change(kind: str, post: int, when: int) -> Json:
    return {"reputation_history_type": kind, "post_id": post, "creation_date": at(when), "user_id": 42}


ITEMS: dict[str, list[Json]] = {
    "users/42": [owner(42)],
    "users/42/posts": [
        {"post_id": 20 - each, "post_type": "question" if each > 2 else "answer", "creation_date": at(20 - each)}
        for each in range(5)
    ],
    "posts/20;19/comments": [{"comment_id": 1, "post_id": 20, "creation_date": at(21), "owner": owner(1)}],
    "posts/18;17/comments": [
        {"comment_id": each, "post_id": 17, "creation_date": at(30 - each), "owner": owner(each)} for each in (2, 3, 4)
    ],
    "questions/17/answers": [{"answer_id": 90, "question_id": 17, "creation_date": at(22), "owner": owner(5)}],
    "questions/16/answers": [{"answer_id": 91, "question_id": 16, "creation_date": at(23), "owner": owner(6)}],
    "users/42/mentioned": [{"comment_id": 9, "post_id": 800, "creation_date": at(24), "owner": owner(7)}],
    "users/42/reputation-history": [
        change("post_upvoted", 20, 40),
        change("answer_accepted", 20, 39),
        change("post_upvoted", 17, 38),
        change("post_downvoted", 16, 37),
        change("post_upvoted", 16, -9000),
        change("post_upvoted", 16, -9001),
        change("post_upvoted", 16, -9002),
    ],
    "answers/20/questions": [{"question_id": 700, "accepted_answer_id": 20, "owner": owner(8)}],
}


def lemmy_person(name: str) -> Json:
    return {"id": 1, "name": name, "actor_id": f"https://lemmy.example/u/{name}", "bot_account": False}


def lemmy_thing(number: int, path: str = "") -> Json:
    hour = f"2026-10-{1 + number % 28:02}T00:00:00.000000Z"
    kind = "comment" if path else "post"
    return {
        "id": number,
        "ap_id": f"https://lemmy.example/{kind}/{number}",
        "published": hour,
        "deleted": False,
        "removed": False,
        **({"content": "Yes.", "path": path} if path else {"name": "It counts"}),
    }


def lemmy_comment(number: int, path: str, by: str) -> Json:
    return {
        "comment": lemmy_thing(number, path),
        "creator": lemmy_person(by),
        "counts": {"upvotes": 1, "child_count": 0},
    }


def lemmy(signed_in: str | None) -> Callable[[Question], Iterator[bytes]]:
    """Ada wrote two posts and a comment; 55 people answered the first post, and one of them was answered himself."""

    def reply(question: Question) -> Iterator[bytes]:
        path, wanted = parts(question)
        page = int(wanted.get("page", 1))
        if path == "/api/v3/site":
            me = {"my_user": {"local_user_view": {"person": lemmy_person(signed_in)}}} if signed_in else {}
            return told({"version": "0.19.9", **me})
        if path == "/api/v3/user/mention":
            mention = lemmy_comment(77, "0.77", "dee") | {"recipient": lemmy_person("ada")}
            return (
                told({"mentions": [mention] if page == 1 else []})
                if signed_in
                else told({"error": "not_logged_in"}, 400)
            )
        if path == "/api/v3/user":
            posts = [
                {
                    "post": lemmy_thing(1),
                    "creator": lemmy_person("ada"),
                    "counts": {"upvotes": 4, "downvotes": 2, "comments": 56},
                },
                {"post": lemmy_thing(2), "creator": lemmy_person("ada"), "counts": {"upvotes": 1, "comments": 0}},
            ]
            mine = lemmy_comment(9, "0.8.9", "ada") | {"counts": {"upvotes": 2, "child_count": 1}}
            held = {"posts": posts, "comments": [mine]} if page == 1 else {"posts": [], "comments": []}
            return told({"person_view": {"person": lemmy_person("ada")}, **held})
        if "parent_id" in wanted:
            below = [lemmy_comment(9, "0.8.9", "ada"), lemmy_comment(10, "0.8.9.10", "cyd")]
        else:
            below = [lemmy_comment(100 + fan, f"0.{100 + fan}", f"fan-{fan}") for fan in range(55)]
            below += [lemmy_comment(200, "0.100.200", "bob")]
        return told({"comments": below[(page - 1) * 50 : page * 50]})

    return reply


def action(kind: int, topic: int, number: int, post: int | None, by: tuple[int, str]) -> Json:
    return {
        "action_type": kind,
        "created_at": f"2026-10-{1 + topic % 28:02}T10:00:00.000Z",
        "topic_id": topic,
        "post_number": number,
        "post_id": post,
        "acting_user_id": by[0],
        "acting_username": by[1],
        "deleted": False,
    }


def forum_post(topic: int, number: int, by: tuple[int, str], to: int | None = None, html: str = "") -> Json:
    return {
        "id": topic * 100 + number,
        "user_id": by[0],
        "username": by[1],
        "created_at": f"2026-10-{1 + topic % 28:02}T11:00:00.000Z",
        "post_number": number,
        "topic_id": topic,
        "reply_to_post_number": to,
        "post_type": 1,
        "cooked": html,
    }


ADA, BOB, CYD = (42, "ada"), (43, "bob"), (44, "cyd")
NAMED = '<p><a class="mention" href="/u/ada">@ada</a></p>'
TOPIC = [
    forum_post(7, 1, ADA),
    forum_post(7, 2, BOB),
    forum_post(7, 3, CYD, 2, NAMED),
    *(forum_post(7, number, (100 + number, f"fan-{number}"), 1) for number in range(4, 26)),
]
FORUM: dict[str, object] = {
    "/u/ada.json": {"user": {"id": 42, "username": "ada", "name": "Ada"}},
    "/posts/802/replies.json": [forum_post(8, 3, BOB, 2)],
    "/post_action_users.json?id=701": {"post_action_users": [{"id": 43, "username": "bob"}]},
    "/post_action_users.json?id=802": {"post_action_users": [{"id": 44, "username": "cyd"}]},
}


def discourse(*, signed_in: bool) -> Callable[[Question], Iterator[bytes]]:
    """Ada began a topic with 24 answers and answered once elsewhere; both were liked, once she was named in between."""

    def reply(question: Question) -> Iterator[bytes]:
        path, wanted = parts(question)
        if path == "/user_actions.json":
            private = wanted["filter"] != "4,5"
            if private and not signed_in:
                return told({"errors": ["You are not permitted to view the requested resource."]}, 403)
            mine = [action(5, 8, 2, 802, ADA), action(4, 7, 1, None, ADA)]
            others = [action(2, 8, 2, 802, CYD), action(2, 7, 1, 701, BOB), action(7, 7, 3, 703, CYD)]
            listed = others if private else mine
            return told({"user_actions": listed[int(wanted["offset"]) :][:2]})
        if path == "/t/7.json":
            page = int(wanted["page"])
            shown = TOPIC[(page - 1) * 20 : page * 20]
            return told({"post_stream": {"posts": shown}, "highest_post_number": 25}) if shown else told({}, 404)
        found = FORUM.get(path, FORUM.get(f"{path}?id={wanted.get('id')}"))
        return told(found) if found is not None else told({"error_type": "not_found"}, 404)

    return reply
