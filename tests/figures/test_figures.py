import math
import re
from datetime import date, timedelta
from html.parser import HTMLParser
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openclout import figures
from openclout.figures import words
from openclout.vocabulary.records import Change, Day, Holding, Part, Summary, Tie

TODAY = date(2026, 11, 21)
SPREAD = tuple(range(100))
VOID = {"circle", "line", "path", "rect", "stop", "input", "br"}
TABLE = {"table", "caption", "tbody", "tr", "th", "td", "small", "bdi"}
TEXT = st.text(max_size=40)
SCORES = st.floats(1, 100)
PARTS = st.lists(
    st.builds(Part, label=TEXT, points=st.floats(0, 1e6), interactions=st.integers(0, 10**6)), min_size=1, max_size=40
)


class Reader(HTMLParser):
    """Reads markup strictly: every tag is closed, in order; gathers what there is."""

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str]] = []
        self.words = ""
        self.feed(markup)
        self.close()
        assert self.open == [], "a tag is left open"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open.append(tag)
        self._seen(tag, attrs)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._seen(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words += data

    def _seen(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(name, held or "") for name, held in attrs]


def days(count: int) -> tuple[Day, ...]:
    return tuple(
        Day(TODAY - timedelta(days=back), 50 + back % 7 / 3, 46.0, 55.0, "2026.1") for back in reversed(range(count))
    )


def holdings(count: int) -> tuple[Holding, ...]:
    return tuple(
        Holding(f"net{at}", "x", (count - at) / (count * (count + 1) / 2), 20.0, 3, None) for at in range(count)
    )


def ties(count: int) -> tuple[Tie, ...]:
    return tuple(Tie(Summary(at, f"p{at}", f"P {at}", 50.0, 40.0, 60.0), 1.0 / (at + 1), 3) for at in range(count))


def all_of_them(name: str) -> list[str]:
    move = Change(TODAY - timedelta(days=2), TODAY, 1.0, real=True)
    return [
        figures.dial(72.31, 68.2, 75.9, SPREAD),
        figures.dial(None, None, None, (), reason=name),
        figures.ladder(((name, 0.5), ("Kred", None), ("PageRank", 1.0))),
        figures.dial(1.0, 0.2, 1.0, SPREAD, quiet=True),
        figures.dial(100.0, 99.0, 130.0, SPREAD),
        figures.history(days(90), [move] * 9),
        figures.history(days(1), [move]),
        figures.history(()),
        figures.waterfall((Part(name, 3.0, 2), Part("follower", 0.2, 0)), 44.44, title=name),
        figures.stacked_bar(holdings(25)),
        figures.stacked_bar((Holding(name, name, 1.0, 10.0, 0, None),)),
        figures.stacked_bar(()),
        figures.sparkline((1.0, 2.0, 1.5)),
        figures.sparkline((1.0,)),
        figures.sparkline(()),
        figures.population(SPREAD, 40.0, 63.0),
        figures.comb(SPREAD, 54.0),
        figures.comb((), None),
        figures.portion(3, 7),
        figures.portion(0, 0),
        figures.bars((5, 3, 0)),
        figures.bars(()),
        figures.face(name, title=name),
        *figures.ribbons(ties(5), ()),
    ]


def widths(markup: str) -> list[float]:
    return [float(found) for found in re.findall(r'<rect class="f\d" x="[^"]+" width="([^"]+)%"', markup)]


@given(TEXT)
def test_any_name_is_escaped_and_every_tag_is_closed(name: str) -> None:
    for markup in all_of_them(name + "<b onclick='x'>\"&"):
        found = Reader(markup)
        assert set(found.tags) <= VOID | {"svg", "g", "text", "tspan", "defs", "lineargradient"} | TABLE


@given(st.text(alphabet=st.characters(), max_size=60))
def test_escaped_text_reads_back_as_it_was(text: str) -> None:
    printable = text.translate(words.UNPRINTABLE).encode("utf-8", "replace").decode()
    assert Reader(f"<b>{words.escaped(text)}</b>").words.replace("\r", "\n") == printable.replace("\r", "\n")


@pytest.mark.parametrize("at", range(24))
def test_no_figure_has_inline_style_script_or_a_number_that_is_not_finite(at: int) -> None:
    markup = all_of_them("Ada")[at]
    found = Reader(markup)
    names = {name for name, _ in found.attributes}
    assert "style" not in names
    assert not any(name.startswith("on") for name in names)
    assert not re.search(r"\b(nan|inf)\b", markup, re.IGNORECASE)


def test_a_coordinate_that_is_not_finite_is_an_error() -> None:
    with pytest.raises(ValueError, match="finite"):
        words.place(math.nan)


@given(st.lists(st.floats(0, 1e12), min_size=1, max_size=60), st.integers(0, 9000))
def test_shares_sum_to_the_total_exactly(weights: list[float], total: int) -> None:
    shares = figures.apportion(weights, total)
    assert sum(shares) == (total if max(weights) > 0 else 0)
    assert all(share >= 0 for share in shares)


@given(PARTS, st.floats(10, 100))
def test_the_bars_add_up_to_the_score_shown(parts: list[Part], score: float) -> None:
    bars = figures.steps(parts, score)
    if not any(part.points > 0 for part in parts):
        assert bars == ()
        return
    assert sum(round(100 * bar.points) for bar in bars) + 1000 == round(100 * score)
    assert bars[0].start == 10
    assert bars[-1].end == round(score, 2)
    assert all(before.end == after.start for before, after in pairwise(bars))
    assert len(bars) <= 8


@given(PARTS, st.floats(10, 100))
def test_the_numbers_written_beside_the_bars_add_up(parts: list[Part], score: float) -> None:
    found = Reader(figures.waterfall(parts, score)).words
    written = [round(100 * float(one)) for one in re.findall(r"\+(\d+\.\d\d)", found.partition("Everybody")[2])]
    if any(part.points > 0 for part in parts) and not any("+" in part.label for part in parts):
        assert sum(written) + 1000 == round(100 * score)


@given(st.lists(st.floats(-50, 50), max_size=20))
def test_rounded_causes_still_sum_to_the_change(points: list[float]) -> None:
    shown = figures.hundredths(points)
    assert sum(round(100 * part) for part in shown) == round(sum(100 * part for part in points))
    assert all(abs(part - exact) < 0.011 for part, exact in zip(shown, points, strict=True))


@given(st.lists(st.tuples(st.integers(0, 200), SCORES, st.floats(0, 20)), max_size=90), st.integers(0, 12))
def test_any_history_can_be_drawn(rows: list[tuple[int, float, float]], moves: int) -> None:
    history = [
        Day(TODAY - timedelta(days=back), score, score - half, score + half, f"2026.{back % 3}")
        for back, score, half in {row[0]: row for row in rows}.values()
    ]
    markup = figures.history(history, [Change(TODAY, TODAY, 1.0, real=None)] * moves)
    Reader(markup)
    assert markup.count("g-ev") == (2 * moves if history else 0)  # a circle, and a number whose class starts alike


def test_without_a_number_the_dial_says_so_and_why() -> None:
    markup = figures.dial(None, None, None, SPREAD, reason="1 of 3 people so far")
    assert 'aria-label="Not measured yet. 1 of 3 people so far"' in markup
    assert 'class="val"' not in markup


def test_no_history_says_so() -> None:
    assert "No number has been published yet." in figures.history(())
    assert figures.readings(()) == ""


@pytest.mark.parametrize("count", [1, 2, 9, 14, 15])
def test_no_chart_speaks_of_days_that_are_not_there_yet(count: int) -> None:
    markup = figures.history(days(count))
    dates = re.findall(r'class="g-date" x="([\d.]+)%"[^>]*>([^<]+)', markup)
    assert dates[0] == ("100.00", "21 Nov")
    assert all(0 <= float(x) <= 100 for x, _ in dates)
    assert 'class="g-dot" cx="100.00%"' in markup


def test_a_silence_since_the_last_number_is_left_empty() -> None:
    silent = [*days(60)[:30], *(Day(day.day, None, None, None, "2026.1") for day in days(60)[30:])]
    dot = re.search(r'class="g-dot" cx="([\d.]+)%"', figures.history(silent))
    assert dot is not None
    assert 45 < float(dot[1]) < 55


def test_one_day_of_history_is_a_dot_with_its_range() -> None:
    markup = figures.history(days(1))
    assert "One day so far" in markup
    assert "g-dot" in markup
    assert figures.readings(days(1)) == "21 Nov|50.00|46.0|55.0|100.00|60.49"


def test_days_under_an_older_method_are_dashed() -> None:
    history = [*(Day(d.day, d.score, d.low, d.high, "2026.0") for d in days(60)[:30]), *days(60)[30:]]
    markup = figures.history(history)
    assert markup.count("g-old") == 1
    assert markup.count("g-score") == 1
    assert markup.count("g-model") == 1


def test_days_without_a_number_leave_a_gap() -> None:
    whole = list(days(60))
    whole[20:40] = [Day(day.day, None, None, None, day.method) for day in whole[20:40]]
    assert figures.history(whole).count("g-score") == 2


def test_circles_never_touch() -> None:
    moves = [Change(TODAY, TODAY, 1.0, real=True)] * 6
    markup = figures.history(days(90), moves)
    heights = [float(found) for found in re.findall(r'class="g-ev" cx="[^"]+" cy="([^"]+)%"', markup)]
    assert len(heights) == 6
    assert min(abs(a - b) for at, a in enumerate(heights) for b in heights[:at]) >= 9


@pytest.mark.parametrize("count", [1, 6, 7, 25])
def test_the_networks_fill_the_bar(count: int) -> None:
    found = widths(figures.stacked_bar(holdings(count)))
    assert len(found) == count
    assert sum(found) == pytest.approx(100, abs=0.2)


def test_a_face_is_the_same_for_the_same_name() -> None:
    assert figures.face("ada", title="Ada Okafor") == figures.face("ada", title="Ada Okafor")
    assert figures.face("ada") != figures.face("bob")


@pytest.mark.parametrize(
    ("title", "letters"),
    [
        ("Ada Okafor", "AO"),
        ("  ", "?"),
        ("\u0641\u0627\u0637\u0645\u0629", "\u0641"),
        ("ß", "S"),
        ("!! 7up", "7"),
        ("a b c d", "AD"),
    ],
)
def test_initials(title: str, letters: str) -> None:
    assert words.initials(title) == letters


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (words.signed(-1.126), "\N{MINUS SIGN}1.13"),
        (words.signed(0.001), "0.00"),
        (words.signed(1.9), "+1.90"),
        (words.short(31_400), "31.4k"),
        (words.short(2_100_000), "2.1M"),
        (words.short(912), "912"),
        (words.percent(0.34), "34%"),
        (words.percent(0.004), "0.4%"),
        (words.percent(0.0001), "<0.1%"),
        (words.percent(0), "0%"),
        (words.percent(0.9967), "99.7%"),
        (words.percent(0.99999), "99.9%"),
        (words.percent(1 - 1e-12), "100%"),
        (words.counted(12_431), "12,431"),
        (words.network_title("github"), "GitHub"),
        (words.network_title("higgs_twitter"), "Higgs twitter"),
        (words.network_title(" "), "Unnamed"),
        (words.network_title("stackexchange:beer"), "Stack Exchange: beer"),
        (words.tile("stackexchange:beer"), "SE"),
        (words.beginning("Good\n bread."), "Good bread."),
        (words.tile("github"), "GH"),
        (words.tile("mastodon"), "M"),
        (words.part_title("announce"), "Shares"),
        (words.part_title("follower"), "Followers"),
        (words.part_title(" "), "No name"),
        (words.act_words("reply", 1), "reply"),
        (words.act_words("reply", 2), "replies"),
        (words.act_words("wave", 2), "wave"),
        (words.long_day(TODAY), "21 November 2026"),
    ],
)
def test_numbers_and_labels_as_people_read_them(written: str, expected: str) -> None:
    assert written == expected


