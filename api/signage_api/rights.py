"""Who asks: nobody in particular, the holder of a token, or who has signed in at the desk."""

from starlette.requests import Request

from signage.errors import Denied, Said
from signage.services.rights import NOBODY, Rights
from signage.services.tokens import check_token
from signage_api.bearers import FOR_STAFF
from signage_api.desk.signed_in import perhaps_signed_in, require_own_page, require_token

_SCHEME = "bearer "
_READING = ("GET", "HEAD")


def rights_of(request: Request) -> Rights:
    """What the request's token allows, or else its session; Denied when it carries a token that is not
    valid, Forbidden when a session would write from another site's page or without its form token.
    """
    given = request.headers.get("authorization", "")
    if not given:
        return _rights_of_session(request)
    if not given.lower().startswith(_SCHEME):
        raise Denied(Said("Gebraucht wird „Authorization: Bearer …“.", "Send 'Authorization: Bearer ...'."))
    return check_token(request.app.state.store, given[len(_SCHEME) :].strip())


def staff_rights(request: Request) -> Rights:
    """As `rights_of`, but Denied for nobody in particular."""
    rights = rights_of(request)
    if rights.nowhere:
        raise Denied(FOR_STAFF)
    return rights


def _rights_of_session(request: Request) -> Rights:
    """Nobody's, without a cookie that is good; one that is not yet signed in for good counts as none."""
    found = perhaps_signed_in(request)
    if found is None or found.needs:
        return NOBODY
    if request.method not in _READING:
        # A browser sends the cookie with whatever form it is led to; only our pages know the token.
        require_own_page(request)
        require_token(request, found, "")
    return found.rights
