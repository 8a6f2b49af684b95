"""Telling a municipality by mail that something was reported; the report itself is in the store already.

A mail that cannot be sent is tried again a few times and then given up with a line in the log: staff see
every report in the list.
"""

import re
import threading
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import date

from signage.errors import InvalidInput, Said
from signage.services.mailing import Letter, MailServer, Outbox
from signage.services.mailing.letters import is_address
from signage.services.mailing.outbox import AGAIN_AFTER_S
from signage.settings import Settings

MOST_A_DAY = 20  # to one address; the list holds the rest
EVERYONE = "*"


def read_recipients(text: str) -> Mapping[str, str]:
    """Who is told: `bauamt@example.org` for all, or `16070028=a@example.org, *=b@example.org` by AGS.

    Empty for nobody; InvalidInput for what is no such list.
    """
    found: dict[str, str] = {}
    for part in filter(None, (part.strip() for part in text.split(","))):
        key, _, address = part.rpartition("=")
        key, address = key.strip() or EVERYONE, address.strip()
        if not is_address(address) or not re.fullmatch(r"\*|[0-9]{8}", key):
            raise InvalidInput(
                Said(
                    f"SIGNAGE_REPORT_MAIL nennt eine Adresse, oder je Gemeinde AGS=Adresse, nicht {part!r}.",
                    f"SIGNAGE_REPORT_MAIL names an address, or AGS=address by municipality, not {part!r}.",
                )
            )
        found[key] = address
    return found


def read_mail(settings: Settings) -> tuple[MailServer, Mapping[str, str]] | None:
    """Where mail goes out and who is told, None where one of them is not set. Raises InvalidInput."""
    recipients = read_recipients(settings.report_mail)
    server = MailServer.read(settings.smtp_url) if settings.smtp_url else None
    return (server, recipients) if server and recipients else None


class ReportMail:
    """Tells whoever is in charge, through an outbox of its own and not too often a day."""

    def __init__(
        self,
        server: MailServer,
        recipients: Mapping[str, str],
        *,
        sender: str,
        today: Callable[[], date],
        again_after_s: tuple[float, ...] = AGAIN_AFTER_S,
    ) -> None:
        self._outbox = Outbox(server, sender=sender, again_after_s=again_after_s)
        self._recipients, self._today = recipients, today
        self._sent: Counter[str] = Counter()
        self._sent_on = today()
        self._counting = threading.Lock()

    def tell(self, municipality: str | None, subject: str, text: str) -> bool:
        """Put one mail to the municipality in charge in the queue; False when nobody is to be told, or was
        told often enough today.
        """
        recipient = self._recipients.get(municipality or "") or self._recipients.get(EVERYONE)
        if recipient is None or not self._may_send(recipient):
            return False
        return self._outbox.put(Letter(recipient, subject, text))

    def close(self) -> None:
        """Send what waits, but not for long."""
        self._outbox.close()

    def _may_send(self, recipient: str) -> bool:
        with self._counting:
            if self._today() != self._sent_on:
                self._sent_on = self._today()
                self._sent.clear()
            self._sent[recipient] += 1
            return self._sent[recipient] <= MOST_A_DAY
