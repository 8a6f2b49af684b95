"""`/desk/parked`: rows that could not be taken, to be corrected one by one or in their table, or let go."""

from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlencode

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response

from signage.domain.keys import id_in
from signage.domain.layers import LAYERS
from signage.domain.validity import today
from signage.errors import InvalidInput
from signage.services import parked
from signage.services.importing.headings import recognise
from signage.services.own_areas import own_areas
from signage.services.parked import ParkedRow
from signage.services.rights import Rights
from signage.services.round_trip.mending import can_be_mended, mend, shown_cells
from signage.store import Store
from signage_api.desk.frame import desk_language, go_to, page
from signage_api.desk.rooms import Room, Task
from signage_api.desk.signed_in import Me, Sent
from signage_api.problems import in_language

PATH = "/desk/parked"
MOST_SHOWN = 200
MOST_IN_TABLE = 20_000
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def add_to(api: FastAPI) -> None:
    """The addresses of this room."""
    for path, handler, methods in (
        ("", _list, ["GET", "HEAD"]),
        (".xlsx", _table, ["GET", "HEAD"]),
        ("", _clear, ["POST"]),
        ("/{row:row}", _row, ["GET", "HEAD"]),
        ("/{row:row}", _mend, ["POST"]),
    ):
        api.add_api_route(PATH + path, handler, methods=methods, include_in_schema=False)


def _list(request: Request, me: Me) -> Response:
    parked.require_mends_rows(me.rights)
    language = desk_language(request, me)
    files = [
        {
            "layer": in_language(LAYERS[one.layer].called, language),
            "key": one.layer,
            "file": one.file,
            "rows": one.rows,
            "waiting": one.waiting,
            "query": urlencode({"file": one.file}),
            "can_be_mended": can_be_mended(one.rows[0]),
        }
        for one in parked.parked_files(request.app.state.store, rights=me.rights, most=MOST_SHOWN)
    ]
    values = {
        "files": files,
        "most_in_table": MOST_IN_TABLE,
        "cleared": id_in(request.query_params.get("cleared", "")) or 0,
    }
    return page(request, "parked.html", me, values)


def _table(request: Request, me: Me) -> Response:
    """The rows of one file, or of all, as a workbook with what is wrong; mended, it can be imported. Of very
    many the first, as the page says: the others stand in it once these are settled.
    """
    parked.require_mends_rows(me.rights)
    store, wanted = request.app.state.store, request.query_params.get("file")
    rows = parked.list_parked(store, rights=me.rights, file=wanted, most=MOST_IN_TABLE)
    if not rows:
        raise parked.no_such_rows()
    with TemporaryDirectory() as folder:
        path = Path(folder, "parked.xlsx")
        parked.write_parked(rows, path)
        content = path.read_bytes()
    headers = {
        "Content-Disposition": 'attachment; filename="geparkt.xlsx"',
        "Cache-Control": "no-store",
    }
    return Response(content, 200, headers, _XLSX)


def _clear(request: Request, me: Me, fields: Sent) -> Response:
    """Let go of the rows of a file, or of one."""
    parked.require_mends_rows(me.rights)
    store, number = request.app.state.store, fields.number("row")
    is_odd = number is None and fields.text("row") != ""
    asked = {"file": fields.text("file"), "layer": fields.text("layer") or None}
    gone = 0 if is_odd else parked.clear_parked(store, **asked, number=number, rights=me.rights)
    if not gone:
        raise parked.no_such_rows()
    return go_to(request, f"{PATH}?cleared={gone}")


def _row(request: Request, me: Me, row: int) -> Response:
    parked.require_mends_rows(me.rights)
    found = parked.parked_row(request.app.state.store, row, rights=me.rights)
    return _row_page(request, me, found, shown_cells(found))


def _mend(request: Request, me: Me, fields: Sent, row: int) -> Response:
    """Send the row once more, as a file of its own: what comes of it is shown before anything happens."""
    parked.require_mends_rows(me.rights)
    store, cells = request.app.state.store, fields.all("cell")
    try:
        key = mend(store, row, cells, rights=me.rights)
    except InvalidInput as error:
        found = parked.parked_row(store, row, rights=me.rights)
        shown = [(heading, text) for (heading, _), text in zip(shown_cells(found), cells, strict=False)]
        return _row_page(request, me, found, shown or shown_cells(found), error)
    return go_to(request, f"/desk/excel/{key}")


def _row_page(
    request: Request,
    me: Me,
    row: ParkedRow,
    cells: list[tuple[str, str]],
    trouble: InvalidInput | None = None,
) -> Response:
    headings = recognise(LAYERS[row.layer], [heading for heading, _ in cells], {})
    language = desk_language(request, me)
    areas = own_areas(request.app.state.store, today(), me.rights)
    values = {
        "area_cells": headings.fields.get("area", ()),
        "areas": [area["name"] for area in areas or ()],
        "row": row,
        "layer": in_language(LAYERS[row.layer].called, language),
        "cells": cells,
        "can_be_mended": can_be_mended(row),
        "trouble": in_language(trouble.message, language) if trouble else "",
    }
    return page(request, "parked_row.html", me, values, status=422 if trouble else 200)


def _tasks(store: Store, rights: Rights) -> list[Task]:
    if not parked.mends_rows(rights):
        return []
    return [Task("parked.todo", parked.count_parked(store, rights=rights), PATH)]


ROOM = Room(name="parked", add_to=add_to, is_open=parked.mends_rows, tasks=_tasks)
