"""What stands beside a score in a published run: momentum, generosity, the measurement range."""

from tests.pipeline.homes import everybody

from openclout.pipeline import Home


def test_a_run_publishes_momentum_for_everybody_with_a_number(shown: Home) -> None:
    with shown.shelf.open() as board:
        for profile in everybody(board):
            who = profile.summary
            if profile.quiet:
                assert who.momentum is None
                assert profile.trend == ""
            else:
                assert (who.momentum is None) == (who.score is None)
                assert profile.trend in ({"rising", "steady", "falling"} if who.score is not None else {""})


def test_the_measurement_range_holds_the_score_and_is_narrower_than_the_likely_one(shown: Home) -> None:
    with shown.shelf.open() as board:
        for profile in everybody(board):
            low, high = profile.measured_low, profile.measured_high
            if low is not None and high is not None and profile.summary.score is not None:
                assert low <= profile.summary.score <= high
                assert profile.summary.low is not None
                assert profile.summary.high is not None
                assert high - low < profile.summary.high - profile.summary.low


def test_everything_given_was_done_to_somebody(shown: Home) -> None:
    with shown.shelf.open() as board:
        rows = board.one("SELECT sum(acts) AS acts, max(people) AS people FROM giving")
        named = board.one("SELECT sum(interactions) AS acts, count(*) AS people FROM person")
        assert rows is not None
        assert named is not None
        assert 0 < rows["acts"] <= named["acts"]
        assert 0 < rows["people"] <= named["people"]
