"""A mail to whom an account belongs whenever what opens it was changed, whoever did it."""

from starlette.requests import Request

from signage.services.accounts.people import account_by_id
from signage.services.accounts.writing import changed_letter
from signage_api.mailing import mailing_of


def tell_owner(request: Request, account: int, what: str) -> None:
    """Let the mail wait for its turn; nothing where no mail server is set. `what` is one of CHANGES."""
    mailing, settings = mailing_of(request), request.app.state.settings
    row = account_by_id(request.app.state.store, account) if mailing.is_set else None
    if row is not None:
        mailing.put(changed_letter(row, what, settings.public_url, settings.contact_email or ""))
