"""Maps for print, true to scale: of an area, or of a part of the map.

The libraries that draw are loaded on first use: a worker that only answers scans never needs them.
"""

from datetime import date
from typing import TYPE_CHECKING, Any

from signage.domain.keys import find_area
from signage.domain.validity import today
from signage.errors import InvalidInput, Said
from signage.languages import DEFAULT, text
from signage.services.figures import figures_in_force
from signage.services.map_ground import ground_within, shape_of
from signage.store import Store

if TYPE_CHECKING:
    from signage.artwork.ground import Ground
    from signage.artwork.map_print import Listed

Row = dict[str, Any]
Box = tuple[float, float, float, float]
_MOST_SIGNS = 2_000
_MOST_SHAPES = 60_000


def print_map(
    store: Store,
    *,
    area: int | str | None = None,
    box: Box | None = None,
    centre: tuple[float, float] | None = None,
    scale: int = 1000,
    paper: str = "A3",
    orientation: str | None = None,
    day: date | None = None,
    operator: str = "",
    language: str = DEFAULT,
) -> bytes:
    """The map of an area (id, short key or name), of a box in EPSG:25832, or of one sheet around a point, as
    PDF; true to scale.

    What does not fit on one sheet comes on several, with an overview. The same rows and day give the same
    bytes.
    Raises InvalidInput for what cannot be printed so, naming what could be; NotFound for an unknown area.
    """
    import shapely

    from signage.artwork.map_print import MapPrint, draw_map, sheets, widest
    from signage.artwork.papers import layout_for

    if [area, box, centre].count(None) != 2:
        raise InvalidInput(_ONE_OF_THESE)
    day = day or today()
    row = _area(store, area, day) if area is not None else None
    subject = shape_of(row) if row else shapely.box(*(box or 2 * (centre or ())))
    bounds: Box = tuple(shapely.bounds(subject).tolist())
    layout = layout_for(bounds, scale=scale, paper=paper, orientation=orientation)
    around = widest(layout, sheets(layout, bounds, scale, subject)).box
    _check_size(store, around, day)
    ground = ground_within(store, around, day=day, figures=figures_in_force(store))
    wanted = MapPrint(
        title=row["name"] if row else text(language, "paper.excerpt"),
        subtitle=_subtitle(store, row, day, language) if row else _area_around(store, bounds, day),
        ground=ground,
        signs=_listed(store, around, day, language),
        subject=subject,
        box=bounds,
        scale=scale,
        layout=layout,
        source=text(language, "paper.source", names=_sources(ground, language)),
        operator=operator,
        language=language,
    )
    return draw_map(wanted, made_on=day)


_ONE_OF_THESE = Said(
    "Gebraucht wird ein Gebiet, ein Ausschnitt oder die Mitte eines Blatts, eines davon.",
    "Give an area, a bounding box or the middle of a sheet, one of them.",
)


def _area(store: Store, key: int | str, day: date) -> Row:
    rows = {row["id"]: row for row in store.read("area", as_of=day)}
    return rows[find_area(((row["id"], row["number"], row["name"]) for row in rows.values()), key)]


def _sources(ground: "Ground", language: str) -> str:
    return "; ".join(ground.sources) or text(language, "paper.own_data")


def _area_around(store: Store, box: Box, day: date) -> str:
    """The name of the one area in the middle of a box; empty where there is none, or several."""
    import shapely

    middle = shapely.Point((box[0] + box[2]) / 2, (box[1] + box[3]) / 2)
    rows = store.read("area", as_of=day, bbox=middle.bounds)
    names = [row["name"] for row in rows if shape_of(row).covers(middle)]
    return str(names[0]) if len(names) == 1 else ""


def _subtitle(store: Store, area: Row, day: date, language: str) -> str:
    towns = store.read("municipality", as_of=day, where={"ags": area["municipality"]})
    words = (
        text(language, "paper.area"),
        area["number"],
        towns[0]["name"] if towns else area["municipality"],
    )
    return " · ".join(filter(None, words))


def _check_size(store: Store, box: Box, day: date) -> None:
    signs = store.count("sign", as_of=day, bbox=box)
    shapes = sum(store.count(layer, as_of=day, bbox=box) for layer in ("backdrop", "road", "tenant"))
    if signs > _MOST_SIGNS or shapes > _MOST_SHAPES:
        raise InvalidInput(
            Said(
                f"Der Ausschnitt hat {signs} Schilder und {shapes} Flächen, Straßen und Firmen; gedruckt "
                f"werden höchstens {_MOST_SIGNS} und {_MOST_SHAPES}. Wählen Sie einen kleineren.",
                f"This part has {signs} signs and {shapes} shapes, roads and tenants; at most {_MOST_SIGNS} "
                f"and {_MOST_SHAPES} are printed. Choose a smaller one.",
            )
        )


def _listed(store: Store, box: Box, day: date, language: str) -> "list[Listed]":
    from signage.artwork.map_print import Listed
    from signage.artwork.sign_sheet import told_bearing

    rows = store.read("sign", as_of=day, bbox=box)
    rows.sort(key=lambda row: (row["number"] or "\uffff", row["id"]))
    placed = [(row, shape_of(row)) for row in rows]
    return [
        Listed(
            place.x,
            place.y,
            row["number"] or "–",
            row["name"] or row["street"] or "",
            row["type"] or "",
            told_bearing(row["bearing_deg"], language),
        )
        for row, place in placed
    ]
