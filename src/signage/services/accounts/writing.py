"""The mails to staff, in the account's language: an invitation, the link after a forgotten password, and that
something that opens the account was changed.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final

from signage.domain.validity import at_the_signs
from signage.languages import desk as words
from signage.services.accounts.invitations import Invitation
from signage.services.mailing.letters import Letter

CHANGES: Final = (
    "password",
    "app_on",
    "app_off",
    "passkey_on",
    "passkey_off",
    "codes",
    "reset",
    "linked",
    "parted",
)


def invitation_address(invited: Invitation, public_url: str) -> str:
    """The address that an invited person opens."""
    return f"{public_url}/invite/{invited.value}"


def invitation_letter(invited: Invitation, public_url: str, *, by: str) -> Letter:
    """The mail to somebody who was invited."""
    return _letter("invitation", invited, invitation_address(invited, public_url), by)


def forgotten_letter(asked: Invitation, public_url: str) -> Letter:
    """The mail to somebody who forgot the password."""
    return _letter("forgotten", asked, f"{public_url}/login/new/{asked.value}", "")


def changed_letter(row: Mapping[str, Any], what: str, public_url: str, contact: str) -> Letter:
    """The mail to the owner of an account (its row): what opens it was just changed; `what` is of CHANGES."""
    language = row["language"]
    values = {
        "name": row["name"],
        "what": words.word(language, f"mail.changed.{what}"),
        "at": _moment(datetime.now(UTC), language),
        "address": f"{public_url}/login/forgot",
        "contact": f" ({contact})" if contact else "",
    }
    text = words.word(language, "mail.changed.text", **values)
    return Letter(row["mail"], words.word(language, "mail.changed.subject"), text)


def _letter(kind: str, to: Invitation, address: str, by: str) -> Letter:
    until = _moment(to.ends_at, to.language)
    text = words.word(to.language, f"mail.{kind}.text", name=to.name, address=address, until=until, by=by)
    return Letter(to.mail, words.word(to.language, f"mail.{kind}.subject"), text)


def _moment(at: datetime, language: str) -> str:
    here = at_the_signs(at)
    return f"{here:%d.%m.%Y, %H:%M}" if language == "de" else f"{here:%Y-%m-%d %H:%M}"
