"""Links for firms: mailed by staff, asked for anew by the firm, and never to anybody else."""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from sqlalchemy import update
from starlette.testclient import TestClient

from signage.domain.validity import today
from signage.errors import Forbidden, InvalidInput, NotFound
from signage.services.firm_letters import firm_letter
from signage.services.firm_links import (
    MOST_A_DAY,
    asking,
    end_firm_links,
    list_firm_links,
    new_firm_link,
    open_firm_link,
)
from signage.services.mailing.links import new_link
from signage.services.proposals import list_proposals
from signage.services.rights import everywhere
from signage.services.secret_keys import hashed
from signage.services.tenants.moving import move_tenant
from signage.store import Store
from signage.store.account_tables import mail_link
from tests.parts.mailbox import Mailbox
from tests.places import a_sign, a_tenant, an_area, outline
from tests.proposals.conftest import FOREIGN, OWN, READER


def test_a_lost_link_goes_to_the_address_on_record_only(
    client: TestClient, store: Store, firm: int, mailbox: Mailbox
) -> None:
    assert "Muster GmbH" in client.get(f"/firm?of={firm}").text
    asked = client.post("/firm", data={"of": str(firm), "mail": "evil@example.org"})
    text = mailbox.text()
    assert mailbox.recipients == [["post@muster.example"]]
    [address] = [line for line in text.splitlines() if line.startswith("https://")]
    assert client.get(urlsplit(address).path).status_code == 200
    assert "post@muster.example" not in asked.text


def test_the_page_of_a_sign_leads_to_the_firms_that_it_names(
    client: TestClient, store: Store, firm: int
) -> None:
    row = store.row("tenant", firm)
    sign = store.row("sign", a_sign(store, row["area"]))  # type: ignore[index]
    assert row is not None
    assert sign is not None
    link = f"/firm?at={sign['code']}"
    assert f'href="{link}&amp;lang=de"' in client.get(f"/{sign['code']}/report?lang=de").text
    assert f'<option value="{firm}">Muster GmbH</option>' in client.get(link).text
    for nowhere in ("00000000", "<script>", "x" * 500):
        assert "<option" not in client.get("/firm", params={"at": nowhere}).text


def test_who_asks_learns_nothing(
    client: TestClient, store: Store, area: int, firm: int, mailbox: Mailbox
) -> None:
    without = a_tenant(store, area, name="Ohne Mail GmbH")
    answers = {client.post("/firm", data={"of": str(of)}).text for of in (firm, without, 99_999)}
    assert len(answers) == 1
    mailbox.next()
    assert len(mailbox.taken) == 1


def test_a_firm_gets_only_so_many_links_a_day(client: TestClient, firm: int, mailbox: Mailbox) -> None:
    for _ in range(MOST_A_DAY + 3):
        assert client.post("/firm", data={"of": str(firm)}).status_code == 200
    for _ in range(MOST_A_DAY):
        mailbox.next()
    assert len(mailbox.taken) == MOST_A_DAY


@pytest.mark.parametrize("of", ["", "x", "-1", "9" * 30, "1 OR 1=1"])
def test_a_firm_that_is_none_is_led_to_its_page(client: TestClient, of: str) -> None:
    assert client.get("/firm", params={"of": of}).status_code == 200
    assert client.post("/firm", data={"of": of}).status_code == 422


def test_staff_see_links_and_close_them_and_never_what_opens_them(store: Store, firm: int) -> None:
    value = new_firm_link(store, firm, mail=" post@muster.example ", rights=OWN)
    [one] = list_firm_links(store, firm, rights=READER)
    assert (one["mail"], one["is_open"], one["created_by"]) == ("post@muster.example", True, "Kim Muster")
    assert value not in str(one)
    assert "hash" not in one
    assert one["ends_at"] - one["created_at"] == timedelta(days=30)
    assert end_firm_links(store, firm, rights=OWN) == 1
    assert not list_firm_links(store, firm, rights=OWN)[0]["is_open"]
    with pytest.raises(NotFound):
        open_firm_link(store, value)


