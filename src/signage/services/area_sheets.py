"""The plan of an area as PDF, with the same facts as the page of its signs.

Made in a process of its own, which opens the store by itself: what draws would not fit beside the answering
of scans.
"""

import base64
import logging
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from signage.errors import InvalidInput, NotFound, Said, UntrustedFile
from signage.languages import month_text, number_text, text
from signage.processes import run_in_child
from signage.services.figures import figures_in_force
from signage.store import Store, open_store
from signage.store.plain import plain_stamps

if TYPE_CHECKING:
    from signage.artwork.area_sheet import FirmRow, SignRow
    from signage.artwork.ground import Ground
    from signage.services.scan import Area, Firm

_log = logging.getLogger(__name__)
_SECONDS, _MEGABYTES = 120, 3072
_ROUND_THE_AREA_M = 400.0
_SHOWN = ("municipality", "area", "backdrop", "road", "sign")  # of the ground, but the firms
_MADE_ON = re.compile(rb"/CreationDate\(D:(\d{4})(\d\d)(\d\d)")
Box = tuple[float, float, float, float]


def area_sheet(
    store: Store,
    area: int,
    *,
    day: date,
    language: str,
    operator: str = "",
    address: str = "",
) -> bytes:
    """The PDF of an area by its id. The same rows and day give the same bytes.

    `address` is where the newest list is. Raises NotFound where there is no such area.
    """
    made = run_in_child(
        _drawn, store.url, area, day, language, operator, address, store.figures,
        seconds=_SECONDS, megabytes=_MEGABYTES,
    )  # fmt: skip
    return base64.b64decode(made)


def area_sheets(
    store: Store,
    wanted: Sequence[tuple[int, str]],
    *,
    day: date,
    operator: str = "",
    address: str = "",
    made_on: Sequence[date] = (),
) -> list[bytes | None]:
    """The same for many areas, each with a language, one after the other in one process: what takes longest
    is to start one. None for an area that is gone or cannot be drawn. `made_on` are the days that stand on
    them, where these are others than `day`.
    """
    dated = [*zip(wanted, made_on or [day] * len(wanted), strict=True)]
    many = store.url, dated, day, operator, address, store.figures
    try:
        made = run_in_child(_drawn_all, *many, seconds=_SECONDS * len(wanted), megabytes=_MEGABYTES)
    except UntrustedFile:  # it needed too much
        if len(wanted) == 1:
            return [None]
        more: dict[str, Any] = {"day": day, "operator": operator, "address": address}
        apart = [area_sheets(store, [one], made_on=[stands], **more) for one, stands in dated]
        return [sheet for sheets in apart for sheet in sheets]
    return [base64.b64decode(sheet) if sheet else None for sheet in made]


def _drawn_all(
    url: str,
    dated: Sequence[tuple[tuple[int, str], date]],
    day: date,
    operator: str,
    address: str,
    figures: str,
) -> list[str]:
    from signage.artwork.area_sheet import draw_area_sheet

    found, store = [], open_store(url, figures=figures)
    try:
        for (area_id, language), made_on in dated:
            try:
                sheet = _sheet(store, area_id, day, language)
                sheet = replace(sheet, operator=operator, address=address)
                pdf = draw_area_sheet(sheet, made_on=made_on, apart=False)
                found.append(base64.b64encode(pdf).decode())
            except (NotFound, InvalidInput) as error:
                _log.warning("no plan of the area %d: %s", area_id, error)
                found.append("")
    finally:
        store.close()
    return found


def plan_state(store: Store, area: int, day: date) -> str:
    """Another one whenever the map or the signs of an area's plan may be. Its firms are those of its page; no
    others are shown.
    """
    row = store.row("area", area)
    if row is None:
        return ""
    signs = store.read("sign", area=area, as_of=day)
    shown = {"as_of": day, "bbox": _around(row, signs)}
    stamps = [plain_stamps(store, layer, **shown) for layer in _SHOWN]
    return repr((stamps, [(sign["id"], sign["version"]) for sign in signs]))


def made_on(pdf: bytes) -> date | None:
    """The day that stands on a plan; None for what is no plan of ours."""
    found = _MADE_ON.search(pdf)
    try:
        return date(*map(int, found.groups())) if found else None
    except ValueError:
        return None


def _drawn(
    url: str, area_id: int, day: date, language: str, operator: str, address: str, figures: str
) -> str:
    from signage.artwork.area_sheet import draw_area_sheet

    store = open_store(url, figures=figures)
    try:
        sheet = _sheet(store, area_id, day, language)
    finally:
        store.close()
    pdf = draw_area_sheet(replace(sheet, operator=operator, address=address), made_on=day)
    return base64.b64encode(pdf).decode()


