"""The outbox of a process, opened when the first mail is written: most processes only answer scans."""

import threading
from typing import TYPE_CHECKING

from starlette.requests import Request

from signage.settings import Settings

if TYPE_CHECKING:
    from signage.services.mailing import Letter, Outbox


class Mailing:
    """One for each process; to be closed with it."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._opening = threading.Lock()
        self._outbox: Outbox | None = None

    @property
    def is_set(self) -> bool:
        """Whether mail can go out; else a person hands links over."""
        return bool(self._settings.smtp_url)

    def put(self, letter: "Letter") -> bool:
        """Let a letter wait for its turn; False when no mail server is set, or too many wait."""
        from signage.services.mailing import open_outbox

        with self._opening:
            if self._outbox is None:
                self._outbox = open_outbox(self._settings)
            outbox = self._outbox
        return outbox is not None and outbox.put(letter)

    def close(self) -> None:
        """Send what waits, but not for long."""
        if self._outbox is not None:
            self._outbox.close()


def mailing_of(request: Request) -> Mailing:
    """The mailing of this process."""
    found: Mailing = request.app.state.mailing
    return found
