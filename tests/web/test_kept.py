"""Answers are made once while a run is the newest, and never shown for another."""

from starlette.responses import Response

from openclout.web.kept import Kept


def test_an_answer_is_made_once_for_a_run() -> None:
    kept, made = Kept(), []

    def make() -> Response:
        made.append(1)
        return Response(b"hello")

    run = object()
    assert [kept.answer(run, "a", make).body for _ in range(3)] == [b"hello"] * 3
    assert len(made) == 1


def test_another_run_is_answered_anew() -> None:
    kept = Kept()
    assert kept.answer(object(), "a", lambda: Response(b"old")).body == b"old"
    assert kept.answer(object(), "a", lambda: Response(b"new")).body == b"new"


def test_what_was_not_found_is_not_kept() -> None:
    kept, run = Kept(), object()
    kept.answer(run, "a", lambda: Response(b"no", status_code=404))
    assert kept.answer(run, "a", lambda: Response(b"yes")).body == b"yes"


def test_memory_is_bounded_and_the_oldest_go_first() -> None:
    kept, run = Kept(most_bytes=2500), object()
    for name in "abc":
        kept.answer(run, name, lambda: Response(b"x" * 1000))
    assert kept.answer(run, "a", lambda: Response(b"again")).body == b"again"
    assert len(kept.answer(run, "c", lambda: Response(b"again")).body) == 1000
