"""Firms are asked to look at their entry: by mail, by letter, at the counter."""

import re
from typing import Any

import pytest

from signage.services.firm_links import list_firm_links
from signage.services.mailing.outbox import Outbox
from signage.services.rights import everywhere
from signage.settings import Settings
from signage.store import Store
from tests.desk.conftest import PUBLIC_URL
from tests.parts.desk import Visitor
from tests.parts.mailbox import Mailbox, running_mailbox
from tests.places import a_tenant, an_area

ALL = everywhere("test")
HOSTILE = "<img src=x onerror=alert(1)> & Söhne"


@pytest.fixture
def area(inventory: Store) -> int:
    return an_area(inventory)


@pytest.fixture
def firm(inventory: Store, area: int) -> int:
    return a_tenant(inventory, area, name=HOSTILE, email="post@muster.example")


def test_without_a_mail_server_a_clerk_hands_each_firm_its_link(
    clerk: Visitor, inventory: Store, area: int, firm: int
) -> None:
    without = a_tenant(inventory, area, name="Ohne Mail GmbH", email=None)
    page = clerk.get(f"/desk/queue/ask/{area}").text
    assert "Mails verschickt dieser Server nicht." in page
    assert "SIGNAGE_" not in page
    chosen = {"firm": [str(firm), str(without), "999"]}
    letters = clerk.post(f"/desk/queue/ask/{area}/letters", chosen)
    assert letters.status_code == 200
    assert letters.headers["cache-control"] == "no-store"
    assert HOSTILE not in letters.text
    assert letters.text.count("data:image/svg+xml;base64,") == 2
    assert (
        letters.text.count('href="mailto:') == 1
    )  # in the clerk's own mail program, where there is an address
    for link in re.findall(r'readonly value="(https://[^"]+)"', letters.text):
        assert clerk.client.get(link).status_code == 200
    again = clerk.get(f"/desk/queue/ask/{area}").text
    assert "checked" not in again.partition("gerade erst einen Link")[2]
    assert "selbst übergeben" in clerk.get(f"/desk/queue/firm/{without}").text


def test_a_letter_for_nobody_says_so(clerk: Visitor, area: int) -> None:
    answer = clerk.post(f"/desk/queue/ask/{area}/letters", {})
    assert "Es ist nichts ausgewählt." in clerk.get(answer.headers["location"]).text


def test_one_firm_is_given_its_link_at_the_counter(clerk: Visitor, firm: int) -> None:
    page = clerk.post(f"/desk/queue/firm/{firm}", {"do": "hand"}).text
    [link] = re.findall(r'readonly value="(https://[^"]+)"', page)
    assert clerk.client.get(link).status_code == 200


class TestMail:
    """Asking firms, with a real mail server."""

    @pytest.fixture
    def mailbox(self) -> Any:
        with running_mailbox() as box:
            yield box

    @pytest.fixture
    def settings(self, mailbox: Mailbox) -> Settings:
        return Settings(public_url=PUBLIC_URL, smtp_url=mailbox.url, mail_from="amt@example.org")

    def test_firms_of_an_area_are_asked_once(
        self, clerk: Visitor, inventory: Store, area: int, firm: int, mailbox: Mailbox
    ) -> None:
        page = clerk.get(f"/desk/queue/ask/{area}").text
        assert "1 Firma bekommt eine Mail" in page
        done = clerk.post(f"/desk/queue/ask/{area}", {"firm": [str(firm), "999"]})
        assert done.headers["location"].endswith("?sent=1")
        text = mailbox.text()
        assert HOSTILE in text
        assert "Amt Wachsenburg" in text
        [link] = re.findall(r"https://\S+", text)
        assert clerk.client.get(link).status_code == 200
        assert "gerade niemanden zu fragen" in clerk.get(f"/desk/queue/ask/{area}").text

    def test_a_firm_whose_mail_found_no_room_is_still_to_be_asked(
        self, clerk: Visitor, inventory: Store, area: int, firm: int, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(Outbox, "put", lambda *_: False)
        done = clerk.post(f"/desk/queue/ask/{area}", {"firm": str(firm)})
        assert done.headers["location"].endswith("?sent=0")
        assert "1 Firma bekommt eine Mail" in clerk.get(f"/desk/queue/ask/{area}").text
        said = clerk.post(f"/desk/queue/firm/{firm}", {"do": "link", "mail": "chef@muster.example"})
        assert (said.status_code, "Zu viele warten schon" in said.text) == (422, True)
        assert not any(one["is_open"] for one in list_firm_links(inventory, firm, rights=ALL))

    def test_a_single_firm_gets_a_link_that_can_be_closed(
        self, clerk: Visitor, inventory: Store, firm: int, mailbox: Mailbox
    ) -> None:
        path = f"/desk/queue/firm/{firm}"
        assert clerk.post(path, {"do": "link", "mail": "keine"}).status_code == 422
        assert clerk.post(path, {"do": "link", "mail": "chef@muster.example"}).status_code == 303
        mailbox.next()
        assert mailbox.recipients == [["chef@muster.example"]]
        assert clerk.post(path, {"do": "end"}).status_code == 303
        assert [one["is_open"] for one in list_firm_links(inventory, firm, rights=ALL)] == [False]


def test_a_firm_that_names_no_municipality_is_cared_for_by_its_areas(
    clerk: Visitor, inventory: Store, area: int
) -> None:
    firm = a_tenant(inventory, area, municipality=None)
    assert "Link und Brief anzeigen" in clerk.get(f"/desk/queue/firm/{firm}").text
    assert "Sie dürfen diese Firma lesen" not in clerk.get(f"/desk/firms/{firm}").text
    letter = clerk.post(f"/desk/queue/firm/{firm}", {"do": "hand"}).text
    assert "Amt Wachsenburg" in letter
