"""How the pages of the history look: their lists to choose from, their days, their tables to be kept."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from signage.formats.csv_files import csv_bytes
from signage.languages.desk import word
from signage.services.accounts.sessions import SignedIn
from signage_api.desk.asked import area_typed
from signage_api.desk.days import shown_day
from signage_api.desk.frame import desk_language, page
from signage_api.problems import in_language


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
        more |= {"area_options": some, "area_typed": area_typed(request, me) if some is None else ""}
    return page(request, f"history/{template}", me, more | dict(values), status=status)


def worded(request: Request, me: SignedIn, prefix: str, keys: Sequence[str]) -> list[tuple[str, str]]:
    """The keys with their words, for a list to choose from."""
    language = desk_language(request, me)
    return [(key, word(language, prefix + key)) for key in keys]


def csv_answer(name: str, headings: list[str], rows: list[list[Any]]) -> Response:
    """A table to be kept; what looks like a formula is disarmed."""
    headers = {"Content-Disposition": f'attachment; filename="{name}.csv"', "Cache-Control": "no-store"}
    return Response(csv_bytes(headings, rows), 200, headers, "text/csv; charset=utf-8")
