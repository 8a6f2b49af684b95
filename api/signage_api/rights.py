"""Who asks: nobody in particular, or the holder of a token."""

from starlette.requests import Request

from signage.errors import Denied, Said
from signage.services.rights import NOBODY, Rights
from signage.services.tokens import check_token

FOR_STAFF = Said(
    "Das ist der Verwaltung vorbehalten: Senden Sie ein Token („Authorization: Bearer …“).",
    "This is for staff: send a token ('Authorization: Bearer ...').",
)

_SCHEME = "bearer "


def nobody_may(_bearer: str) -> Rights:
    """The rights behind a token where there are no tokens: Denied to all."""
    raise Denied(FOR_STAFF)


def rights_of(request: Request) -> Rights:
    """What the request's token allows; Denied when it carries one that is not valid."""
    given = request.headers.get("authorization", "")
    if not given:
        return NOBODY
    if not given.lower().startswith(_SCHEME):
        raise Denied(Said("Gebraucht wird „Authorization: Bearer …“.", "Send 'Authorization: Bearer ...'."))
    return check_token(request.app.state.store, given[len(_SCHEME) :].strip())


def staff_rights(request: Request) -> Rights:
    """As `rights_of`, but Denied for nobody in particular."""
    rights = rights_of(request)
    if rights.nowhere:
        raise Denied(FOR_STAFF)
    return rights
