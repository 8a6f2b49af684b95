"""The secret of an authenticator app, as a QR code of our own and as text to type."""

import base64
from urllib.parse import urlsplit

from starlette.requests import Request

from signage.services.accounts.sessions import SignedIn
from signage.services.accounts.totp import proposed_secret, setup_address

_SIZE_MM = 60.0


def app_values(request: Request, me: SignedIn) -> dict[str, object]:
    """What the pages need on which an app is set up: `qr` (a data address), `address` and `secret`."""
    from signage.codes import svg
    from signage.codes.frame import framed
    from signage.codes.matrix import matrix

    secret = proposed_secret(request.app.state.store, me)
    host = urlsplit(request.app.state.settings.public_url).hostname or "signage"
    address = setup_address(me, secret, host)
    drawn = matrix(address, "M")
    (picture,) = svg.write([drawn], [framed(drawn, size_mm=_SIZE_MM, quiet=4)], [""])
    return {
        "qr": "data:image/svg+xml;base64," + base64.b64encode(picture).decode(),
        "address": address,
        "secret": " ".join(secret[start : start + 4] for start in range(0, len(secret), 4)),
    }
