"""Telling a municipality by mail that something was reported; the report itself is in the store already.

A mail that cannot be sent is tried again a few times and then given up with a line in the log: staff see
every report in the list.
"""

import logging
import queue
import re
import smtplib
import ssl
import threading
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid
from typing import Self
from urllib.parse import unquote, urlsplit

from signage.domain.validity import at_the_signs
from signage.errors import InvalidInput, Said
from signage.settings import Settings

MOST_A_DAY = 20  # to one address; the list holds the rest
_MOST_WAITING = 200
_TIMEOUT_S = 20.0
_LOOPBACK = ("127.0.0.1", "::1", "localhost")
_ADDRESS = re.compile(r"[^\s@,;<>\"]+@[^\s@,;<>\"]+")
EVERYONE = "*"
_log = logging.getLogger("signage.mail")


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where mail goes out. `smtps` speaks TLS from the first byte, `smtp` begins it where it is offered."""

    host: str
    port: int
    is_tls: bool = False
    user: str = ""
    password: str = ""

    @classmethod
    def read(cls, address: str) -> Self:
        """`smtp://user:password@host:587`, or `smtps://...`. InvalidInput for anything else."""
        try:
            parts = urlsplit(address)
            port = parts.port
        except ValueError:
            raise _no_server() from None
        if parts.scheme not in ("smtp", "smtps") or not parts.hostname or parts.path.strip("/"):
            raise _no_server()
        is_tls = parts.scheme == "smtps"
        return cls(
            parts.hostname,
            port or (465 if is_tls else 587),
            is_tls,
            unquote(parts.username or ""),
            unquote(parts.password or ""),
        )

    def send(self, message: EmailMessage) -> None:
        """Hand over one message; OSError or SMTPException where that fails.

        A password goes over TLS only, but to this machine itself.
        """
        context = ssl.create_default_context()
        if self.is_tls:
            server: smtplib.SMTP = smtplib.SMTP_SSL(self.host, self.port, timeout=_TIMEOUT_S, context=context)
        else:
            server = smtplib.SMTP(self.host, self.port, timeout=_TIMEOUT_S)
        with server:
            if not self.is_tls:
                server.ehlo()
                if server.has_extn("starttls"):
                    server.starttls(context=context)
                elif self.user and self.host not in _LOOPBACK:
                    raise smtplib.SMTPNotSupportedError("the server offers no TLS for the password")
            if self.user:
                server.login(self.user, self.password)
            server.send_message(message)


def read_recipients(text: str) -> Mapping[str, str]:
    """Who is told: `bauamt@example.org` for all, or `16070028=a@example.org, *=b@example.org` by AGS.

    Empty for nobody; InvalidInput for what is no such list.
    """
    found: dict[str, str] = {}
    for part in filter(None, (part.strip() for part in text.split(","))):
        key, _, address = part.rpartition("=")
        key, address = key.strip() or EVERYONE, address.strip()
        if not _ADDRESS.fullmatch(address) or not re.fullmatch(r"\*|[0-9]{8}", key):
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
    """Sends in a thread of its own; a report never waits for a mail server."""

    def __init__(
        self,
        server: MailServer,
        recipients: Mapping[str, str],
        *,
        sender: str,
        today: Callable[[], date],
        again_after_s: tuple[float, ...] = (30.0, 300.0),
    ) -> None:
        self._server, self._recipients, self._sender = server, recipients, sender
        self._today, self._again_after_s = today, again_after_s
        self._waiting: queue.Queue[EmailMessage | None] = queue.Queue(_MOST_WAITING)
        self._sent: Counter[str] = Counter()
        self._sent_on = today()
        self._starting = threading.Lock()
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None

    def tell(self, municipality: str | None, subject: str, text: str) -> bool:
        """Put one mail to the municipality in charge in the queue; False when nobody is to be told, or was
        told often enough today.
        """
        recipient = self._recipients.get(municipality or "") or self._recipients.get(EVERYONE)
        if recipient is None or not self._may_send(recipient):
            return False
        message = EmailMessage()
        message["From"], message["To"] = self._sender, recipient
        message["Subject"] = " ".join(subject.split())
        message["Date"] = format_datetime(at_the_signs(datetime.now(UTC)))
        message["Message-ID"] = make_msgid(domain=self._sender.rpartition("@")[2])
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(text)
        try:
            self._waiting.put_nowait(message)
        except queue.Full:
            _log.warning("a mail about a report was dropped: too many wait")
            return False
        self._start()
        return True

    def close(self) -> None:
        """Send what waits, but not for long."""
        self._stopping.set()
        if self._thread is not None:
            self._waiting.put(None)
            self._thread.join(timeout=_TIMEOUT_S)

    def _may_send(self, recipient: str) -> bool:
        with self._starting:
            if self._today() != self._sent_on:
                self._sent_on = self._today()
                self._sent.clear()
            self._sent[recipient] += 1
            return self._sent[recipient] <= MOST_A_DAY

    def _start(self) -> None:
        with self._starting:
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="report-mail", daemon=True)
                self._thread.start()

    def _run(self) -> None:
        while (message := self._waiting.get()) is not None:
            self._send(message)

    def _send(self, message: EmailMessage) -> None:
        for wait_s in (*self._again_after_s, None):
            try:
                self._server.send(message)
                return
            except (OSError, smtplib.SMTPException) as error:
                if wait_s is None or self._stopping.is_set():
                    _log.warning("a mail about a report was not sent: %s", type(error).__name__)
                    return
                self._stopping.wait(wait_s)


def _no_server() -> InvalidInput:
    # The address is not repeated: it may hold a password.
    return InvalidInput(
        Said(
            "SIGNAGE_SMTP_URL ist smtp://host:587 oder smtps://host:465, davor vielleicht user:passwort@.",
            "SIGNAGE_SMTP_URL is smtp://host:587 or smtps://host:465, perhaps with user:password@ before it.",
        )
    )
