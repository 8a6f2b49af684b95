"""The list of what waits or was settled, one entry, and the photo of a report."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode, urlsplit

from fastapi import FastAPI
from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import Response

from signage.domain.keys import id_in
from signage.errors import NotFound, Said
from signage.services.proposals.queue import Entry, entry, queue
from signage.services.reports import photo_of
from signage_api.desk.frame import desk_language, page
from signage_api.desk.queue.showing import view
from signage_api.desk.signed_in import Me

PATH = "/desk/queue"
KINDS = ("confirm", "correct", "moved", "gone", "entry", "damaged", "pasted")
_A_PAGE = 20


def add_to(api: FastAPI) -> None:
    """The addresses that only show."""
    api.add_api_route(PATH, _list, methods=["GET", "HEAD"], include_in_schema=False)
    api.add_api_route(PATH + "/{key}", _one, methods=["GET", "HEAD"], include_in_schema=False)
    api.add_api_route(PATH + "/{key}/photo.jpg", _photo, methods=["GET", "HEAD"], include_in_schema=False)


def _list(request: Request, me: Me) -> Response:
    return list_page(request, me)


def list_page(request: Request, me: Me, more: dict[str, Any] | None = None, *, status: int = 200) -> Response:
    """The list as the query asks for it; `more` is what was just done."""
    asked, language = request.query_params, desk_language(request, me)
    chosen = _chosen(asked)
    everything = queue(
        request.app.state.store, rights=me.rights, waiting=not chosen["state"],
        oldest_first=bool(chosen["order"]),
    )  # fmt: skip
    found = _found(request, me, chosen) if chosen["kind"] or chosen["area"] else everything
    found = [one for one in found if _fits(one, chosen)]
    at = max(id_in(asked.get("page", "")) or 1, 1)
    shown = found[(at - 1) * _A_PAGE : at * _A_PAGE]
    values = {
        "views": [view(request, one, me.rights, language) for one in shown],
        "count": len(found),
        "chosen": chosen,
        "is_filtered": any(chosen[name] for name in ("kind", "area", "source")),
        "kinds": KINDS,
        "areas": sorted({(one.area, one.area_name) for one in everything if one.area}, key=lambda a: a[1]),
        "page": at,
        "next": _link(chosen, at + 1) if len(found) > at * _A_PAGE else "",
        "previous": _link(chosen, at - 1) if at > 1 else "",
        "left": [],
        "nothing": False,
        "may_settle": any(me.rights.settles(one.municipality, one.area) for one in shown),
    }
    return page(request, "queue/list.html", me, values | _told(request) | (more or {}), status=status)


def count_below(request: Request, me: Me) -> int:
    """How many entries the list has now that htmx sent the request from."""
    chosen = _chosen(QueryParams(urlsplit(request.headers.get("hx-current-url", "")).query))
    return sum(_fits(one, chosen) for one in _found(request, me, chosen))


def _found(request: Request, me: Me, chosen: Mapping[str, str]) -> list[Entry]:
    """What the store finds by the filters, however much else waits."""
    return queue(
        request.app.state.store, rights=me.rights, waiting=not chosen["state"], kind=chosen["kind"],
        area=id_in(chosen["area"]) or None, oldest_first=bool(chosen["order"]),
    )  # fmt: skip


def _chosen(asked: Mapping[str, str]) -> dict[str, str]:
    """The filters of the list; what is not offered is left out."""
    return {
        "state": "settled" if asked.get("state") == "settled" else "",
        "kind": asked["kind"] if asked.get("kind") in KINDS else "",
        "area": asked["area"] if id_in(asked.get("area", "")) else "",
        "order": "oldest" if asked.get("order") == "oldest" else "",
        "source": asked["source"] if asked.get("source") in ("p", "r") else "",
    }


def _one(request: Request, me: Me, key: str) -> Response:
    return one_page(request, me, entry(request.app.state.store, key, rights=me.rights))


def one_page(request: Request, me: Me, one: Entry, *, status: int = 200, **more: Any) -> Response:
    """One entry on a page, or for htmx alone."""
    values = {"view": view(request, one, me.rights, desk_language(request, me), **more)}
    is_part = request.headers.get("hx-request") == "true"
    return page(request, "queue/part.html" if is_part else "queue/one.html", me, values, status=status)


def _photo(request: Request, me: Me, key: str) -> Response:
    one = entry(request.app.state.store, key, rights=me.rights)
    if not one.is_report:
        raise NotFound(Said("Dazu gehört kein Foto.", "There is no photo of it."))
    jpeg = photo_of(request.app.state.store, one.number, me.rights)
    return Response(jpeg, 200, {"Cache-Control": "no-store"}, "image/jpeg")


def _fits(one: Entry, chosen: dict[str, str]) -> bool:
    return (
        chosen["kind"] in ("", one.kind)
        and chosen["area"] in ("", str(one.area))
        and chosen["source"] in ("", one.key[0])
    )


def _link(chosen: dict[str, str], at: int) -> str:
    asked = {name: value for name, value in chosen.items() if value} | ({"page": str(at)} if at > 1 else {})
    return f"{PATH}?{urlencode(asked)}"


def _told(request: Request) -> dict[str, Any]:
    """What was just settled, as the address says: `done=p12:3,r7:2`."""
    pairs = [part.partition(":") for part in request.query_params.get("done", "")[:2000].split(",") if part]
    done = [f"{key}:{version}" for key, _, version in pairs if id_in(version) and id_in(key[1:])]
    return {"done": done or None, "undone": request.query_params.get("undone") == "1"}
