"""`/desk/find`: firms, signs and areas by a few words, from the first page."""

from urllib.parse import urlencode

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response

from signage.domain.validity import today
from signage.services.confirming import may_confirm
from signage.services.quick_search import MOST, find_areas, find_signs
from signage.services.tenants.listing import Asked, list_tenants
from signage_api.desk.frame import go_to, page
from signage_api.desk.rooms import Room
from signage_api.desk.signed_in import Me

PATH = "/desk/find"


def add_to(api: FastAPI) -> None:
    """The address of this room."""
    api.add_api_route(PATH, _find, methods=["GET", "HEAD"], include_in_schema=False)
    api.add_api_route(f"{PATH}/areas", _areas, methods=["GET", "HEAD"], include_in_schema=False)


def _find(request: Request, me: Me) -> Response:
    """What the words find; where they find firms only, the table of firms."""
    store, words = request.app.state.store, request.query_params.get("q", "")[:200].strip()
    signs, areas = (find(store, words, rights=me.rights) for find in (find_signs, find_areas))
    all_firms = f"/desk/firms?{urlencode({'q': words})}"
    if words and not signs and not areas:
        return go_to(request, all_firms)
    asked = Asked(day=today(), words=words)
    firms = list_tenants(store, asked, rights=me.rights, limit=MOST) if words else None
    values = {
        "words": words,
        "signs": signs,
        "areas": areas,
        "firms": firms.rows if firms else [],
        "total": firms.total if firms else 0,
        "all_firms": all_firms,
        "most": MOST,
        "confirms": may_confirm(me.rights),
    }
    return page(request, "find.html", me, values)


def _areas(request: Request, me: Me) -> Response:
    """Areas that the words find, as suggestions below a field: an id each, with its name."""
    given = request.query_params
    words = (given.get("area") or given.get("value_area", ""))[:200].strip()
    found = find_areas(request.app.state.store, words, rights=me.rights)
    return page(request, "find_areas.html", me, {"areas": found})


ROOM = Room(name="find", add_to=add_to)
