"""`/desk/firms/all`: the same change to all firms that the filter of the table finds, on all pages."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response

from signage.errors import Conflict, InvalidInput
from signage.services.rights import require_writes
from signage.services.tenants.listing import list_tenants
from signage.services.tenants.many import Preview
from signage.services.tenants.matching import Matching, change_matching, matching, preview_matching
from signage.services.values import Refused
from signage_api.desk.firms.asking import PATH, Question, asked_by
from signage_api.desk.firms.many import CHANGES, choosing, look, value_of
from signage_api.desk.firms.replies import done_at
from signage_api.desk.frame import desk_language, go_to
from signage_api.desk.signed_in import Fields, Me, Sent, without_nul
from signage_api.problems import in_language

ALL_PATH = f"{PATH}/all"
_SHOWN = 200  # lines of the preview; what cannot be changed stands first
_NAMED = 20


def add_to(api: FastAPI) -> None:
    """One address for choosing, looking and storing: the form says which."""
    api.add_api_route(ALL_PATH, _take, methods=["POST"], include_in_schema=False)


def _take(request: Request, me: Me, fields: Sent) -> Response:
    require_writes(me.rights, "tenant")
    asked = asked_by(without_nul(Fields(parse_qsl(fields.text("filter")))).as_dict())
    found = matching(request.app.state.store, asked.asked, rights=me.rights)
    if not found.firms:
        return go_to(request, asked.link())
    change = fields.text("change")
    if change not in CHANGES or fields.text("step") == "choose":
        return _choosing(request, me, asked, found, fields)
    try:
        value = value_of(request, me, fields, CHANGES[change])
        values = {CHANGES[change]: value}
        if fields.text("step") == "store":
            return _store(request, me, asked, values, fields)
        return _looking(request, me, asked, found, values, fields)
    except Refused as refusal:
        return _choosing(request, me, asked, found, fields, {"value": refusal.why}, status=422)
    except InvalidInput as error:
        return _choosing(request, me, asked, found, fields, {"value": error.message}, status=422)


def _choosing(
    request: Request, me: Me, asked: Question, found: Matching, fields: Fields,
    problems: Mapping[str, str] | None = None, status: int = 200,
) -> Response:  # fmt: skip
    some = list_tenants(request.app.state.store, asked.asked, rights=me.rights, limit=_NAMED).rows
    everything = {"action": ALL_PATH, "filter": _query(asked), "total": len(found.firms)}
    return choosing(request, me, some, {}, fields, problems, status, **everything)


def _looking(
    request: Request, me: Me, asked: Question, found: Matching, values: Mapping[str, Any], fields: Fields,
    trouble: str = "", status: int = 200,
) -> Response:  # fmt: skip
    previews = preview_matching(request.app.state.store, found, values, rights=me.rights)
    first = sorted(previews, key=_problems_first)[:_SHOWN]
    counted = {
        "able": sum(bool(one.changed) for one in previews),
        "refused": sum(bool(one.problems) for one in previews),
        "same": sum(not one.changed and not one.problems for one in previews),
        "more": len(previews) - len(first),
    }
    where = {"action": ALL_PATH, "filter": _query(asked), "stamp": found.stamp, "back": asked.link()}
    [name] = values
    return look(request, me, fields, first, name, trouble=trouble, status=status, **counted, **where)


def _problems_first(one: Preview) -> tuple[bool, bool]:
    return not one.problems, not one.changed


def _store(request: Request, me: Me, asked: Question, values: Mapping[str, Any], fields: Fields) -> Response:
    store = request.app.state.store
    try:
        done = change_matching(store, asked.asked, values, seen=fields.text("stamp"), rights=me.rights)
    except Conflict as error:
        found = matching(store, asked.asked, rights=me.rights)
        trouble = in_language(error.message, desk_language(request, me))
        return _looking(request, me, asked, found, values, fields, trouble, status=409)
    return go_to(request, done_at(PATH, "many", done.change_set))


def _query(asked: Question) -> str:
    """The filter as the forms carry it."""
    return asked.link().partition("?")[2]
