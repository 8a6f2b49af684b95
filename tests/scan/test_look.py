"""Colours that everybody can read, in the map too: WCAG 2.2, 1.4.3 and 1.4.11."""

import re
from importlib.resources import files

import pytest

STYLE = files("signage_api.visitor").joinpath("page.css").read_text("utf-8")
TEXTS = [
    ("ink", "bg"),
    ("ink", "card"),
    ("ink", "mark"),
    ("soft", "bg"),
    ("soft", "card"),
    ("soft", "mark"),
    ("link", "bg"),
    ("link", "card"),
    ("link", "mark"),
    ("on", "link"),
    ("here", "bg"),
    ("here", "card"),
    ("here", "land"),
    ("here", "area"),
    ("here", "green"),
]
SHAPES = [("soft", "bg"), ("link", "land"), ("link", "area"), ("link", "house"), ("here", "road")]


def palette(scheme: str) -> dict[str, str]:
    """The colours by name; the dark ones stand over the light ones."""
    blocks = re.findall(r":root\{([^}]*)\}", STYLE)[: 1 if scheme == "light" else 2]
    return {name: colour for block in blocks for name, colour in re.findall(r"--(\w+):(#\w+)", block)}


def luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(2 * digit for digit in colour[1:])
    shares = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    red, green, blue = (
        share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), TEXTS)
def test_text_stands_out_from_its_ground(scheme: str, text: str, ground: str) -> None:
    colours = palette(scheme)
    assert contrast(colours[text], colours[ground]) >= 4.5


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("shape", "ground"), SHAPES)
def test_borders_and_marks_stand_out_from_their_ground(scheme: str, shape: str, ground: str) -> None:
    colours = palette(scheme)
    assert contrast(colours[shape], colours[ground]) >= 3


def test_black_on_white_is_the_strongest_contrast() -> None:
    assert contrast("#000", "#ffffff") == pytest.approx(21)


def test_the_style_asks_for_nothing() -> None:
    assert "url(" not in STYLE
    assert "@import" not in STYLE


def test_nothing_moves_for_who_wants_less_motion() -> None:
    """Nothing moves at all, unless a reader has not asked for less."""
    still = re.sub(
        r"@media[^{]*prefers-reduced-motion:\s*no-preference[^{]*\{(?:[^{}]*\{[^}]*\})*[^}]*\}", "", STYLE
    )
    assert not re.search(r"animation|transition|scroll-behavior|@keyframes", still)


def test_no_side_is_named_so_that_the_page_can_be_turned_round() -> None:
    """Left and right are for the map; all else says start and end."""
    sided = re.findall(
        r"[;{](?:(?:margin|padding|border)-(?:left|right)|left|right|text-align):?[^;}]*", STYLE
    )
    assert [
        rule
        for rule in sided
        if not re.search(r"text-align:(start|end|center|(-webkit-)?match-parent)", rule)
    ] == []