def _sheet(store: Store, area_id: int, day: date, language: str) -> Any:
    from signage.artwork.area_sheet import AreaSheet
    from signage.services.map_ground import ground_within
    from signage.services.scan import read_area
    from signage.store.directory_engines import directory_reader

    row = store.row("area", area_id)
    if row is None or row["withdrawn_by"] is not None:
        raise NotFound(Said(f"Ein Gebiet {area_id} gibt es nicht.", f"There is no area {area_id}."))
    reader = directory_reader(store)
    try:
        with reader.snapshot():
            area = read_area(reader, area_id, day)
    finally:
        reader.close()
    signs = store.read("sign", area=area_id, as_of=day)
    ground = ground_within(store, _around(row, signs), day=day, figures=figures_in_force(store))
    return AreaSheet(
        title=area.name,
        municipality=area.municipality,
        confirmed=text(language, "list.confirmed", month=month_text(language, area.confirmed_on))
        if area.confirmed_on
        else "",
        ground=_numbered(ground, area),
        box=_box(row, signs),
        firms=[_firm(firm, language) for firm in area.firms],
        signs=_signs(signs),
        source=text(
            language, "paper.source", names="; ".join(ground.sources) or text(language, "paper.own_data")
        ),
        language=language,
    )


def _around(area: dict[str, Any], signs: Sequence[dict[str, Any]]) -> Box:
    """All of the ground that lies on the map's paper."""
    from signage.artwork.area_sheet import frame_of

    return frame_of(_box(area, signs))[0].box


def _box(area: dict[str, Any], signs: Sequence[dict[str, Any]]) -> Box:
    """What the map shows whole: the area, and those of its signs that stand near it."""
    from signage.services.map_ground import shape_of

    west, south, east, north = shape_of(area).bounds
    for sign in signs:
        place = shape_of(sign)
        if (
            west - _ROUND_THE_AREA_M < place.x < east + _ROUND_THE_AREA_M
            and south - _ROUND_THE_AREA_M < place.y < north + _ROUND_THE_AREA_M
        ):
            west, south = min(west, place.x), min(south, place.y)
            east, north = max(east, place.x), max(north, place.y)
    return west, south, east, north


def _numbered(ground: "Ground", area: "Area") -> "Ground":
    """The ground with the firms of this area under the numbers of its list, and no others."""
    from signage.artwork.ground import Place

    firms: list[Place] = [
        Place(*firm.position, str(firm.number)) for firm in area.firms if firm.position is not None
    ]
    return replace(ground, tenants=firms)


def _firm(firm: "Firm", language: str) -> "FirmRow":
    from signage.artwork.area_sheet import FirmRow

    degrees = _told(firm.degrees) if firm.degrees else ""
    access = "; ".join(_access(firm, language))
    return FirmRow(str(firm.number), firm.square, firm.name, firm.address, access, degrees)


def _access(firm: "Firm", language: str) -> Iterator[str]:
    """Gate, hours and what a lorry must know, in the words of the page."""
    from signage.services.scan_cards import gate_text

    if firm.gate:
        yield gate_text(language, firm.gate)
    if firm.delivery_hours:
        yield text(language, "list.delivery", hours=firm.delivery_hours)
    if firm.lorry_height_m:
        yield text(language, "list.lorry_height", metres=number_text(language, firm.lorry_height_m))
    if firm.lorry_weight_t:
        yield text(language, "list.lorry_weight", tonnes=number_text(language, firm.lorry_weight_t))
    if firm.lorry_register:
        yield text(language, "list.lorry_register", where=firm.lorry_register)
    if firm.lorry_note:
        yield firm.lorry_note


def _signs(rows: Sequence[dict[str, Any]]) -> "list[SignRow]":
    from signage.artwork.area_sheet import SignRow
    from signage.domain.words import STANDING
    from signage.guidance.utm import to_degrees
    from signage.services.map_ground import shape_of

    found = []
    for row in sorted(rows, key=lambda row: (row["number"] or "\uffff", row["id"])):
        if row["state"] is not None and row["state"] not in STANDING:
            continue
        place = shape_of(row)
        name = row["name"] or row["street"] or ""
        found.append(SignRow(row["number"] or "–", name, _told(to_degrees(place.x, place.y))))
    return found


def _told(degrees: tuple[float, float]) -> str:
    return f"{degrees[0]:.5f}, {degrees[1]:.5f}"
