"""Mails that wait to be sent by a thread, and the way to send one at once."""

import logging
import queue
import smtplib
import threading
from email.message import EmailMessage
from typing import Final

from signage.errors import Said, Unavailable
from signage.services.mailing.letters import Letter, sender_of
from signage.services.mailing.server import TIMEOUT_S, MailServer
from signage.settings import Settings

AGAIN_AFTER_S: Final = (30.0, 300.0)
_MOST_WAITING = 200
_log = logging.getLogger("signage.mail")


class Outbox:
    """Sends in a thread of its own, which starts with the first letter.

    What cannot be sent is tried again a few times and then given up with a line in the log, without address
    or content.
    """

    def __init__(
        self, server: MailServer, *, sender: str, again_after_s: tuple[float, ...] = AGAIN_AFTER_S
    ) -> None:
        self._server, self._sender, self._again_after_s = server, sender, again_after_s
        self._waiting: queue.Queue[EmailMessage | None] = queue.Queue(_MOST_WAITING)
        self._starting = threading.Lock()
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None

    def put(self, letter: Letter) -> bool:
        """Let a letter wait for its turn; False when too many wait already."""
        try:
            self._waiting.put_nowait(letter.message(self._sender))
        except queue.Full:
            _log.warning("a mail was dropped: too many wait")
            return False
        with self._starting:
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="mail", daemon=True)
                self._thread.start()
        return True

    def close(self) -> None:
        """Send what waits, but not for long."""
        self._stopping.set()
        if self._thread is not None:
            try:
                self._waiting.put(None, timeout=TIMEOUT_S)
            except queue.Full:
                return
            self._thread.join(timeout=TIMEOUT_S)

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
                    _log.warning("a mail was not sent: %s", type(error).__name__)
                    return
                self._stopping.wait(wait_s)


def open_outbox(settings: Settings) -> Outbox | None:
    """The outbox of a service; None where no mail server is set. InvalidInput for one that cannot be read."""
    if not settings.smtp_url:
        return None
    return Outbox(MailServer.read(settings.smtp_url), sender=sender_of(settings))


def post(settings: Settings, letter: Letter) -> bool:
    """Send a letter now; False where no mail server is set. Unavailable when the server does not take it."""
    if not settings.smtp_url:
        return False
    server = MailServer.read(settings.smtp_url)
    try:
        server.send(letter.message(sender_of(settings)))
    except (OSError, smtplib.SMTPException) as error:
        kind = type(error).__name__
        raise Unavailable(
            Said(
                f"Der Mailserver {server.host}:{server.port} hat die Mail nicht angenommen ({kind}).",
                f"The mail server {server.host}:{server.port} did not take the mail ({kind}).",
            )
        ) from error
    return True
