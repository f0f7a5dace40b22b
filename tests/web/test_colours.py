"""Every pair of colours that stands on another, recomputed from the style sheet.

Contrast: WCAG 2.2, 1.4.3 and 1.4.11. Colour blindness: Viénot, Brettel and Mollon 1999. Distance: CIE76.
"""

import re
from itertools import combinations

import pytest

from openclout.figures import sheet

Colour = tuple[float, float, float]
TOKENS = {
    name: (light, dark)
    for name, light, dark in re.findall(r"--([\w-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\);", sheet())
}
TEXT = [
    *((ink, ground) for ink in ("ink", "ink-2", "ink-3", "accent", "up", "down") for ground in ("bg", "surface")),
    *((ink, "sunken") for ink in ("ink", "ink-2", "ink-3", "accent")),
    ("ink-2", "calm-tint"),
    ("ink", "calm-tint"),
    ("up", "up-tint"),
    ("down", "down-tint"),
    ("ink-2", "accent-tint"),
    ("accent", "accent-tint"),
    ("accent-ink", "accent"),
    ("bg", "ink"),
    *(("on-net", f"n{at}") for at in range(7)),
]
GRAPHICS = [
    *((mark, "surface") for mark in ("accent-mark", "line-strong", "up-mark", "down-mark", "focus")),
    ("focus", "bg"),
    ("line-strong", "bg"),
    *((f"n{at}", "surface") for at in range(7)),
]
TO_LMS = ((17.8824, 43.5161, 4.11935), (3.45565, 27.1554, 3.86714), (0.0299566, 0.184309, 1.46709))
FROM_LMS = (
    (0.0809444479, -0.130504409, 0.116721066),
    (-0.0102485335, 0.0540193266, -0.113614708),
    (-0.000365296938, -0.00412161469, 0.693511405),
)
SIGHT = {
    "normal": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "deuteran": ((1, 0, 0), (0.494207, 0, 1.24827), (0, 0, 1)),
    "protan": ((0, 2.02344, -2.52581), (0, 1, 0), (0, 0, 1)),
}


def linear(code: str) -> Colour:
    parts = [int(code[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return red, green, blue


def times(matrix: tuple[tuple[float, ...], ...], colour: Colour) -> Colour:
    first, second, third = (sum(a * b for a, b in zip(row, colour, strict=True)) for row in matrix)
    return first, second, third


def contrast(one: str, other: str) -> float:
    weights = (0.2126, 0.7152, 0.0722)
    lights = sorted(sum(w * c for w, c in zip(weights, linear(code), strict=True)) + 0.05 for code in (one, other))
    return lights[1] / lights[0]


def lab(colour: Colour) -> Colour:
    xyz = times(((0.4124, 0.3576, 0.1805), (0.2126, 0.7152, 0.0722), (0.0193, 0.1192, 0.9505)), colour)
    x, y, z = (
        (part / white) ** (1 / 3) if part / white > 0.008856 else 7.787 * max(0, part) / white + 16 / 116
        for part, white in zip(xyz, (0.95047, 1.0, 1.08883), strict=True)
    )
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def distance(one: str, other: str, sight: str) -> float:
    def seen(code: str) -> Colour:
        return lab(times(FROM_LMS, times(SIGHT[sight], times(TO_LMS, linear(code)))))

    return float(sum((a - b) ** 2 for a, b in zip(seen(one), seen(other), strict=True)) ** 0.5)


@pytest.mark.parametrize("shade", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("ink", "ground"), TEXT)
def test_text_can_be_read(ink: str, ground: str, shade: int) -> None:
    assert contrast(TOKENS[ink][shade], TOKENS[ground][shade]) >= 4.5


@pytest.mark.parametrize("shade", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("mark", "ground"), GRAPHICS)
def test_marks_can_be_seen(mark: str, ground: str, shade: int) -> None:
    assert contrast(TOKENS[mark][shade], TOKENS[ground][shade]) >= 3.0


@pytest.mark.parametrize("shade", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("sight", SIGHT)
def test_the_six_networks_can_be_told_apart(sight: str, shade: int) -> None:
    codes = [TOKENS[f"n{at}"][shade] for at in range(1, 7)]
    assert min(distance(one, other, sight) for one, other in combinations(codes, 2)) >= 20
