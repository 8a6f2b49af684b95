"""A real mail server (aiosmtpd) on loopback that keeps what it takes."""

import contextlib
import re
import threading
import time
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller

from tests.parts import servers


class Mailbox:
    """The mails that were taken, in order; `url` is for SIGNAGE_SMTP_URL."""

    def __init__(self, port: int) -> None:
        self.url = f"smtp://127.0.0.1:{port}"
        self.taken: list[EmailMessage] = []
        self.recipients: list[list[str]] = []
        self.refuses = False
        self.hangs_up = False  # in the middle of each mail
        self.unknown: set[str] = set()  # addresses that nobody has
        self._arrived = threading.Semaphore(0)

    async def handle_RCPT(  # noqa: N802 - its name
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any
    ) -> str:
        """What aiosmtpd calls with each address."""
        if address in self.unknown:
            return "550 no such user"
        envelope.rcpt_tos.append(address)
        return "250 ok"

    async def handle_DATA(self, server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 - its name
        """What aiosmtpd calls with each mail."""
        if self.hangs_up:
            server.transport.abort()
            return "421 gone"
        if self.refuses:
            return "451 later"
        message = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(message, EmailMessage)
        self.taken.append(message)
        self.recipients.append(list(envelope.rcpt_tos))
        self._arrived.release()
        return "250 taken"

    def next(self) -> EmailMessage:
        """The next mail that nobody has waited for yet; waits for it."""
        assert self._arrived.acquire(timeout=20), "no mail came"
        return self.taken[-1]

    def found(self, pattern: str, *, after: int) -> str:
        """What matches in a mail that came after the first `after`; waits for it."""
        give_up = time.monotonic() + 20
        while time.monotonic() < give_up:
            for mail in self.taken[after:]:
                if match := re.search(pattern, str(mail.get_content())):
                    return match[0]
            time.sleep(0.05)
        raise AssertionError(f"no mail came with {pattern}")

    def text(self) -> str:
        """The next mail's words."""
        return str(self.next().get_content()).replace("\r\n", "\n")


@contextlib.contextmanager
def running_mailbox() -> Iterator[Mailbox]:
    """A mail server for the block."""
    port = servers.free_port()
    box = Mailbox(port)
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield box
    finally:
        controller.stop()
