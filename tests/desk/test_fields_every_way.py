"""A role for some fields, by every way in which a firm can be changed at the desk: no way leads further."""

import re
from datetime import timedelta
from typing import Any

import pytest

from signage.domain.validity import today
from signage.errors import Forbidden
from signage.services.accounts.people import add_account
from signage.services.accounts.sessions import begin_session, session_of
from signage.services.editing import change_row
from signage.services.firm_links import asking, end_firm_links, link_to_hand_over, new_firm_link
from signage.services.rights import Grant, Rights, everywhere
from signage.store import Store
from signage_api.bearers import cookie_name
from tests.desk.conftest import HERE, PUBLIC_URL
from tests.desk.test_excel import download, form_of, sent
from tests.desk.test_queue import say
from tests.parts.desk import Visitor
from tests.parts.workbooks import edited
from tests.places import a_tenant, an_area, outline

TODAY, LATER = today().isoformat(), (today() + timedelta(days=9)).isoformat()


@pytest.fixture
def area(inventory: Store) -> int:
    return an_area(inventory)


@pytest.fixture
def firm(inventory: Store, area: int) -> int:
    return a_tenant(inventory, area, name="Muster GmbH", street="Alt", email="post@muster.example")


@pytest.fixture
def phones(clerk: Visitor, inventory: Store) -> Visitor:
    """Who keeps nothing but telephone and note of the own municipality's firms."""
    grant = Grant("clerk", HERE, fields=frozenset({"phone", "note"}))
    number = add_account(inventory, mail="phones@example.org", name="Kim", grants=[grant], by="test")
    return Visitor(clerk.client, f"{cookie_name(PUBLIC_URL)}={begin_session(inventory, number)}", number)


def rights_of(who: Visitor, store: Store) -> Rights:
    found = session_of(store, who.cookie.partition("=")[2])
    assert found is not None
    return found.rights


def row_of(store: Store, firm: int) -> dict[str, Any]:
    row = store.row("tenant", firm)
    assert row is not None
    return row


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("", {"name": "Anders", "meaning": "wrong"}),
        ("", {"phone": "2", "street": "Neu", "meaning": "wrong"}),
        ("/move", {"street": "Neu", "meaning": "wrong"}),
        ("/move", {"street": "Neu", "meaning": "since", "on": TODAY}),
        ("/rename", {"name": "Anders", "meaning": "wrong"}),
        ("/rename", {"name": "Anders", "meaning": "since", "on": TODAY}),
        ("/split", {"parts": "Eins\nZwei", "on": TODAY}),
        ("/end", {"on": LATER}),
    ],
)
def test_no_verb_changes_what_is_not_theirs(
    phones: Visitor, inventory: Store, firm: int, path: str, fields: dict[str, str]
) -> None:
    answer = phones.post(f"/desk/firms/{firm}{path}", {"version": "1", **fields})
    assert (answer.status_code, "Ihre Rolle ändert hier nur Telefon" in answer.text) == (403, True)
    assert [row["version"] for row in inventory.read("tenant")] == [1]


def test_no_firm_is_joined_with_another(phones: Visitor, inventory: Store, area: int, firm: int) -> None:
    other = a_tenant(inventory, area, name="Muster")
    fields = {"version": "1", "other": f"{other}:1", "meaning": "wrong"}
    assert phones.post(f"/desk/firms/{firm}/merge", fields).status_code == 403
    assert {row["version"] for row in inventory.read("tenant")} == {1}


def test_a_workbook_changes_the_own_fields_and_no_others(
    phones: Visitor, inventory: Store, area: int, firm: int
) -> None:
    other = a_tenant(inventory, area, name="Beta AG")

    def work(page: Any) -> None:
        page.put("Muster GmbH", Straße="Neu")
        page.put("Beta AG", Telefon="2")
        page.add(Firma="Neu KG", Gewerbegebiet=row_of(inventory, other)["area"])

    path = sent(phones, edited(download(phones), work))
    form = form_of(phones.get(path).text)
    assert phones.post(f"{path}/rows", form | {"then": "take"}).status_code == 303
    assert [(row["name"], row["street"], row["phone"]) for row in inventory.read("tenant")] == [
        ("Muster GmbH", "Alt", None),
        ("Beta AG", None, "2"),
    ]


