"""`/desk/asof`: the directory of an area on any past or planned day."""

from datetime import date
from typing import Any

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response

from signage.domain.layers import TENANT
from signage.domain.validity import today
from signage.services.own_areas import own_area, own_areas
from signage.services.past.as_of import directory_on, neighbouring_days, turning_days
from signage_api.desk.asked import Asked, shows
from signage_api.desk.frame import desk_language
from signage_api.desk.history.shown import csv_answer, history_page
from signage_api.desk.rooms import Room
from signage_api.desk.signed_in import Me

_BASES = ("then", "now")
_MOST_DAYS = 200
_COLUMNS = (
    "number",
    "name",
    "street",
    "house_number",
    "postcode",
    "place",
    "activity",
    "valid_from",
    "valid_to",
)
Row = dict[str, Any]


def add_to(api: FastAPI) -> None:
    """The addresses of this room."""
    shows(api, "/desk/asof", _as_of)
    shows(api, "/desk/asof/firms.csv", _as_of_table)


def _as_of(request: Request, me: Me) -> Response:
    asked, store = Asked(request.query_params), request.app.state.store
    day = asked.day("day", today()) or today()
    areas = own_areas(store, day, me.rights)
    area = asked.area(store, me.rights)
    if area is None and areas and not asked.problems:
        area = areas[0]["id"]
    basis = asked.choice("basis", _BASES) or "now"
    values: dict[str, Any] = {
        "areas": areas,
        "area": None,
        "shown": day,
        "today": today(),
        "basis": basis,
        "rows": [],
        "near": None,
        "line": [],
        "code": "",
        "problems": asked.problems,
        "typed": asked.text("day"),
    }
    if area is not None:
        values |= {
            "area": own_area(store, area, me.rights),
            "rows": directory_on(store, area, day, rights=me.rights, as_known_then=basis == "then"),
            "near": neighbouring_days(store, area, day),
            "line": _line(turning_days(store, area), day),
            "code": _a_code(request, area),
        }
    return history_page(request, "asof.html", me, values, status=422 if asked.problems else 200)


def _line(days: list[date], shown: date) -> list[date]:
    """The days of the slider: those of changes nearest to the one that is shown, itself and today."""
    nearest = sorted(days, key=lambda day: abs((day - shown).days))[:_MOST_DAYS]
    return sorted({*nearest, shown, today()})


def _a_code(request: Request, area: int) -> str:
    """The code of a sign whose page shows the area's directory; empty without one."""
    signs = request.app.state.store.read("sign", as_of=today(), where={"area": area}, limit=200)
    return next((sign["code"] for sign in signs if sign["code"]), "")


def _as_of_table(request: Request, me: Me) -> Response:
    asked = Asked(request.query_params)
    day, area = asked.day("day", today()) or today(), asked.number("area") or 0
    basis = asked.choice("basis", _BASES) or "now"
    rows = directory_on(request.app.state.store, area, day, rights=me.rights, as_known_then=basis == "then")
    language = desk_language(request, me)
    return csv_answer(
        f"firmen-{day}", _headings(language), [[row[name] for name in _COLUMNS] for row in rows]
    )


def _headings(language: str) -> list[str]:
    fields = [TENANT.field(name) for name in _COLUMNS]
    return [field.german if language == "de" else field.english for field in fields]


ROOM = Room(name="asof", add_to=add_to)
