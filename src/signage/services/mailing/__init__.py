"""Mail that goes out: to a municipality, to somebody invited, to a firm. Nothing waits for a mail server.

A service has an `Outbox`, which sends in a thread; a command sends with `post` and hears what went wrong.
"""

from signage.services.mailing.letters import Letter, sender_of
from signage.services.mailing.outbox import Outbox, open_outbox, post
from signage.services.mailing.server import MailServer

__all__ = ["Letter", "MailServer", "Outbox", "open_outbox", "post", "sender_of"]
