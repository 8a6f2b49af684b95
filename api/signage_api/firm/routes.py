"""`/firm/{link}`: what is public about a firm, its corrections and consents; `/firm` where it is lost."""

from dataclasses import replace
from typing import Annotated

from fastapi import Depends, FastAPI
from starlette.requests import Request
from starlette.responses import Response

from signage.domain.validity import today
from signage.errors import Conflict, InvalidInput, NotFound, StaleVersion
from signage.services.consents import give_consent, withdraw_consent
from signage.services.firm_links import FirmLink, close_link, open_firm_link
from signage.services.logos import keep_logo, logo_of
from signage.services.proposals import propose
from signage.services.proposals.proposing import difference
from signage.services.reports.limits import Limits
from signage_api.desk.frame import desk_language, go_to
from signage_api.desk.multipart import SentFile
from signage_api.desk.signed_in import Fields
from signage_api.firm import lost
from signage_api.firm.forms import Filled, filled_from, proposal_of
from signage_api.firm.pages import entry_page, firm_page, logo_answer, review_page
from signage_api.firm.sending import firm_fields, firm_file, is_too_much
from signage_api.problems import in_language

_AT = "/firm/{link}"


def add_to(api: FastAPI) -> None:
    """The addresses of this room; a link's value stands in no log (see `signage_api.logs`)."""
    api.state.firm_limits = Limits(today)
    hidden = {"include_in_schema": False}
    api.add_api_route(_AT, _entry, methods=["GET", "HEAD"], **hidden)  # type: ignore[arg-type]
    api.add_api_route(_AT, _say, methods=["POST"], **hidden)  # type: ignore[arg-type]
    api.add_api_route(f"{_AT}/consents", _consents, methods=["POST"], **hidden)  # type: ignore[arg-type]
    api.add_api_route(f"{_AT}/logo", _logo, methods=["POST"], **hidden)  # type: ignore[arg-type]
    api.add_api_route(f"{_AT}/logo.png", _picture, methods=["GET", "HEAD"], **hidden)  # type: ignore[arg-type]
    api.add_api_route(f"{_AT}/close", _close, methods=["POST"], **hidden)  # type: ignore[arg-type]
    lost.add_to(api)


def _opened(request: Request, link: str) -> FirmLink | None:
    try:
        return open_firm_link(request.app.state.store, link)
    except NotFound:
        return None


Opened = Annotated[FirmLink | None, Depends(_opened)]
Sent = Annotated[Fields, Depends(firm_fields)]


def _entry(request: Request, link: str, opened: Opened) -> Response:
    if opened is None:
        return _nothing(request)
    return entry_page(request, link, opened, Filled(), said=request.query_params.get("said", ""))


def _say(request: Request, link: str, opened: Opened, fields: Sent) -> Response:
    if opened is None:
        return _nothing(request)
    filled = filled_from(fields)
    if fields.text("step") == "edit":
        return entry_page(request, link, opened, filled)
    if is_too_much(request):
        return entry_page(request, link, opened, replace(filled, trouble="limited"), status=429)
    seen = fields.number("seen_version") or opened.tenant["version"]
    store, given = request.app.state.store, proposal_of(filled)
    try:
        if fields.text("step") == "review":
            values, then = difference(store, opened.tenant, given, seen)
            return review_page(request, link, opened, filled, given, values=values, then=then, seen=seen)
        done = propose(
            store, opened.tenant["id"], given, seen_version=seen, source=opened.source, rights=opened.rights
        )
    except InvalidInput as error:
        language = desk_language(request)
        problems = {name: in_language(why, language) for name, why in error.problems.items()}
        return entry_page(request, link, opened, replace(filled, problems=problems), status=422)
    except StaleVersion:
        return entry_page(request, link, opened, replace(filled, trouble="stale"), status=409)
    except Conflict:
        return entry_page(request, link, opened, replace(filled, trouble="limited"), status=429)
    return _back(request, link, "through" if done.is_through else "known" if done.is_known else "sent")


def _consents(request: Request, link: str, opened: Opened, fields: Sent) -> Response:
    if opened is None:
        return _nothing(request)
    if is_too_much(request):
        return entry_page(request, link, opened, Filled(trouble="limited"), status=429)
    store, tenant = request.app.state.store, opened.tenant["id"]
    if gone := fields.text("withdraw"):
        try:
            withdraw_consent(store, tenant, [gone], rights=opened.rights)
        except InvalidInput:
            return entry_page(request, link, opened, Filled(trouble="consent"), status=422)
        return _back(request, link, "withdrawn")
    kinds, name = fields.all("give"), fields.text("given_by")
    try:
        give_consent(store, tenant, kinds, rights=opened.rights, given_by=name, how=opened.source)
    except InvalidInput as error:
        language = desk_language(request)
        problems = {key: in_language(why, language) for key, why in error.problems.items()}
        values = {"given_by": name[:300], **dict.fromkeys(kinds[:20], "on")}
        filled = Filled("consents", values, problems=problems)
        return entry_page(request, link, opened, filled, status=422)
    return _back(request, link, "given")


def _logo(
    request: Request, link: str, opened: Opened, sent: Annotated[SentFile, Depends(firm_file)]
) -> Response:
    if opened is None:
        return _nothing(request)
    if is_too_much(request):
        return entry_page(request, link, opened, Filled(trouble="limited"), status=429)
    state, name = request.app.state, sent.fields.text("given_by")
    firm, said = opened.tenant["id"], {"given_by": name, "how": opened.source}
    try:
        with state.logos.turn():
            keep_logo(state.store, firm, sent.content, rights=opened.rights, **said)
    except InvalidInput as error:
        language = desk_language(request)
        problems = {key: in_language(why, language) for key, why in error.problems.items()}
        filled = Filled("logo", {"given_by": name[:300]}, problems=problems)
        return entry_page(request, link, opened, filled, status=422)
    return _back(request, link, "logo")


def _picture(request: Request, opened: Opened) -> Response:
    png = logo_of(request.app.state.store, opened.tenant["id"]) if opened else None
    return logo_answer(png) if png else _nothing(request)


def _close(request: Request, opened: Opened, _fields: Sent) -> Response:
    if opened is None:
        return _nothing(request)
    close_link(request.app.state.store, opened)
    return firm_page(request, "firm/over.html", {"is_closed": True})


def _nothing(request: Request) -> Response:
    """The same for every link that opens nothing, whatever became of it."""
    return firm_page(request, "firm/over.html", {"is_closed": False}, status=404)


def _back(request: Request, link: str, said: str) -> Response:
    answer = go_to(request, f"/firm/{link}?said={said}&lang={desk_language(request)}")
    answer.headers["Referrer-Policy"] = "no-referrer"
    return answer
