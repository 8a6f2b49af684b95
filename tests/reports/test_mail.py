"""Mails about reports, taken by a small mail server of the test's own."""

import socketserver
import threading
from collections.abc import Iterator
from datetime import date
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest

from signage.errors import InvalidInput
from signage.services.mailing import MailServer
from signage.services.reports.mail import MOST_A_DAY, ReportMail, read_recipients
from tests.parts import servers

DAY = date(2026, 3, 9)


class Postbox(socketserver.ThreadingTCPServer):
    """Speaks as much SMTP as a client needs; `refusals` is how many mails it puts off before it takes one."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, refusals: int = 0) -> None:
        super().__init__(("127.0.0.1", 0), _Session)
        self.taken: list[EmailMessage] = []
        self.envelopes: list[tuple[str, str]] = []
        self.refusals = refusals
        self.arrived = threading.Semaphore(0)

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    def wait_for(self, count: int) -> None:
        for _ in range(count):
            assert self.arrived.acquire(timeout=20)


class _Session(socketserver.StreamRequestHandler):
    server: Postbox

    def handle(self) -> None:
        sender = recipient = ""
        self._say("220 test")
        while line := self.rfile.readline().decode().strip():
            word = line[:4].upper()
            if word == "DATA" and self.server.refusals > 0:
                self.server.refusals -= 1
                self._say("451 later")
            elif word == "DATA":
                self._say("354 go on")
                self._take(sender, recipient)
                self._say("250 taken")
            elif word == "QUIT":
                self._say("221 bye")
                return
            else:
                sender = line[10:] if word == "MAIL" else sender
                recipient = line[8:] if word == "RCPT" else recipient
                self._say("250 test")

    def _take(self, sender: str, recipient: str) -> None:
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
        message = message_from_bytes(b"".join(lines), policy=policy.default)
        assert isinstance(message, EmailMessage)
        self.server.taken.append(message)
        self.server.envelopes.append((sender.split(maxsplit=1)[0], recipient.split(maxsplit=1)[0]))
        self.server.arrived.release()

    def _say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())


@pytest.fixture
def postbox() -> Iterator[Postbox]:
    with Postbox() as box:
        threading.Thread(target=box.serve_forever, daemon=True).start()
        yield box
        box.shutdown()


def mail_to(box: Postbox, recipients: str = "*=amt@example.org") -> ReportMail:
    return ReportMail(
        MailServer("127.0.0.1", box.port),
        read_recipients(recipients),
        sender="schilder@example.org",
        today=lambda: DAY,
        again_after_s=(0.05, 0.05),
    )


def test_a_mail_says_what_was_reported(postbox: Postbox) -> None:
    mail = mail_to(postbox)
    assert mail.tell("16070028", "Meldung 7: Schild EK-012, QR-Code ist überklebt", "Hinweis:\n.\n> Grüße\n")
    postbox.wait_for(1)
    mail.close()
    [message] = postbox.taken
    assert message["Subject"] == "Meldung 7: Schild EK-012, QR-Code ist überklebt"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message.get_content().replace("\r\n", "\n") == "Hinweis:\n.\n> Grüße\n"
    assert postbox.envelopes == [("<schilder@example.org>", "<amt@example.org>")]


def test_the_municipality_in_charge_is_told(postbox: Postbox) -> None:
    mail = mail_to(postbox, "16070028=a@example.org, *=b@example.org")
    for ags in ("16070028", "16067029", None):
        mail.tell(ags, "x", "y")
    postbox.wait_for(3)
    mail.close()
    assert [message["To"] for message in postbox.taken] == ["a@example.org", "b@example.org", "b@example.org"]


def test_who_is_not_named_is_not_told(postbox: Postbox) -> None:
    mail = mail_to(postbox, "16070028=a@example.org")
    assert not mail.tell("16067029", "x", "y")
    mail.close()
    assert postbox.taken == []


def test_words_of_a_stranger_make_no_header(postbox: Postbox) -> None:
    mail = mail_to(postbox)
    mail.tell(None, "Schild EK\r\nBcc: all@example.org", "y")
    postbox.wait_for(1)
    mail.close()
    assert postbox.taken[0]["Bcc"] is None


def test_a_server_that_puts_off_is_asked_again(postbox: Postbox) -> None:
    postbox.refusals = 2
    mail = mail_to(postbox)
    mail.tell(None, "x", "y")
    postbox.wait_for(1)
    mail.close()
    assert len(postbox.taken) == 1


def test_a_flood_of_reports_is_no_flood_of_mails(postbox: Postbox) -> None:
    mail = mail_to(postbox)
    told = [mail.tell(None, f"Meldung {number}", "y") for number in range(MOST_A_DAY + 5)]
    postbox.wait_for(MOST_A_DAY)
    mail.close()
    assert told == [True] * MOST_A_DAY + [False] * 5


def test_without_a_server_nothing_breaks_and_nothing_waits(caplog: pytest.LogCaptureFixture) -> None:
    server = MailServer("127.0.0.1", servers.free_port(), password="geheim", user="amt")
    mail = ReportMail(
        server, {"*": "a@example.org"}, sender="b@example.org", today=lambda: DAY, again_after_s=()
    )
    assert mail.tell(None, "x", "y")
    mail.close()
    assert "was not sent: ConnectionRefusedError" in caplog.text
    assert "geheim" not in caplog.text


@pytest.mark.parametrize(
    ("address", "server"),
    [
        ("smtp://mail.example.org", MailServer("mail.example.org", 587)),
        (
            "smtp://amt%40x:p%3Aw@mail.example.org:25",
            MailServer("mail.example.org", 25, False, "amt@x", "p:w"),
        ),
        ("smtps://mail.example.org", MailServer("mail.example.org", 465, True)),
    ],
)
def test_a_server_is_named_by_one_address(address: str, server: MailServer) -> None:
    assert MailServer.read(address) == server


@pytest.mark.parametrize(
    "address", ["mail.example.org", "http://x", "smtp://", "smtp://u:geheim@h:x", "smtp://h/a"]
)
def test_a_wrong_address_is_refused_without_its_password(address: str) -> None:
    with pytest.raises(InvalidInput, match="SIGNAGE_SMTP_URL") as refused:
        MailServer.read(address)
    assert "geheim" not in str(refused.value)


@pytest.mark.parametrize("text", ["amt", "a@b, c@d e", "123=a@b", "a@b\nBcc: c@d", "<a@b>"])
def test_wrong_recipients_are_refused(text: str) -> None:
    with pytest.raises(InvalidInput, match="SIGNAGE_REPORT_MAIL"):
        read_recipients(text)
