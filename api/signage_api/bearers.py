"""What those are told who are nobody in particular; loaded by processes that answer scans only, too."""

from signage.errors import Denied, Said
from signage.services.rights import Rights

FOR_STAFF = Said(
    "Das ist der Verwaltung vorbehalten: Melden Sie sich an, oder senden Sie ein Token „Authorization: "
    "Bearer …“.",
    "This is for staff: sign in, or send a token ('Authorization: Bearer ...').",
)


def nobody_may(_bearer: str) -> Rights:
    """The rights behind a token where there are no tokens: Denied to all."""
    raise Denied(FOR_STAFF)
