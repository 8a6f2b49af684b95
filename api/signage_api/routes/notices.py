"""Signs on which something stands that is no longer true, for the map and the table of the planner."""

from collections.abc import Iterable

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response

from signage.domain.validity import today
from signage.services.notices import Notice, list_notices, told
from signage_api.answers import json_answer
from signage_api.parameters import Reader
from signage_api.problems import in_language, language_of
from signage_api.routes.common import Staff, store_of
from signage_api.routes.rows import PREFIX

PATH = f"{PREFIX}/notices"


def add_to(api: FastAPI) -> None:
    """The list of signs."""
    api.add_api_route(PATH, _list, methods=["GET", "HEAD"])


def _list(request: Request, rights: Staff) -> Response:
    Reader(request, ()).finish()
    language = language_of(request)
    found = list_notices(store_of(request), rights=rights, day=today())
    return json_answer(request, {"signs": list(_by_sign(found, language))})


def _by_sign(found: Iterable[Notice], language: str) -> Iterable[dict[str, object]]:
    signs: dict[int, list[str]] = {}
    for one in found:
        signs.setdefault(one.sign, []).append(in_language(told(one), language))
    return ({"id": sign, "texts": texts} for sign, texts in signs.items())