def test_a_sparkline_is_drawn_like_this() -> None:
    assert figures.sparkline((1.0, 3.0)) == (
        '<svg class="spark" viewBox="0 0 100 100" preserveAspectRatio="none" aria-hidden="true">'
        '<path class="a" d="M0.00 92.00C33.33 64.00 66.67 36.00 100.00 8.00L100 100L0 100Z"/>'
        '<path class="l" d="M0.00 92.00C33.33 64.00 66.67 36.00 100.00 8.00"/></svg>'
    )


@given(st.lists(st.floats(-100, 100), min_size=2, max_size=30))
def test_a_smooth_line_never_leaves_what_it_joins(numbers: list[float]) -> None:
    markup = figures.sparkline(numbers)
    path = re.findall(r'class="l" d="([^"]+)"', markup)[0]
    heights = [float(pair.split()[1]) for pair in re.findall(r"[-\d.]+ [-\d.]+", path)]
    assert min(heights) >= 7.9
    assert max(heights) <= 92.1


def test_a_standalone_figure_brings_its_own_styles() -> None:
    markup = figures.standalone(figures.dial(50.0, 45.0, 55.0, SPREAD))
    assert markup.count("<style>") == 1
    assert ".openclout {" in markup
    assert ":root" not in markup


def test_the_ladder_says_each_place_in_words_and_never_rounds_up() -> None:
    markup = figures.ladder((("OpenClout", 0.9996), ("Kred", None)))
    assert 'aria-label="Share of people who stand lower, by method: OpenClout 100%, Kred no number"' not in markup
    assert "OpenClout 99.9%" in markup
    assert "Kred no number" in markup
    assert markup.count("<circle") == 1


@pytest.mark.parametrize(
    ("number", "shown"),
    [(72.312, "72.31"), (0.04678, "0.0468"), (3.0, "3"), (12_431.4, "12,431"), (None, "-"), (float("nan"), "-")],
)
def test_numbers_on_any_scale(number: float | None, shown: str) -> None:
    assert figures.words.digits(number) == shown


@given(st.lists(st.builds(figures.Mark, title=TEXT, kind=TEXT, at=st.floats(-9, 9)), max_size=4))
def test_marks_stay_on_their_line_and_say_what_they_show(marks: list[figures.Mark]) -> None:
    read = Reader(figures.line(marks, (0.0, 1.0), (0.7, 0.9)))
    assert read.tags.count("circle") == len(marks)
    assert all(0.0 <= float(text.rstrip("%")) <= 100.0 for name, text in read.attributes if name == "cx")


def test_an_interval_reaches_from_its_low_to_its_high() -> None:
    drawn = figures.line([figures.Mark("ours", "ours", 0.5, 0.25, 0.75)])
    assert 'x="25.00%" width="50.00%"' in drawn
    assert 'cx="50.00%"' in drawn
    assert "ours 0.500" in drawn
