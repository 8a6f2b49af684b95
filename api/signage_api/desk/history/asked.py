"""What the history's pages are asked for, read leniently: what cannot be is said on the page, not refused."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response

from signage.domain.validity import read_day
from signage.errors import InvalidInput
from signage.formats.csv_files import csv_bytes
from signage.languages.desk import word
from signage.services.accounts.sessions import SignedIn
from signage.services.quick_search import the_area
from signage.services.rights import Rights
from signage.store import Store
from signage_api.desk.days import shown_day
from signage_api.desk.frame import desk_language, page
from signage_api.problems import in_language


class Asked:
    """The query of a page; `problems` maps a name to what is wrong with its value."""

    def __init__(self, given: Mapping[str, str]) -> None:
        self._given = given
        self.problems: dict[str, str] = {}

    def text(self, name: str) -> str:
        """The value, without blanks around it; empty without one."""
        return self._given.get(name, "").strip()[:200]

    def choice(self, name: str, choices: tuple[str, ...]) -> str:
        """The value where it is one of the choices, else empty."""
        value = self.text(name)
        return value if value in choices else ""

    def number(self, name: str) -> int | None:
        """The value as an id; None when it cannot be one."""
        return number_of(self.text(name))

    def area(self, store: Store, rights: Rights) -> int | None:
        """The area that is asked for by its id or its name; None without one, or where it is none, which then
        is a problem.
        """
        typed = self.text("area")
        try:
            return the_area(store, typed, rights=rights) if typed else None
        except InvalidInput as error:
            self.problems["area"] = error.message
            return None

    def day(self, name: str, otherwise: date | None = None) -> date | None:
        """The value as a day; `otherwise` without one, or where it is none, which then is a problem."""
        value = self.text(name)
        if not value:
            return otherwise
        try:
            return read_day(value)
        except InvalidInput as error:
            self.problems[name] = error.message
            return otherwise


def shows(api: FastAPI, path: str, handler: Callable[..., Response]) -> None:
    """A page at an address."""
    api.add_api_route(path, handler, methods=["GET", "HEAD"], include_in_schema=False)


def takes(api: FastAPI, path: str, handler: Callable[..., Response]) -> None:
    """A form at an address."""
    api.add_api_route(path, handler, methods=["POST"], include_in_schema=False)


def number_of(text: str) -> int | None:
    """A text as an id; None when it cannot be one."""
    return int(text) if text.isascii() and text.isdecimal() and 0 < len(text) < 10 else None


def history_page(
    request: Request, template: str, me: SignedIn, values: Mapping[str, Any], *, status: int = 200
) -> Response:
    """A page of these rooms; templates find `say` for sentences in both languages, `day` for days."""
    language = desk_language(request, me)
    more: dict[str, Any] = {
        "say": partial(in_language, language=language),
        "day": partial(shown_day, language),
    }
    if "areas" in values:
        offered: Sequence[Mapping[str, Any]] | None = values["areas"]
        some = None if offered is None else [(area["id"], area["name"]) for area in offered]
        more |= {"area_options": some, "typed_area": request.query_params.get("area", "")[:200]}
    return page(request, f"history/{template}", me, more | dict(values), status=status)


def worded(request: Request, me: SignedIn, prefix: str, keys: Sequence[str]) -> list[tuple[str, str]]:
    """The keys with their words, for a list to choose from."""
    language = desk_language(request, me)
    return [(key, word(language, prefix + key)) for key in keys]


def csv_answer(name: str, headings: list[str], rows: list[list[Any]]) -> Response:
    """A table to be kept; what looks like a formula is disarmed."""
    headers = {"Content-Disposition": f'attachment; filename="{name}.csv"', "Cache-Control": "no-store"}
    return Response(csv_bytes(headings, rows), 200, headers, "text/csv; charset=utf-8")