@pytest.mark.parametrize(("change", "value"), [("street", "Neu"), ("confirm", ""), ("end", LATER)])
def test_nothing_is_changed_for_all_of_a_filter(
    phones: Visitor, inventory: Store, firm: int, change: str, value: str
) -> None:
    field = {"street": "value_street", "confirm": "value_confirmed_on", "end": "value_valid_to"}[change]
    asked = {"filter": "q=muster", "change": change, field: value}
    look = phones.post("/desk/firms/all", asked | {"step": "look"})
    assert "Ihre Rolle ändert hier nur Telefon" in look.text
    stamp = re.search(r'name="stamp" value="([^"]+)"', look.text)
    phones.post("/desk/firms/all", asked | {"step": "store", "stamp": stamp[1] if stamp else ""})
    assert row_of(inventory, firm)["version"] == 1


def test_what_a_firm_proposes_beyond_them_is_not_taken(phones: Visitor, inventory: Store, firm: int) -> None:
    number = say(inventory, firm, street="Neu")
    shown = phones.get(f"/desk/queue/p{number}").text
    hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', shown))
    answer = phones.post(f"/desk/queue/p{number}", hidden | {"do": "accept"})
    assert answer.status_code in (200, 403, 422)
    assert (row_of(inventory, firm)["street"], row_of(inventory, firm)["version"]) == ("Alt", 1)


def test_what_others_changed_beyond_them_is_not_taken_back(
    phones: Visitor, inventory: Store, firm: int
) -> None:
    change_row(inventory, "tenant", firm, {"street": "Neu"}, seen_version=1, rights=everywhere("x"))
    number = inventory.change_set_of("tenant", firm, 2)
    refused = phones.post(f"/desk/history/set/{number}/revert")
    assert (refused.status_code, "Ihre Rolle ändert hier nur Telefon" in refused.text) == (409, True)
    assert row_of(inventory, firm)["street"] == "Neu"


def test_no_consent_is_recorded_or_withdrawn(phones: Visitor, inventory: Store, firm: int) -> None:
    give = {"do": "give", "give": "phone", "given_by": "Frau Öz", "how": "Brief"}
    for fields in (give, {"do": "withdraw", "what": "phone"}):
        assert phones.post(f"/desk/queue/firm/{firm}", fields).status_code == 403
    assert row_of(inventory, firm)["version"] == 1


def test_no_link_is_had_with_which_all_of_a_firm_opens(
    phones: Visitor, inventory: Store, area: int, firm: int
) -> None:
    rights = rights_of(phones, inventory)
    for tried in (
        lambda: new_firm_link(inventory, firm, mail="kim@example.org", rights=rights),
        lambda: link_to_hand_over(inventory, firm, rights=rights),
        lambda: end_firm_links(inventory, firm, rights=rights),
        lambda: asking(inventory, area, rights=rights),
    ):
        with pytest.raises(Forbidden, match="Ihre Rolle ändert hier nur Telefon"):
            tried()
    assert phones.post(f"/desk/queue/firm/{firm}", {"do": "hand"}).status_code == 403
    assert phones.post(f"/desk/queue/ask/{area}/letters", {"firm": str(firm)}).status_code == 403
    page = phones.get(f"/desk/queue/firm/{firm}").text
    assert 'value="hand"' not in page
    assert f'/desk/queue/ask/{area}"' not in phones.get("/desk/queue/ask").text


def test_no_firm_is_put_into_another_area(phones: Visitor, inventory: Store, firm: int) -> None:
    south = an_area(inventory, name="Süd", number="S", geometry=outline(2e3))
    asked = {"firm": f"{firm}:1", "change": "area", "value_area": str(south), "step": "store"}
    assert phones.post("/desk/firms/many", asked).status_code == 403
    assert row_of(inventory, firm)["version"] == 1
