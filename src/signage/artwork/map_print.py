"""Maps for print, true to scale: one sheet or several with an overview, and the list of the signs."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import shapely

from signage.artwork.ground import Ground, Street, visible
from signage.artwork.legend import HEIGHT_MM, WIDTH_MM, legend
from signage.artwork.map_frame import framed_map, grouped
from signage.artwork.papers import Layout, fitting_scale
from signage.artwork.typesetting import paper_words, typeset
from signage.artwork.window import Box, Window
from signage.languages import DEFAULT, day_text


@dataclass(frozen=True, slots=True)
class Listed:
    """A sign in the list of a map."""

    x: float
    y: float
    number: str
    name: str
    type: str
    facing: str


@dataclass(frozen=True, kw_only=True)
class MapPrint:
    """What is printed: `subject` is the shape (EPSG:25832) to be shown whole, `box` what is around it."""

    title: str
    subtitle: str
    ground: Ground
    signs: Sequence[Listed]
    subject: Any
    box: Box
    scale: int
    layout: Layout
    source: str
    operator: str = ""
    language: str = DEFAULT


def draw_map(wanted: MapPrint, *, made_on: date) -> bytes:
    """The PDF: an overview where there are several sheets, the sheets, the list where it finds no room."""
    windows = sheets(wanted.layout, wanted.box, wanted.scale, wanted.subject)
    signs = [sign for sign in wanted.signs if any(window.holds(sign.x, sign.y) for window in windows)]
    listed = [[n for n, sign in enumerate(signs) if window.holds(sign.x, sign.y)] for window in windows]
    drawings: dict[str, str] = {}
    explained = legend(_seen(wanted.ground, widest(wanted.layout, windows)), wanted.language)
    drawings |= {f"legend-{n}": swatch for n, (_, swatch) in enumerate(explained)}
    data = _words(wanted) | {
        "pages": [*_overview(wanted, windows, drawings), *_sheets(wanted, windows, drawings)],
        "legend": [words for words, _ in explained],
        "swatch": (WIDTH_MM, HEIGHT_MM),
        "signs": [_row(sign, n, listed) for n, sign in enumerate(signs)],
        "listed": listed,
        "day": day_text(wanted.language, made_on),
    }
    return typeset("map", data, made_on=made_on, drawings=drawings)


def _words(wanted: MapPrint) -> dict[str, Any]:
    """What is the same on every page."""
    layout = wanted.layout
    return {
        "title": wanted.title,
        "subtitle": wanted.subtitle,
        "scale": f"1 : {grouped(wanted.scale)}",
        "paper": layout.paper,
        "page": layout.page_mm,
        "panel": layout.panel_mm,
        "orientation": layout.orientation,
        "size": layout.size,
        "source": wanted.source,
        "operator": wanted.operator,
        "language": wanted.language,
        "words": paper_words(wanted.language),
    }


def sheets(layout: Layout, box: Box, scale: int, subject: Any) -> list[Window]:
    """The maps of the sheets; those that would show nothing of the subject are left out."""
    windows = layout.windows(box, scale)
    if len(windows) == 1:
        return windows
    return [window for window in windows if shapely.intersects(subject, shapely.box(*window.box))]


def widest(layout: Layout, windows: Sequence[Window]) -> Window:
    """The one sheet, or the map of the overview: all sheets on one, at whatever round scale they fit."""
    if len(windows) == 1:
        return windows[0]
    wests, souths, easts, norths = zip(*(window.box for window in windows), strict=True)
    west, south, east, north = min(wests), min(souths), max(easts), max(norths)
    width_mm, height_mm = layout.map_mm
    scale = fitting_scale((west, south, east, north), width_mm - 8, height_mm - 8)
    return Window.around((west + east) / 2, (south + north) / 2, width_mm, height_mm, scale)


def _overview(
    wanted: MapPrint, windows: Sequence[Window], drawings: dict[str, str]
) -> Iterator[dict[str, Any]]:
    if len(windows) == 1:
        return
    window = widest(wanted.layout, windows)
    bare = replace(wanted.ground, tenants=(), posts=[replace(post, label="") for post in wanted.ground.posts])
    shown, drawings["overview"] = framed_map(bare, window, size=wanted.layout.size)
    yield {"name": "overview", "map": shown, "frames": [_frame(one, window) for one in windows]}


def _frame(sheet: Window, overview: Window) -> dict[str, float]:
    left, top = overview.place(sheet.west, sheet.north)
    width_mm, height_mm = overview.mm(sheet.east - sheet.west), overview.mm(sheet.north - sheet.south)
    return {"left": left, "top": top, "width": width_mm, "height": height_mm}


def _sheets(
    wanted: MapPrint, windows: Sequence[Window], drawings: dict[str, str]
) -> Iterator[dict[str, Any]]:
    for number, window in enumerate(windows):
        near = _near(wanted.ground, window)
        shown, drawings[f"sheet-{number}"] = framed_map(near, window, size=wanted.layout.size)
        yield {"name": f"sheet-{number}", "map": shown, "frames": []}


def _near(ground: Ground, window: Window) -> Ground:
    """The ground cut to the window once, so that nothing is drawn that is not seen."""
    return replace(
        ground, land={kind: _of_kind(kind, shapes, window) for kind, shapes in ground.land.items()}
    )


def _seen(ground: Ground, window: Window) -> Ground:
    """What lies on the map: of a shape whose line alone is drawn, the line does."""

    def of_kind(kind: str, shapes: Sequence[Any]) -> Sequence[Any]:
        drawn = [shapely.boundary(shape) for shape in shapes] if kind == "municipality" else shapes
        return visible(drawn, window, beyond_mm=0)

    return replace(
        ground,
        land={kind: of_kind(kind, shapes) for kind, shapes in ground.land.items()},
        streets=[one for one in ground.streets if _is_seen(one, window)],
        posts=[post for post in ground.posts if window.holds(post.x, post.y)],
    )


def _is_seen(street: Street, window: Window) -> bool:
    """Whether its carriageway, which is wider than its axis, reaches the map."""
    return bool(visible([street.line], window, beyond_mm=window.mm(street.width_m / 2)))


def _of_kind(kind: str, shapes: Sequence[Any], window: Window) -> Sequence[Any]:
    # Outlines are drawn along the whole shape: cut here, the cut itself would show.
    return shapes if kind in ("area", "municipality") else visible(shapes, window)


def _row(sign: Listed, number: int, listed: Sequence[Sequence[int]]) -> dict[str, Any]:
    on = [sheet for sheet, signs in enumerate(listed, start=1) if number in signs]
    return {
        "number": sign.number,
        "name": sign.name,
        "type": sign.type,
        "facing": sign.facing,
        "sheets": ", ".join(map(str, on)),
    }
