"""While somebody types: firms that are there already, and addresses of the address file."""

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response

from signage.domain.keys import id_in
from signage.services.addresses import find_addresses
from signage.services.degrees import as_geojson
from signage.services.tenants.typed import GEOMETRY, point_at, position_text, read_position
from signage.services.values import Refused
from signage_api.desk.firms.asking import PATH
from signage_api.desk.firms.form import alike
from signage_api.desk.firms.replies import json_answer
from signage_api.desk.frame import page
from signage_api.desk.signed_in import Me

_GIVEN = ("name", "street", "house_number")


def add_to(api: FastAPI) -> None:
    """Both are asked for by scripts; what they find is checked again when a form is sent."""
    api.add_api_route(f"{PATH}/similar", _similar, methods=["GET"], include_in_schema=False)
    api.add_api_route(f"{PATH}/addresses", _addresses, methods=["GET"], include_in_schema=False)


def _similar(request: Request, me: Me) -> Response:
    given = request.query_params
    values: dict[str, object] = {name: given.get(name, "")[:200] for name in _GIVEN}
    try:
        values[GEOMETRY] = read_position(given.get(GEOMETRY, "")[:80])
    except Refused:
        values[GEOMETRY] = None
    found = alike(request, me, values, id_in(given.get("but", "")))
    return page(request, "firms/similar.html", me, {"similar": found})


def _addresses(request: Request, me: Me) -> Response:  # noqa: ARG001 - for staff only
    found = find_addresses(request.app.state.store, request.query_params.get("q", ""))
    points = [point_at(one.east_m, one.north_m) for one in found]
    answers = [
        {
            **one._asdict(),
            "label": one.label,
            "position": position_text(point),
            "at": shape["coordinates"] if shape else None,
        }
        for one, point, shape in zip(found, points, as_geojson(points), strict=True)
    ]
    return json_answer({"addresses": answers})
