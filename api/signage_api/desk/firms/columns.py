"""The columns of the table: which there are, which are shown, and what stands in a cell."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from signage.domain.layers import TENANT
from signage.languages.desk import word
from signage.services.degrees import as_geojson
from signage.services.tenants.ending import plan_of, state_on
from signage.services.tenants.typed import spoken

PLAN = "plan"  # what follows from the two days of a firm; nobody types it
ALL = (
    "number", "name", "area", "street", "house_number", "postcode", "place", "activity", "gate",
    "delivery_hours", "lorry_note", "phone", "email", "web", "contact", "is_person", "confirmed_on",
    "valid_from", "valid_to", "note", PLAN,
)  # fmt: skip
_SHORT = ("number", "house_number", "confirmed_on", "is_person")  # whose headings are longer than their cells
USUAL = ("number", "name", "area", "street", "house_number", "activity", "confirmed_on", PLAN)
COOKIE = "signage_firm_columns"
_KEPT_S = 400 * 24 * 3600
# What of a firm stands on signs, or leads there: another value may mean that something happened.
TELLING = ("name", "area", "street", "house_number")
Row = Mapping[str, Any]


def chosen(request: Request) -> Sequence[str]:
    """The columns that the address names, else those of last time, else the usual ones; the name always."""
    named = request.query_params.getlist("column")
    names = named or request.cookies.get(COOKIE, "").split(".")
    known = [name for name in ALL if name in names]
    if not known:
        return USUAL
    return known if "name" in known else ["name", *known]


def remember(request: Request, response: Response, names: Sequence[str]) -> Response:
    """Keep the choice in the browser, where the address made one."""
    if request.query_params.getlist("column"):
        secure = request.app.state.settings.public_url.startswith("https://")
        response.set_cookie(
            COOKIE, ".".join(names), max_age=_KEPT_S, path="/desk/firms", secure=secure,
            httponly=True, samesite="lax",
        )  # fmt: skip
    return response


def heading(name: str, *, english: bool) -> str:
    """What stands above a column; the plan's is a text of the template."""
    field = TENANT.field(name)
    if name in _SHORT:
        return word("en" if english else "de", f"firms.short.{name}")
    title = field.english if english else field.german
    return f"{title[0].upper()}{title[1:]}"


def cell(row: Row, name: str, areas: Mapping[int, str], day: date, *, english: bool) -> str:
    """The text of one cell."""
    if name == PLAN:
        said = plan_of(row, day) if state_on(row, day) != "ended" else None  # type: ignore[arg-type]
        return "" if said is None else (said.english if english else str(said))
    if name == "area":
        return str(row.get("area_name") or areas.get(row["area"], row["area"] or ""))
    return spoken(name, row[name], areas=areas, english=english)


def as_sent(
    rows: Sequence[Row], areas: Mapping[int, str], day: date, *, english: bool
) -> list[dict[str, Any]]:
    """Rows as the page's scripts take them: every cell's text, the state, and the place in degrees."""
    shapes = as_geojson([row["geometry"] for row in rows])
    return [
        {
            "id": row["id"],
            "version": row["version"],
            "state": state_on(row, day),  # type: ignore[arg-type]
            "cells": {name: cell(row, name, areas, day, english=english) for name in ALL},
            "at": shape["coordinates"] if shape else None,
        }
        for row, shape in zip(rows, shapes, strict=True)
    ]
