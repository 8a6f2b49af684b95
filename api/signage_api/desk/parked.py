"""`/desk/parked`: rows that an import could not take, to be mended in their table or let go."""

from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlencode

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response

from signage.domain.layers import LAYERS
from signage.errors import Forbidden, NotFound, Said
from signage.services.parked import ParkedRow, clear_parked, count_parked, list_parked, write_parked
from signage.services.rights import Rights
from signage.store import Store
from signage_api.desk.frame import go_to, page
from signage_api.desk.history.asked import number_of
from signage_api.desk.rooms import Room, Task
from signage_api.desk.signed_in import Me, Sent

PATH = "/desk/parked"
MOST_SHOWN = 200
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def add_to(api: FastAPI) -> None:
    """The addresses of this room."""
    api.add_api_route(PATH, _list, methods=["GET", "HEAD"], include_in_schema=False)
    api.add_api_route(f"{PATH}.xlsx", _table, methods=["GET", "HEAD"], include_in_schema=False)
    api.add_api_route(PATH, _clear, methods=["POST"], include_in_schema=False)


def _list(request: Request, me: Me) -> Response:
    _require_open(me.rights)
    groups: dict[tuple[str, str], list[ParkedRow]] = {}
    for row in list_parked(request.app.state.store):
        groups.setdefault((row.layer, row.file), []).append(row)
    files = [
        {"layer": LAYERS[layer].german, "file": file, "rows": rows, "query": urlencode({"file": file})}
        for (layer, file), rows in groups.items()
    ]
    values = {
        "files": files,
        "most": MOST_SHOWN,
        "cleared": number_of(request.query_params.get("cleared", "")) or 0,
    }
    return page(request, "parked.html", me, values)


def _table(request: Request, me: Me) -> Response:
    """The rows of one file, or of all, as a workbook with what is wrong; mended, it can be imported."""
    _require_open(me.rights)
    wanted = request.query_params.get("file")
    rows = [row for row in list_parked(request.app.state.store) if wanted in (None, row.file)]
    if not rows:
        raise NotFound(
            Said("Geparkte Zeilen dieser Datei gibt es nicht.", "No rows of this file are parked.")
        )
    with TemporaryDirectory() as folder:
        path = Path(folder, "parked.xlsx")
        write_parked(rows, path)
        content = path.read_bytes()
    headers = {
        "Content-Disposition": 'attachment; filename="geparkt.xlsx"',
        "Cache-Control": "no-store",
    }
    return Response(content, 200, headers, _XLSX)


def _clear(request: Request, me: Me, fields: Sent) -> Response:
    _require_open(me.rights)
    gone = clear_parked(request.app.state.store, file=fields.text("file"))
    return go_to(request, f"{PATH}?cleared={gone}")


def _is_open(rights: Rights) -> bool:
    return rights.is_regional


def _require_open(rights: Rights) -> None:
    # A parked row lies nowhere yet: it may belong to any municipality.
    if not _is_open(rights):
        raise Forbidden(
            Said(
                "Geparkte Zeilen sieht nur das Regionalmanagement: Sie gehören noch zu keiner Gemeinde.",
                "Parked rows are for the manager of the region: they belong to no municipality yet.",
            )
        )


def _tasks(store: Store, rights: Rights) -> list[Task]:
    return [Task("parked.todo", count_parked(store), PATH)] if _is_open(rights) else []


ROOM = Room(name="parked", add_to=add_to, is_open=_is_open, tasks=_tasks)
