"""`/api/v1/me`: who asks, and what they may; for pages of ours also the token that their writes carry."""

from collections.abc import Iterable
from typing import Any

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response

from signage.domain.layers import LAYERS
from signage.domain.roles import ROLES
from signage.services.rights import Grant, Rights
from signage_api.answers import json_answer
from signage_api.desk.signed_in import perhaps_signed_in
from signage_api.parameters import Reader
from signage_api.problems import in_language, language_of
from signage_api.rights import rights_of
from signage_api.routes.rows import PREFIX
from signage_api.routes.writing import WRITABLE


def add_to(api: FastAPI) -> None:
    """The one address."""
    api.add_api_route(f"{PREFIX}/me", _me, methods=["GET", "HEAD"])


def _me(request: Request) -> Response:
    Reader(request, ()).finish()
    rights, language = rights_of(request), language_of(request)
    found = None if "authorization" in request.headers else perhaps_signed_in(request)
    is_in = found is not None and not found.needs
    shown = {
        "name": None if rights.nowhere and not is_in else rights.who,
        "roles": [_role(grant, language) for grant in rights.grants],
        "writes": {LAYERS[name].plural: _written(rights, name) for name in WRITABLE},
        "settles": _settles(rights),
        "is_regional": rights.is_regional,
        "keeps_accounts": rights.keeps_accounts,
        "form_token": found.form_token if found and is_in else None,
    }
    return json_answer(request, shown, headers={"Cache-Control": "private, no-store"})


def _role(grant: Grant, language: str) -> dict[str, Any]:
    return {"role": grant.role, "title": in_language(ROLES[grant.role].said, language), **_limits(grant)}


def _written(rights: Rights, layer: str) -> list[dict[str, Any]]:
    """Where, and which fields; null for no limit."""
    return [_limits(grant) for grant in _grants(rights) if layer in ROLES[grant.role].writes]


def _settles(rights: Rights) -> bool:
    return any(ROLES[grant.role].settles for grant in _grants(rights))


def _grants(rights: Rights) -> Iterable[Grant]:
    """The roles; rights without any are like those of an administrator in each of their municipalities."""
    if rights.grants or rights.nowhere:
        return rights.grants
    towns = [None] if rights.municipalities is None else sorted(rights.municipalities)
    return [Grant("administrator", ags) for ags in towns]


def _limits(grant: Grant) -> dict[str, Any]:
    fields = None if grant.fields is None else sorted(grant.fields)
    return {"municipality": grant.municipality, "area": grant.area, "fields": fields}