def test_only_who_settles_there_gives_links(store: Store, area: int, firm: int) -> None:
    for rights, error in ((FOREIGN, NotFound), (READER, Forbidden)):
        with pytest.raises(error):
            new_firm_link(store, firm, mail="a@example.org", rights=rights)
        with pytest.raises(error):
            end_firm_links(store, firm, rights=rights)
        with pytest.raises(error):
            asking(store, area, rights=rights)
    with pytest.raises(InvalidInput):
        new_firm_link(store, firm, mail="keine", rights=OWN)


def test_asking_an_area_leaves_out_who_was_asked_or_has_no_address(
    store: Store, area: int, firm: int
) -> None:
    a_tenant(store, area, name="Ohne Mail GmbH")
    lately = a_tenant(store, area, name="Gerade gefragt GmbH", email="x@example.org")
    new_firm_link(store, lately, mail="x@example.org", rights=OWN)
    found = asking(store, area, rights=OWN)
    assert found.to_ask == [(firm, "Muster GmbH", "post@muster.example")]
    assert ([name for _, name in found.without], [name for _, name in found.recent]) == (
        ["Ohne Mail GmbH"],
        ["Gerade gefragt GmbH"],
    )


def test_asking_an_area_leaves_out_firms_of_the_neighbour(store: Store, area: int, firm: int) -> None:
    a_tenant(store, area, name="Drüben GmbH", municipality="16067029", email="x@example.org")
    a_tenant(store, area, name="Auch drüben GmbH", municipality="16067029")
    assert asking(store, area, rights=OWN).everybody == [firm]


def test_a_hostile_name_makes_no_second_header_of_a_mail() -> None:
    letter = firm_letter(
        "https://x.example", "abc", mail="a@example.org", firm="A\r\nBcc: b@c.de", office="Amt"
    )
    assert letter.message("amt@example.org")["Bcc"] is None


def test_a_link_ends_with_its_firm_and_goes_along_to_no_other_town(
    client: TestClient, store: Store, firm: int, link: str
) -> None:
    other = an_area(store, municipality="16067029", number="GT", name="Gotha Ost", geometry=outline(21e3))
    moved = move_tenant(store, firm, {"area": other}, on=today(), seen_version=1, rights=everywhere("Test"))
    assert moved.rows[0]["id"] != firm
    assert client.get(link).status_code == 404
    sent = client.post(link, data={"kind": "confirm", "step": "send"})
    assert sent.status_code == 404
    assert list_proposals(store, rights=everywhere("Test")) == []


def test_a_link_whose_firm_was_put_right_into_another_town_is_for_that_town(
    client: TestClient, store: Store, firm: int, link: str
) -> None:
    other = an_area(store, municipality="16067029", number="GT", name="Gotha Ost", geometry=outline(21e3))
    with store.change(who="test", why="test") as change:
        change.update("tenant", firm, {"area": other, "municipality": "16067029"})
    assert client.post(link, data={"kind": "confirm", "step": "send"}).status_code == 303
    assert list_proposals(store, rights=OWN) == []
    assert [one["tenant"] for one in list_proposals(store, rights=FOREIGN)] == [firm]


def kept(store: Store, firm: int, value: str) -> None:
    """A row as a link has one, for a value that nobody here has made."""
    with store.write_plain() as connection:
        made = new_link(connection, "firm", mail="post@muster.example", by="?", tenant=firm)
        own = mail_link.c.hash == hashed(made)
        connection.execute(update(mail_link).where(own).values(hash=hashed(value)))


def test_a_link_with_another_signature_opens_nothing_even_where_somebody_wrote_its_row(
    store: Store, firm: int
) -> None:
    value = new_firm_link(store, firm, mail="post@muster.example", rights=everywhere("Kim"))
    assert open_firm_link(store, value).tenant["id"] == firm
    swapped = {"A": "B"}.get(value[-2], "A")
    for forged in (value[:-2] + swapped + value[-1], swapped + value[1:], value[:-1], value + "A", "ä" * 54):
        kept(store, firm, forged)
        with pytest.raises(NotFound, match="Diesen Link gibt es nicht"):
            open_firm_link(store, forged)
    assert open_firm_link(store, value).tenant["id"] == firm


def test_a_random_value_without_a_signature_opens_nothing(store: Store, firm: int) -> None:
    new_firm_link(store, firm, mail="post@muster.example", rights=everywhere("Kim"))
    kept(store, firm, "o" * 32)
    with pytest.raises(NotFound, match="Diesen Link gibt es nicht"):
        open_firm_link(store, "o" * 32)
