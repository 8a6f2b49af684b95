"""The mail server that messages are handed to."""

import smtplib
import ssl
from dataclasses import dataclass
from email.message import EmailMessage
from typing import Self
from urllib.parse import unquote, urlsplit

from signage.errors import InvalidInput, Said

TIMEOUT_S = 20.0
_LOOPBACK = ("127.0.0.1", "::1", "localhost")


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
            server: smtplib.SMTP = smtplib.SMTP_SSL(self.host, self.port, timeout=TIMEOUT_S, context=context)
        else:
            server = smtplib.SMTP(self.host, self.port, timeout=TIMEOUT_S)
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


def _no_server() -> InvalidInput:
    # The address is not repeated: it may hold a password.
    return InvalidInput(
        Said(
            "SIGNAGE_SMTP_URL ist smtp://host:587 oder smtps://host:465, davor vielleicht user:passwort@.",
            "SIGNAGE_SMTP_URL is smtp://host:587 or smtps://host:465, perhaps with user:password@ before it.",
        )
    )
