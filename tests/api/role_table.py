"""How each operation of the API is asked, and what it needs: the table behind `test_role_matrix`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import Any, NamedTuple

from signage.services.degrees import as_geojson
from tests.parts.roles import EAST, HERE, LATER, PLACES, THERE, TOWN, World
from tests.places import line, outline, point

NONE = 999_999
ONCE = ("once",)
Fields = frozenset[str] | None
_numbers = count(1)


class Asked(NamedTuple):
    """A request, without who sends it."""

    method: str
    path: str
    body: Any = None
    seen: int = 1


Ask = Callable[[World, str], Asked]


@dataclass(frozen=True, kw_only=True)
class Cell:
    """What an operation needs of who asks for a row of a layer, and what it answers to who has it.

    `open`: nothing. `staff`: any rights. `see`: to see the row in full. `hidden`: the same, and to nobody in
    particular it is not there either. `write`, `settle`: a role for it besides. `add`: the role first, then
    the place. With `shows` the answer tells the secret of the row to who sees it in full.
    """

    ask: Ask
    need: str
    layer: str = ""
    fields: Fields = frozenset()
    ok: int = 200
    missing: int = 404
    shows: bool = False
    targets: tuple[str, ...] = field(default=PLACES)


def degrees(wkb: bytes) -> Any:
    """A geometry as the API takes it."""
    return as_geojson([wkb])[0]


def _get(path: str, need: str = "open", **more: Any) -> Cell:
    """A page that is the same address for everybody."""
    return Cell(ask=lambda _world, _place: Asked("GET", path), need=need, targets=ONCE, **more)


def _row(path: str, need: str, layer: str, kind: str = "", **more: Any) -> Cell:
    """A row that is read."""

    def ask(world: World, place: str) -> Asked:
        key: Any = NONE
        if place in EAST:
            key = world.areas[place] if layer == "area" else world.rows[kind or layer, place]
        return Asked("GET", path.format(key=key))

    return Cell(ask=ask, need=need, layer=layer, **more)


def _change(
    path: str,
    layer: str,
    body: Any,
    fields: Fields,
    *,
    method: str = "PATCH",
    need: str = "write",
    **more: Any,
) -> Cell:
    """A row that is written, a new one each time; `body` may follow from its id."""

    def ask(world: World, place: str) -> Asked:
        key = NONE if place == "missing" else world.target(layer, place)
        return Asked(method, path.format(key=key), body(key, world, place) if callable(body) else body)

    return Cell(ask=ask, need=need, layer=layer, fields=fields, **more)


def _added(layer: str, **values: Any) -> Cell:
    def ask(world: World, place: str) -> Asked:
        area = world.areas[place] if place in EAST else NONE
        shape = degrees(point(EAST.get(place, 0.0) + 400, 400))
        return Asked("POST", f"/{layer}s", {"properties": {**values, "area": area}, "geometry": shape})

    return Cell(ask=ask, need="add", layer=layer, fields=None, ok=201, missing=422)


def _added_area(_world: World, place: str) -> Asked:
    shape = degrees(outline(EAST.get(place, 0.0) + 3e3))
    values = {"name": f"Neues Gebiet {next(_numbers)}", "municipality": TOWN.get(place, "16099999")}
    return Asked("POST", "/areas", {"properties": values, "geometry": shape})


def _added_town(_world: World, _place: str) -> Asked:
    ags, shape = f"16098{next(_numbers):03}", degrees(outline(EAST["foreign"]))
    return Asked("POST", "/municipalities", {"properties": {"ags": ags, "name": ags}, "geometry": shape})


def _town(place: str) -> str:
    return "16099999" if place == "missing" else TOWN[place]


def _ended_town(world: World, place: str) -> Asked:
    """Of a new one where it can work, so that those of the world stay."""
    ags = _town(place)
    if "municipality" in world.who.writes and place in EAST and not world.who.is_token:
        ags = world.row("municipality", world.fresh("municipality", place))["ags"]
    return Asked("POST", f"/municipalities/{ags}/end", {}, _version(world, ags))


def _version(world: World, ags: str) -> int:
    found = world.store.read("municipality", where={"ags": ags})
    return int(found[0]["version"]) if found else 1


def _read_town(_world: World, place: str) -> Asked:
    return Asked("GET", f"/municipalities/{_town(place)}")


def _noted_town(world: World, place: str) -> Asked:
    row = next(iter(world.store.read("municipality", where={"ags": _town(place)})), None)
    note = f"{row['note'].rstrip('.')}{'.' * (next(_numbers) % 2 + 1)}" if row else "x"
    return Asked("PATCH", f"/municipalities/{_town(place)}", {"note": note}, row["version"] if row else 1)


def _many(layer: str, **values: Any) -> Cell:
    def body(key: int, _world: World, _place: str) -> Any:
        return {"rows": [{"id": key, "version": 1}], "properties": values}

    return _change(f"/{layer}s", layer, body, frozenset(values), shows=True)


def _merged(world: World, place: str) -> Asked:
    """With the area of the place first: whoever has a role in one area sees no other."""
    ids = [NONE, NONE + 1] if place == "missing" else [world.areas[place], world.fresh("area", place)]
    rows = [world.store.row("area", one) for one in ids]
    areas = [{"id": one, "version": row["version"] if row else 1} for one, row in zip(ids, rows, strict=True)]
    return Asked("POST", "/areas/merge?dry_run=true", {"areas": areas, "keep": ids[0]})


def _split(world: World, place: str) -> Asked:
    east = EAST.get(place, 0.0)
    key = NONE if place == "missing" else world.areas[place]
    cut = degrees(line((east + 700, -10), (east + 700, 1010)))
    return Asked("POST", f"/areas/{key}/split?dry_run=true", {"line": cut})


def _checked(layer: str, shape: bytes) -> Cell:
    def ask(world: World, place: str) -> Asked:
        key = NONE
        if place in EAST:
            key = world.areas[place] if layer == "area" else world.rows[layer, place]
        return Asked("POST", f"/{layer}s/check", {"properties": {"id": key}, "geometry": degrees(shape)})

    return Cell(ask=ask, need="staff", layer=layer)


def _table(world: World, place: str) -> Asked:
    number = "none" if place == "missing" else world.row("sign", world.fresh("sign", place))["number"]
    stamp = world.stamp(f"/signs/table?number={number}")
    return Asked(
        "PATCH", f"/signs/table?number={number}", {"seen": stamp, "properties": {"state": "defective"}}
    )


def _history(layer: str) -> Cell:
    def ask(world: World, place: str) -> Asked:
        key = world.rows[layer, place] if place in EAST else NONE
        return Asked("GET", f"/changes?layer={layer}s&row={key}")

    return Cell(ask=ask, need="see", layer=layer, shows=True)


def _reverted(layer: str) -> Cell:
    def ask(world: World, place: str) -> Asked:
        number = NONE
        if place in EAST:
            found = world.store.change_set_of(layer, world.target(layer, place), 1)
            number = found or NONE
        return Asked("POST", f"/changes/{number}/revert", {})

    return Cell(ask=ask, need="write", layer=layer, fields=None, ok=201)


_BOX = "bbox=10.0,50.0,12.5,52.0"
_PHONE = frozenset({"phone"})

TABLE: Mapping[str, list[Cell]] = {
    "list_municipalities": [_get("/municipalities"), _get("/municipalities?note=", "staff")],
    "count_municipalities": [_get(f"/municipalities/clusters?{_BOX}")],
    "get_municipality": [Cell(ask=_read_town, need="open", layer="municipality", shows=True)],
    "add_municipality": [
        Cell(ask=_added_town, need="add", layer="municipality", fields=None, ok=201, targets=("foreign",))
    ],
    "change_municipality": [
        Cell(ask=_noted_town, need="write", layer="municipality", fields=frozenset({"note"}), shows=True)
    ],
    "end_municipality": [
        Cell(ask=_ended_town, need="write", layer="municipality", fields=frozenset({"valid_to"}))
    ],
    "list_areas": [_get("/areas"), _get("/areas?note=", "staff")],
    "count_areas": [_get(f"/areas/clusters?{_BOX}")],
    "get_area": [_row("/areas/{key}", "open", "area", shows=True)],
    "add_area": [Cell(ask=_added_area, need="add", layer="area", fields=None, ok=201, missing=422)],
    "change_areas": [_many("area", kind="1800")],
    "change_area": [_change("/areas/{key}", "area", {"kind": "1800"}, frozenset({"kind"}), shows=True)],
    "end_area": [_change("/areas/{key}/end", "area", {}, frozenset({"valid_to"}), method="POST")],
    "check_area": [_checked("area", outline())],
    "merge_areas": [Cell(ask=_merged, need="write", layer="area", fields=frozenset({"geometry"}))],
    "split_area": [Cell(ask=_split, need="write", layer="area", fields=None)],
    "outlines_of_file": [
        Cell(ask=lambda _w, _p: Asked("POST", "/areas/outline"), need="staff", ok=400, targets=ONCE)
    ],
    "findings_of_area": [_row("/areas/{key}/findings", "open", "area")],
    "list_tenants": [
        _get("/tenants?limit=1000"),
        _get(f"/tenants?as_of={LATER}&limit=1000", "staff", layer="tenant", shows=True),
        _get("/tenants?web=https://muster.example.de&limit=1", "staff"),
    ],
    "count_tenants": [
        _get(f"/tenants/clusters?{_BOX}"),
        _get(f"/tenants/clusters?{_BOX}&as_of={LATER}", "staff"),
        _get(f"/tenants/clusters?{_BOX}&web=https://muster.example.de", "staff"),
    ],
    "get_tenant": [
        _row("/tenants/{key}", "open", "tenant", shows=True),
        _row("/tenants/{key}", "hidden", "tenant", "later", shows=True),
    ],
    "add_tenant": [_added("tenant", name="Neue GmbH")],
    "change_tenants": [_many("tenant", phone="03628 1"), _many("tenant", name="Neu")],
    "change_tenant": [
        _change("/tenants/{key}", "tenant", {"phone": "03628 1"}, _PHONE, shows=True),
        _change("/tenants/{key}", "tenant", {"phone": "03628 1", "name": "Neu"}, _PHONE | {"name"}),
    ],
    "end_tenant": [_change("/tenants/{key}/end", "tenant", {}, frozenset({"valid_to"}), method="POST")],
    "list_signs": [_get("/signs"), _get("/signs?note=", "staff")],
    "count_signs": [_get(f"/signs/clusters?{_BOX}")],
    "get_sign": [_row("/signs/{key}", "open", "sign", shows=True)],
    "add_sign": [_added("sign", type="INF")],
    "change_signs": [_many("sign", state="defective")],
    "change_sign": [
        _change("/signs/{key}", "sign", {"state": "defective"}, frozenset({"state"}), shows=True)
    ],
    "end_sign": [_change("/signs/{key}/end", "sign", {}, frozenset({"valid_to"}), method="POST")],
    "check_sign": [_checked("sign", point(400, 400))],
    "findings_of_sign": [_row("/signs/{key}/findings", "open", "sign")],
    "sheet_of_sign": [_row("/signs/{key}/sheet.pdf", "open", "sign", shows=True)],
    "table_of_signs": [_get("/signs/table"), _get("/signs/table?note=", "staff")],
    "change_table_of_signs": [
        Cell(ask=_table, need="write", layer="sign", fields=frozenset({"state"}), missing=200)
    ],
    "list_roads": [_get("/roads")],
    "count_roads": [_get(f"/roads/clusters?{_BOX}")],
    "get_road": [_row("/roads/{key}", "open", "", targets=("missing",))],
    "list_backdrops": [_get("/backdrops")],
    "count_backdrops": [_get(f"/backdrops/clusters?{_BOX}")],
    "get_backdrop": [_row("/backdrops/{key}", "open", "", targets=("missing",))],
    "qr_svg": [_row("/signs/{key}/qr.svg", "open", "sign")],
    "qr_png": [_row("/signs/{key}/qr.png", "open", "sign")],
    "qr_pdf": [_row("/signs/{key}/qr.pdf", "open", "sign")],
    "print_map": [_get("/print.pdf?area=1")],
    "search": [_get("/search?q=Muster"), _get("/search?q=geheim")],
    "who_asks": [_get("/me")],
    "health": [_get("!/health")],
    "list_notices": [_get("/notices", "staff")],
    "list_missed_searches": [_get("/missed-searches", "staff", layer="search", shows=True)],
    "scan_statistics": [_get("/scans", "staff")],
    "scan_table": [_get("/scans.csv", "staff")],
    "silent_signs": [_get("/scans/silent", "staff")],
    "list_changes": [
        _get("/changes?limit=1000", "staff"),
        _get("/changes?limit=3", "staff"),
        _history("tenant"),
        _history("sign"),
    ],
    "revert_change_set": [_reverted("tenant"), _reverted("sign"), _reverted("area")],
    "list_reports": [
        _get("/reports", "staff", layer="report", shows=True),
        _get(f"/reports?municipality={THERE}", "staff"),
        _get(f"/reports?municipality={HERE}&limit=1", "staff"),
    ],
    "get_report": [_row("/reports/{key}", "see", "report", shows=True)],
    "settle_report": [
        _change("/reports/{key}", "report", {"state": "accepted"}, frozenset(), need="settle", shows=True)
    ],
    "list_proposals": [
        _get("/proposals", "staff", layer="proposal", shows=True),
        _get(f"/proposals?municipality={THERE}", "staff"),
        _get(f"/proposals?municipality={HERE}&limit=1", "staff"),
    ],
    "get_proposal": [_row("/proposals/{key}", "see", "proposal", shows=True)],
    "settle_proposal": [
        _change(
            "/proposals/{key}",
            "proposal",
            {"state": "refused", "answer": "Stimmt nicht."},
            frozenset(),
            need="settle",
            shows=True,
        )
    ],
    "photo_of_report": [_row("/reports/{key}/photo.jpg", "see", "report")],
}
