"""`/desk/compare`: what is otherwise in the directories on another day, in words and numbers."""

from collections.abc import Mapping
from datetime import date, timedelta
from functools import partial
from typing import Any

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response

from signage.domain.layers import TENANT
from signage.domain.validity import today
from signage.errors import InvalidInput, Said
from signage.services.accounts.sessions import SignedIn
from signage.services.own_areas import own_area, own_areas
from signage.services.past.comparing import Comparison, compare_days
from signage.services.past.diffs import value_text
from signage_api.desk.asked import Asked, shows
from signage_api.desk.days import shown_day
from signage_api.desk.frame import desk_language
from signage_api.desk.history.shown import csv_answer, history_page
from signage_api.desk.rooms import Room
from signage_api.desk.signed_in import Me
from signage_api.problems import in_language

_BASES = ("then", "now")
_HALF_YEAR = timedelta(days=182)
Row = dict[str, Any]


def add_to(api: FastAPI) -> None:
    """The addresses of this room."""
    shows(api, "/desk/compare", _compare)
    shows(api, "/desk/compare/firms.csv", _compare_table)


def _compare(request: Request, me: Me) -> Response:
    asked, store = Asked(request.query_params), request.app.state.store
    areas = own_areas(store, today(), me.rights)
    language = desk_language(request, me)
    earlier, later = _days(asked)
    area, found = asked.area(store, me.rights), None
    try:
        found = None if "area" in asked.problems else _compared(request, me, asked, area, earlier, later)
    except InvalidInput as error:
        asked.problems |= error.problems or {"later": error.message}
    values = {
        "areas": areas,
        "town_options": [(row["ags"], row["name"]) for row in _towns(request, me)],
        "area": area,
        "town": asked.text("municipality"),
        "earlier": earlier,
        "later": later,
        "basis": asked.choice("basis", _BASES) or "then",
        "found": found,
        "problems": asked.problems,
        "area_names": found.areas if found else {},
        "label": partial(_label, language),
        "said_value": partial(_said_value, language),
    }
    return history_page(request, "compare.html", me, values, status=422 if asked.problems else 200)


def _label(language: str, name: str) -> str:
    field = TENANT.field(name)
    return field.german if language == "de" else field.english


def _said_value(language: str, name: str, value: Any) -> str:
    return in_language(value_text(TENANT.field(name), value, lambda *_: str(value)), language)


def _days(asked: Asked) -> tuple[date, date]:
    later = asked.day("later", today()) or today()
    return asked.day("earlier") or max(later, date.min + _HALF_YEAR) - _HALF_YEAR, later


def _compared(
    request: Request, me: Me, asked: Asked, area: int | None, earlier: date, later: date
) -> Comparison:
    store = request.app.state.store
    if area is not None:
        own_area(store, area, me.rights)
    return compare_days(
        store,
        earlier,
        later,
        rights=me.rights,
        area=area,
        municipality=asked.text("municipality") or None,
        as_known_then=asked.choice("basis", _BASES) != "now",
    )


def _towns(request: Request, me: SignedIn) -> list[Row]:
    rows = request.app.state.store.read("municipality", as_of=today())
    return sorted((row for row in rows if me.rights.cover(row["ags"])), key=lambda row: str(row["name"]))


def _compare_table(request: Request, me: Me) -> Response:
    asked, language = Asked(request.query_params), desk_language(request, me)
    earlier, later = _days(asked)
    found = _compared(request, me, asked, asked.number("area"), earlier, later)
    rows = _Rows(found.areas, language)
    headings = [in_language(one, language) for one in (_CHANGE, _FIRM)]
    days = [shown_day(language, day) for day in (earlier, later)]
    return csv_answer(f"vergleich-{earlier}-{later}", [*headings, *days], rows.of(found))


_CHANGE, _FIRM = Said("Änderung", "change"), Said("Firma", "firm")
_IN, _OUT = Said("neu", "in"), Said("weg", "out")
_MOVED, _RENAMED = Said("umgezogen", "moved"), Said("umbenannt", "renamed")


class _Rows:
    """A comparison as the rows of a table: what, which firm, how it was, how it is."""

    def __init__(self, areas: Mapping[int, str], language: str) -> None:
        self._areas, self._language = areas, language

    def of(self, found: Comparison) -> list[list[Any]]:
        said = partial(in_language, language=self._language)
        rows = [[said(_IN), row["name"], "", self._place(row)] for row in found.arrived]
        rows += [[said(_OUT), row["name"], self._place(row), ""] for row in found.left]
        rows += [
            [said(_MOVED), one.after["name"], self._place(one.before), self._place(one.after)]
            for one in found.moved
        ]
        rows += [
            [said(_RENAMED), one.after["name"], one.before["name"], one.after["name"]]
            for one in found.renamed
        ]
        for one in found.changed:
            for field in map(TENANT.field, one.fields):
                label = said(Said(field.german, field.english))
                rows.append([label, one.after["name"], one.before[field.name], one.after[field.name]])
        return rows

    def _place(self, row: Row) -> str:
        address = " ".join(str(row[name]) for name in ("street", "house_number") if row[name])
        return ", ".join(part for part in (self._areas.get(row["area"], ""), address) if part)


ROOM = Room(name="compare", add_to=add_to)
