"""The mails to staff: an invitation, and the link after a forgotten password; in the account's language."""

from signage.domain.validity import at_the_signs
from signage.languages import desk as words
from signage.services.accounts.invitations import Invitation
from signage.services.mailing.letters import Letter


def invitation_address(invited: Invitation, public_url: str) -> str:
    """The address that an invited person opens."""
    return f"{public_url}/invite/{invited.value}"


def invitation_letter(invited: Invitation, public_url: str, *, by: str) -> Letter:
    """The mail to somebody who was invited."""
    return _letter("invitation", invited, invitation_address(invited, public_url), by)


def forgotten_letter(asked: Invitation, public_url: str) -> Letter:
    """The mail to somebody who forgot the password."""
    return _letter("forgotten", asked, f"{public_url}/login/new/{asked.value}", "")


def _letter(kind: str, to: Invitation, address: str, by: str) -> Letter:
    ends = at_the_signs(to.ends_at)
    until = f"{ends:%d.%m.%Y, %H:%M}" if to.language == "de" else f"{ends:%Y-%m-%d %H:%M}"
    text = words.word(to.language, f"mail.{kind}.text", name=to.name, address=address, until=until, by=by)
    return Letter(to.mail, words.word(to.language, f"mail.{kind}.subject"), text)
