"""`/firm`: a firm that lost its link asks for another; it goes to the address on record, and nowhere else."""

from typing import Annotated, Any

from fastapi import Depends, FastAPI
from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import Response

from signage.domain.keys import id_in
from signage.domain.names import folded
from signage.domain.validity import is_valid, today
from signage.services.firm_letters import firm_letter
from signage.services.firm_links import lost_link
from signage.services.offices import offices
from signage.store import Store
from signage_api.desk.signed_in import Fields
from signage_api.firm.pages import firm_page
from signage_api.firm.sending import firm_fields, is_too_much
from signage_api.mailing import mailing_of

_MOST_FIRMS = 1_000


def add_to(api: FastAPI) -> None:
    """The address of this room."""
    api.add_api_route("/firm", _form, methods=["GET", "HEAD"], include_in_schema=False)
    api.add_api_route("/firm", _ask, methods=["POST"], include_in_schema=False)


def _form(request: Request) -> Response:
    asked = request.query_params
    return _page(request, asked.get("of", ""), is_asked=False, at=asked.get("at", ""))


def _ask(request: Request, fields: Annotated[Fields, Depends(firm_fields)]) -> Response:
    """The same answer whoever asks, at once; what is to be mailed is mailed after it."""
    number = fields.number("of")
    if number is None:
        return _page(request, "", is_asked=False, status=422)
    if is_too_much(request):
        return _page(request, str(number), is_asked=False, trouble="limited", status=429)
    answer = _page(request, str(number), is_asked=True)
    answer.background = BackgroundTask(_send, request, number)
    return answer


def _send(request: Request, tenant: int) -> None:
    store, settings = request.app.state.store, request.app.state.settings
    mailing = mailing_of(request)
    found = lost_link(store, tenant) if mailing.is_set else None
    if found is None:
        return
    value, row = found
    named = offices(store, municipalities=[row["municipality"]]) if row["municipality"] else []
    office = named[0].name if named else settings.operator
    mailing.put(firm_letter(settings.public_url, value, mail=row["mail"], firm=row["name"], office=office))


def _page(
    request: Request, of: str, *, is_asked: bool, at: str = "", trouble: str = "", status: int = 200
) -> Response:
    number = id_in(of)
    row = request.app.state.store.row("tenant", number) if number is not None else None
    is_there = row is not None and _is_listed(row)
    values = {
        "of": str(number) if is_there else "",
        "name": row["name"] if row and is_there else "",
        "is_asked": is_asked,
        "trouble": trouble,
        "at": at if at.isalnum() and len(at) <= 8 else "",
        "firms": _firms_at(request.app.state.store, at),
        "contact": request.app.state.settings.contact_email,
    }
    return firm_page(request, "firm/lost.html", values, status=status)


def _firms_at(store: Store, code: str) -> list[tuple[int, str]]:
    """The firms whose directory a code shows, by name: what everybody reads there."""
    sign = store.sign_of(code[:8].upper()) if code.isascii() and code.isalnum() else None
    if sign is None or sign["area"] is None:
        return []
    rows = store.read("tenant", area=sign["area"], as_of=today(), limit=_MOST_FIRMS)
    return sorted(((row["id"], row["name"]) for row in rows), key=lambda firm: folded(firm[1]))


def _is_listed(row: dict[str, Any]) -> bool:
    """Whether everybody sees the firm's name today."""
    return row["withdrawn_by"] is None and is_valid(row["valid_from"], row["valid_to"], today())
