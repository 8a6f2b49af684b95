"""The secret of an authenticator app, as a QR code of our own and as text to type."""

from urllib.parse import urlsplit

from starlette.requests import Request

from signage.services.accounts.sessions import SignedIn
from signage.services.accounts.totp import proposed_secret, setup_address
from signage_api.desk.qr import as_qr


def app_values(request: Request, me: SignedIn) -> dict[str, object]:
    """What the pages need on which an app is set up: `qr` (a data address), `address` and `secret`."""
    secret = proposed_secret(request.app.state.store, me)
    host = urlsplit(request.app.state.settings.public_url).hostname or "signage"
    address = setup_address(me, secret, host)
    return {
        "qr": as_qr(address),
        "address": address,
        "secret": " ".join(secret[start : start + 4] for start in range(0, len(secret), 4)),
    }
