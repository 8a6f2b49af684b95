"""`/desk/firms`: the table; without scripts its filters, headings and pages are links."""

from collections.abc import Sequence
from typing import Any

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response

from signage.domain.layers import TENANT
from signage.errors import InvalidInput
from signage.languages import desk as words
from signage.maps import assets as map_assets
from signage.maps.texts import map_texts
from signage.services.access import writable_in
from signage.services.addresses import count_addresses
from signage.services.notices import signs_after
from signage.services.own_areas import own_areas
from signage.services.quick_search import the_area
from signage.services.tenants.listing import Listed, list_tenants
from signage.services.tenants.matching import MOST_MATCHING
from signage_api.assets import address_of
from signage_api.desk.asked import area_typed
from signage_api.desk.firms import columns
from signage_api.desk.firms.asking import NO_AREA, PATH, PER_PAGE, Question, question, remember_list
from signage_api.desk.firms.many import open_to
from signage_api.desk.firms.replies import json_answer, note_of
from signage_api.desk.frame import POLICY, desk_language, page
from signage_api.desk.signed_in import Me

_MOST_PLACES = 2_000
_MAP_SCRIPTS = ("leaflet", "words", "numbers", "utm", "coordinates", "basemaps")
_MAP = "firms/map.js"
_SCRIPTS = ("firms/saving.js", "firms/grid.js", "firms/choosing.js", "firms/pasting.js", "firms/start.js")


def add_to(api: FastAPI) -> None:
    """The table, and the places of its firms for the map."""
    api.add_api_route(PATH, _table, methods=["GET", "HEAD"], include_in_schema=False)
    api.add_api_route(f"{PATH}/map", _map, methods=["GET"], include_in_schema=False)
    api.add_api_route(f"{PATH}/places", _places, methods=["GET"], include_in_schema=False)


def _table(request: Request, me: Me) -> Response:
    store, asked = request.app.state.store, _asked(request, me)
    english = desk_language(request, me) == "en"
    offered = own_areas(store, asked.asked.day, me.rights)
    areas = {row["id"]: row["name"] for row in offered or ()}
    found = list_tenants(
        store, asked.asked, rights=me.rights, offset=(asked.number - 1) * PER_PAGE, limit=PER_PAGE
    )
    shown, note = columns.chosen(request), note_of(request)
    values = {
        "asked": asked,
        "areas": None if offered is None else areas,
        "area_typed": "" if offered is not None else area_typed(request, me),
        "no_such_area": asked.problems.get("area", ""),
        **_rights_here(request, me, found.rows),
        "names": shown,
        "all_names": columns.ALL,
        "heading": lambda name: columns.heading(name, english=english),
        "rows": columns.as_sent(found.rows, areas, asked.asked.day, english=english),
        "total": found.total,
        "elsewhere": _elsewhere(asked, found),
        "pages": max(1, -(-found.total // PER_PAGE)),
        "most": MOST_MATCHING,
        "note": note,
        "notices": signs_after(store, note.change_set, rights=me.rights) if note and note.change_set else [],
        "data": _data(request, me, asked, areas, english=english),
        "script_words": _script_words("en" if english else "de", may_write=me.rights.writes("tenant")),
        "grid_scripts": _SCRIPTS,
        "map_styles": [path for name, path in map_assets.style_links() if name == "leaflet_css"],
    }
    policy = _with_base_maps(request)
    response = page(request, "firms/table.html", me, values, headers={"Content-Security-Policy": policy})
    return columns.remember(request, remember_list(request, me, response, asked), shown)


def _asked(request: Request, me: Me) -> Question:
    """What the address asks for; where it names an area in words, the one that is called so."""
    asked = question(request)
    if asked.asked.area != NO_AREA:
        return asked
    try:
        return asked.in_area(the_area(request.app.state.store, asked.params["area"], rights=me.rights))
    except InvalidInput as error:
        asked.problems["area"] = error.message
        return asked


def _elsewhere(asked: Question, found: Listed) -> int:
    """How many planned and ended firms the words would find too: who looks for one wants to know."""
    return found.every - found.total if asked.asked.words.strip() else 0


def _rights_here(request: Request, me: Me, rows: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """What may be done on the page: write at all, enter a firm, change several at once; and where less."""
    may_write = me.rights.writes("tenant")
    return {
        "may_write": may_write,
        "may_add": may_write and me.rights.writable_anywhere("tenant") is None,
        "may_many": bool(may_write and open_to(me)),
        "limits": _limits(request, me, rows),
    }


def _limits(request: Request, me: Me, rows: Sequence[dict[str, Any]]) -> dict[int, str]:
    """By id the fields, as words, of those rows of which not all may be changed."""
    if not me.rights.grants:
        return {}
    found = writable_in(request.app.state.store, "tenant", rows, me.rights)
    return {row_id: " ".join(sorted(names)) for row_id, names in found.items() if names is not None}


def _data(request: Request, me: Me, asked: Question, areas: Any, *, english: bool) -> dict[str, Any]:
    """What the scripts need beside the rows themselves; `fields` are those that are written in a cell."""
    may = me.rights.writable_anywhere("tenant")
    fields = {
        name: {
            "label": columns.heading(name, english=english),
            "kind": TENANT.field(name).kind,
            "longest": TENANT.field(name).longest,
        }
        for name in columns.ALL
        if name != columns.PLAN and (may is None or name in may)
    }
    return {
        "fields": fields,
        "places_firms": may is None or "geometry" in may,
        "areas": [[number, name] for number, name in areas.items()],
        "telling": columns.TELLING,
        "places": asked.link().replace(PATH, f"{PATH}/places", 1),
        "addresses": count_addresses(request.app.state.store) > 0,
    }


def _script_words(language: str, *, may_write: bool) -> dict[str, str]:
    """What the scripts say, to who only reads in other words."""
    said = _below("firms.script.", language)
    return said if may_write else said | _below("firms.reading.", language)


def _below(start: str, language: str) -> dict[str, str]:
    return {
        key.removeprefix(start): text for key, text in words.words(language).items() if key.startswith(start)
    }


def _map(request: Request, me: Me) -> Response:
    """What the map beside the table is put together from, once it is asked for."""
    language, base_maps = desk_language(request, me), request.app.state.base_maps
    links = [(name, path) for name, path in map_assets.script_links() if name in _MAP_SCRIPTS]
    links = map_assets.with_base_maps([*links, ("own", address_of(_MAP))], base_maps)
    return json_answer(
        {
            "scripts": [path for _, path in links],
            "signage-options": {"base_maps": [vars(one) for one in base_maps]},
            "signage-words": {"language": language, "texts": map_texts(language), "words": {}},
        }
    )


def _with_base_maps(request: Request) -> str:
    origins = " ".join(dict.fromkeys(one.origin for one in request.app.state.base_maps if one.origin))
    return POLICY.replace("img-src 'self' data:", f"img-src 'self' data: {origins}".strip())


def _places(request: Request, me: Me) -> Response:
    """The firms of the filter, all pages, with their places: for the map beside the table."""
    store, asked = request.app.state.store, _asked(request, me)
    english = desk_language(request, me) == "en"
    found = list_tenants(store, asked.asked, rights=me.rights, limit=_MOST_PLACES)
    rows = columns.as_sent(found.rows, {}, asked.asked.day, english=english)
    firms = [
        {"id": row["id"], "version": row["version"], "name": row["cells"]["name"], "at": row["at"]}
        for row in rows
    ]
    return json_answer({"firms": firms, "total": found.total})
