"""Forms of firms: the address itself is the proof, so that no referrer is needed; and how many are taken."""

from starlette.requests import Request

from signage.errors import Forbidden, Said
from signage.services.logos import LARGEST_BYTES
from signage.services.reports.limits import Limits
from signage_api.desk.multipart import SentFile, read_form
from signage_api.desk.signed_in import Fields, fields_of
from signage_api.problems import TooLarge
from signage_api.reporting.senders import sender_of

_MOST_BYTES, _MOST_FIELDS = 64_000, 100


async def firm_fields(request: Request) -> Fields:
    """The fields of a form. Forbidden for another site's page, TooLarge, Unreadable.

    A page without referrer sends no origin; a browser that says where a form stood is believed.
    """
    if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        raise Forbidden(Said("Das Formular kam von einer anderen Seite.", "The form came from another site."))
    if int(request.headers.get("content-length") or 0) > _MOST_BYTES:
        raise TooLarge(Said("Das Formular ist zu groß.", "The form is too large."))
    return fields_of((await request.body())[: _MOST_BYTES + 1], most=_MOST_FIELDS)


async def firm_file(request: Request) -> SentFile:
    """As `firm_fields`, of a form with a file."""
    if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        raise Forbidden(Said("Das Formular kam von einer anderen Seite.", "The form came from another site."))
    if int(request.headers.get("content-length") or 0) > LARGEST_BYTES + _MOST_BYTES:
        raise TooLarge(Said("Die Datei ist zu groß.", "The file is too large."))
    return read_form(request.headers.get("content-type", ""), await request.body())


def is_too_much(request: Request) -> bool:
    """Whether the network that a form comes from has sent enough for this hour."""
    peer = request.client.host if request.client else ""
    forwarded = ",".join(request.headers.getlist("x-forwarded-for"))
    limits: Limits = request.app.state.firm_limits
    return limits.take(sender_of(peer, forwarded, request.app.state.desk.proxies), words=False).refused
