"""Letters with a firm's link, as an address to copy and as a QR code, for who hands it over."""

from collections.abc import Iterable
from datetime import UTC, datetime
from functools import partial
from typing import Any
from urllib.parse import quote

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response

from signage.domain.validity import at_the_signs
from signage.languages.desk import word
from signage.services.access import place_in
from signage.services.firm_letters import firm_letter
from signage.services.firm_links import LASTS, asking, link_to_hand_over
from signage.services.mailing.letters import is_address
from signage.services.offices import offices
from signage_api.desk.days import shown_day
from signage_api.desk.frame import go_to, page
from signage_api.desk.qr import as_qr
from signage_api.desk.queue.lists import PATH
from signage_api.desk.signed_in import Me, Sent

Row = dict[str, Any]


def add_to(api: FastAPI) -> None:
    """The address that makes letters for firms of an area."""
    path = PATH + "/ask/{area:row}/letters"
    api.add_api_route(path, _letters, methods=["POST"], include_in_schema=False)


def _letters(request: Request, me: Me, fields: Sent, area: int) -> Response:
    found = asking(request.app.state.store, area, rights=me.rights)
    wanted = set(fields.all("firm"))
    chosen = [one for one in found.everybody if str(one) in wanted]
    if not chosen:
        return go_to(request, f"{PATH}/ask/{area}?nobody=1")
    return letters_page(request, me, chosen, back=f"{PATH}/ask/{area}")


def letters_page(request: Request, me: Me, firms: Iterable[int], *, back: str) -> Response:
    """A letter for each firm, each with a new link; shown this once."""
    values = {
        "letters": [_letter(request, me, firm) for firm in firms],
        "until": shown_day("de", at_the_signs(datetime.now(UTC) + LASTS).date()),
        "german": partial(word, "de"),
        "english": partial(word, "en"),
        "back": back,
    }
    return page(request, "queue/letters.html", me, values)


def _letter(request: Request, me: Me, firm: int) -> Row:
    store, settings = request.app.state.store, request.app.state.settings
    value = link_to_hand_over(store, firm, rights=me.rights)
    row = store.row("tenant", firm)
    office = office_name(request, row)
    mail = (row["email"] or "").strip()
    letter = firm_letter(settings.public_url, value, mail=mail, firm=row["name"], office=office)
    address = f"{settings.public_url}/firm/{value}"
    written = f"mailto:{quote(mail)}?subject={quote(letter.subject)}&body={quote(letter.text)}"
    return {
        "firm": row,
        "office": office,
        "address": address,
        "qr": as_qr(address),
        "mailto": written if is_address(mail) else "",
        "mail": mail,
    }


def office_name(request: Request, firm: Row) -> str:
    """Who reads what the firm writes."""
    store = request.app.state.store
    ags, _ = place_in(store, "tenant", firm)
    named = offices(store, municipalities=[ags]) if ags else []
    return named[0].name if named else str(request.app.state.settings.operator)
