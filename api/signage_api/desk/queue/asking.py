"""Asking firms by mail or letter to look at their entry; a firm's links and consents, for staff."""

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response

from signage.domain.audience import CONSENTS
from signage.domain.keys import id_in
from signage.domain.validity import today
from signage.errors import InvalidInput, NotFound
from signage.services.access import place_in
from signage.services.consents import give_consent, list_consents, withdraw_consent
from signage.services.editing import no_such_row
from signage.services.firm_letters import firm_letter
from signage.services.firm_links import (
    asking,
    drop_link,
    end_firm_links,
    hands_out_links,
    list_firm_links,
    new_firm_link,
    no_mail_server,
    too_many_mails,
)
from signage.services.logos import logo_of
from signage.store import Store
from signage_api.desk.days import shown_day, shown_moment
from signage_api.desk.frame import desk_language, go_to, page
from signage_api.desk.queue.letters import letters_page, office_name
from signage_api.desk.queue.lists import PATH
from signage_api.desk.signed_in import Fields, Me, Sent
from signage_api.firm.forms import read_day_of
from signage_api.mailing import mailing_of
from signage_api.problems import in_language


def add_to(api: FastAPI) -> None:
    """The addresses of asking, and of one firm."""
    hidden = {"include_in_schema": False}
    api.add_api_route(f"{PATH}/ask", _areas, methods=["GET", "HEAD"], **hidden)  # type: ignore[arg-type]
    api.add_api_route(PATH + "/ask/{area:row}", _preview, methods=["GET", "HEAD"], **hidden)  # type: ignore[arg-type]
    api.add_api_route(PATH + "/ask/{area:row}", _ask, methods=["POST"], **hidden)  # type: ignore[arg-type]
    api.add_api_route(PATH + "/firm/{firm:row}", _firm, methods=["GET", "HEAD"], **hidden)  # type: ignore[arg-type]
    api.add_api_route(PATH + "/firm/{firm:row}", _change, methods=["POST"], **hidden)  # type: ignore[arg-type]


def _areas(request: Request, me: Me) -> Response:
    store: Store = request.app.state.store
    rows = store.read("area", as_of=today())
    mine = [row for row in rows if hands_out_links(me.rights, row["municipality"], row["id"])]
    values = {"areas": sorted(((row["id"], row["name"]) for row in mine), key=lambda one: one[1].casefold())}
    return page(request, "queue/ask.html", me, values | {"is_set": mailing_of(request).is_set})


def _preview(request: Request, me: Me, area: int) -> Response:
    return _asking_page(request, me, area)


def _asking_page(
    request: Request, me: Me, area: int, *, sent: int | None = None, status: int = 200
) -> Response:
    store: Store = request.app.state.store
    found = asking(store, area, rights=me.rights)
    row = store.row("area", area)
    values = {
        "area": row,
        "found": found,
        "sent": sent if sent is not None else id_in(request.query_params.get("sent", "")) or 0,
        "is_set": mailing_of(request).is_set,
        "nobody": request.query_params.get("nobody") == "1",
    }
    return page(request, "queue/ask_area.html", me, values, status=status)


def _ask(request: Request, me: Me, fields: Sent, area: int) -> Response:
    store: Store = request.app.state.store
    found = asking(store, area, rights=me.rights)
    if not mailing_of(request).is_set:
        return _asking_page(request, me, area, status=422)
    wanted = set(fields.all("firm"))
    chosen = [one for one in found.to_ask if str(one[0]) in wanted]
    sent = sum(_send(request, me, firm, mail) for firm, _, mail in chosen)
    return go_to(request, f"{PATH}/ask/{area}?sent={sent}")


def _send(request: Request, me: Me, firm: int, mail: str) -> bool:
    store, settings = request.app.state.store, request.app.state.settings
    value = new_firm_link(store, firm, mail=mail, rights=me.rights)
    row = store.row("tenant", firm)
    office = office_name(request, row)
    letter = firm_letter(settings.public_url, value, mail=mail.strip(), firm=row["name"], office=office)
    is_sent = mailing_of(request).put(letter)
    if not is_sent:
        drop_link(store, value)
    return is_sent


def _firm(request: Request, me: Me, firm: int) -> Response:
    return firm_page(request, me, firm)


def firm_page(
    request: Request, me: Me, firm: int, fields: Fields | None = None, error: InvalidInput | None = None
) -> Response:
    """Links, consents and logo of a firm, perhaps with what was wrong."""
    store, language = request.app.state.store, desk_language(request, me)
    consents = list_consents(store, firm, rights=me.rights)
    row = store.row("tenant", firm)
    if row is None or row["withdrawn_by"] is not None:
        raise no_such_row("tenant", firm)
    try:
        links = list_firm_links(store, firm, rights=me.rights)
    except NotFound:  # the firm is no longer there; what it agreed to can still be read
        links = []
    for one in consents:
        one["given"], one["withdrawn"] = (
            shown_day(language, one[name]) for name in ("given_on", "withdrawn_on")
        )
    for link in links:
        link["from"], link["until"] = (
            shown_moment(language, link[name]) for name in ("created_at", "ends_at")
        )
    problems = {name: in_language(why, language) for name, why in error.problems.items()} if error else {}
    values = {
        "firm": row,
        "consents": consents,
        "kinds": CONSENTS,
        "links": links,
        "problems": problems,
        "trouble": in_language(error.message, language) if error else "",
        "typed": fields.as_dict() if fields else {},
        "given": fields.all("give") if fields else [],
        "said": request.query_params.get("said", ""),
        "is_set": mailing_of(request).is_set,
        "has_logo": logo_of(store, firm) is not None,
        "today": today(),
        "may_settle": hands_out_links(me.rights, *place_in(store, "tenant", row)),
    }
    return page(request, "queue/firm.html", me, values, status=422 if error else 200)


def _change(request: Request, me: Me, fields: Sent, firm: int) -> Response:
    store = request.app.state.store
    list_consents(store, firm, rights=me.rights)  # NotFound for what is out of reach
    do = fields.text("do")
    try:
        if do == "link":
            if not mailing_of(request).is_set:
                raise no_mail_server()
            if not _send(request, me, firm, fields.text("mail")):
                raise too_many_mails()
        elif do == "hand":
            return letters_page(request, me, [firm], back=f"{PATH}/firm/{firm}")
        elif do == "end":
            end_firm_links(store, firm, rights=me.rights)
        elif do == "withdraw":
            withdraw_consent(store, firm, [fields.text("what")], rights=me.rights)
        else:
            give_consent(
                store, firm, fields.all("give"), rights=me.rights, given_by=fields.text("given_by"),
                how=fields.text("how") or "-", given_on=read_day_of(fields.text("given_on")),
            )  # fmt: skip
    except InvalidInput as error:
        return firm_page(request, me, firm, fields, error)
    return go_to(request, f"{PATH}/firm/{firm}?said={do if do in ('link', 'end', 'withdraw') else 'give'}")
