"""What a mail is: to whom, about what, in plain words."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid
from urllib.parse import urlsplit

from signage.domain.validity import at_the_signs
from signage.errors import InvalidInput, Said
from signage.settings import Settings

LONGEST_ADDRESS = 254  # RFC 5321
_ADDRESS = re.compile(r"[^\s@,;:<>()\[\]\\\"]+@[^\s@,;:<>()\[\]\\\"]+")


@dataclass(frozen=True, slots=True)
class Letter:
    """One mail to one address. Line breaks in the subject become blanks; the text ends with a line break.

    `key`, where it is given, names the mail: sent twice, it can be told to be the same. `list_name` is that
    of the mails which somebody gets again and again.
    """

    to: str
    subject: str
    text: str
    key: str = ""
    list_name: str = ""

    def message(self, sender: str) -> EmailMessage:
        """The letter as a mail server takes it; it asks machines not to answer."""
        message = EmailMessage()
        message["From"], message["To"] = sender, self.to
        message["Subject"] = " ".join(self.subject.split())
        message["Date"] = format_datetime(at_the_signs(datetime.now(UTC)))
        domain = sender.rpartition("@")[2]
        message["Message-ID"] = f"<{self.key}@{domain}>" if self.key else make_msgid(domain=domain)
        if self.list_name:
            message["List-Id"] = f"<{self.list_name}.{domain}>"
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(self.text)
        return message


def is_address(text: str) -> bool:
    """Whether a text may be one mail address: whether anybody reads there, only a mail shows."""
    return len(text) <= LONGEST_ADDRESS and text.isprintable() and bool(_ADDRESS.fullmatch(text))


def read_address(text: str) -> str:
    """A mail address without blanks around it. InvalidInput for what cannot be one."""
    address = text.strip()
    if not is_address(address):
        raise InvalidInput(
            Said(
                "Das ist keine E-Mail-Adresse; gebraucht wird etwa name@gemeinde.example.",
                "That is no mail address; give one such as name@council.example.",
            ),
            {"mail": Said("keine E-Mail-Adresse", "no mail address")},
        )
    return address


def sender_of(settings: Settings) -> str:
    """The address that mails come from: the one that is set, else one at the service's own host."""
    return settings.mail_from or settings.contact_email or f"signage@{urlsplit(settings.public_url).hostname}"
