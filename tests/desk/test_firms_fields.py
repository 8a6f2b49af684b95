"""A role for some fields only: cells, forms and bulk changes open exactly those, at the server too."""

import json
import re
from typing import Any

import pytest

from signage.services.accounts.people import add_account
from signage.services.accounts.sessions import begin_session
from signage.services.rights import Grant
from signage.store import Store
from signage_api.bearers import cookie_name
from tests.desk.conftest import HERE, PUBLIC_URL, THERE
from tests.parts.desk import Visitor
from tests.places import a_tenant, an_area, outline


@pytest.fixture
def firms(inventory: Store) -> dict[str, int]:
    """A firm here and one of the neighbours."""
    north = an_area(inventory)
    south = an_area(inventory, name="Süd", number="S", municipality=THERE, geometry=outline(25e3, 0))
    here = a_tenant(inventory, north, name="Hier GmbH", phone="1")
    return {"here": here, "there": a_tenant(inventory, south, name="Dort GmbH", municipality=THERE)}


def somebody(visitor: Visitor, store: Store, *grants: Grant) -> Visitor:
    """A person with these grants."""
    mail = f"some{len(store.read('tenant'))}-{abs(hash(grants))}@example.org"
    number = add_account(store, mail=mail, name="Kim", grants=list(grants), by="test")
    return Visitor(visitor.client, f"{cookie_name(PUBLIC_URL)}={begin_session(store, number)}", number)


@pytest.fixture
def phones(clerk: Visitor, inventory: Store, firms: dict[str, int]) -> Visitor:
    """Who keeps nothing but telephone and note of the own municipality's firms."""
    grant = Grant("clerk", HERE, fields=frozenset({"phone", "note"}))
    return somebody(clerk, inventory, grant)


def data_of(page: str) -> dict[str, Any]:
    found = re.search(r'id="firms-data">(.*?)</script>', page, re.DOTALL)
    assert found is not None
    told: dict[str, Any] = json.loads(found[1])
    return told


def limits(page: str) -> dict[int, str]:
    """What the rows say of the fields that open in them."""
    rows = re.findall(r'data-id="(\d+)"[^>]*data-writes="([^"]*)"', page)
    return {int(number): words for number, words in rows}


def test_only_the_cells_of_the_own_fields_open(phones: Visitor, firms: dict[str, int]) -> None:
    page = phones.get("/desk/firms").text
    assert set(data_of(page)["fields"]) == {"phone", "note"}
    assert data_of(page)["places_firms"] is False
    assert limits(page) == {firms["here"]: "note phone"}
    assert 'href="/desk/firms/new"' not in page


def test_each_row_says_what_opens_in_it(clerk: Visitor, inventory: Store, firms: dict[str, int]) -> None:
    grants = Grant("clerk", HERE), Grant("clerk", THERE, fields=frozenset({"note"}))
    page = somebody(clerk, inventory, *grants).get("/desk/firms").text
    assert {"name", "note", "phone"} <= set(data_of(page)["fields"])
    assert limits(page) == {firms["there"]: "note"}


def test_a_row_that_is_only_read_opens_in_nothing(
    clerk: Visitor, inventory: Store, firms: dict[str, int]
) -> None:
    page = somebody(clerk, inventory, Grant("clerk", HERE), Grant("reader", THERE)).get("/desk/firms").text
    assert limits(page) == {firms["there"]: ""}
    assert "Dort GmbH ansehen" in page
    assert "Hier GmbH bearbeiten" in page


def test_the_server_takes_the_own_fields_and_no_others(
    phones: Visitor, inventory: Store, firms: dict[str, int]
) -> None:
    headers = {"X-Form-Token": phones.token, "Accept": "application/json"}

    def save(**cells: str) -> Any:
        body = {"rows": [{"id": firms["here"], "version": 1, "cells": cells}]}
        own = {"Cookie": phones.cookie, "Sec-Fetch-Site": "same-origin"} | headers
        return phones.client.post("/desk/firms/cells", json=body, headers=own)

    refused = save(name="Anders", phone="2")
    assert refused.status_code == 403
    assert "Telefon" in refused.json()["detail"]
    assert save(phone="2").status_code == 200
    row = inventory.row("tenant", firms["here"])
    assert row is not None
    assert (row["name"], row["phone"]) == ("Hier GmbH", "2")


def test_the_form_opens_the_own_fields_and_takes_them(
    phones: Visitor, inventory: Store, firms: dict[str, int]
) -> None:
    path = f"/desk/firms/{firms['here']}"
    page = phones.get(path).text
    opened = re.findall(
        r'<(?:input class="kern-form-input__input"|textarea|select)[^>]*name="(\w+)"(?![^>]*disabled)', page
    )
    assert sorted(opened) == ["note", "phone"]
    assert "/move" not in page
    assert phones.post(path, {"phone": "3", "version": "1"}).status_code == 303
    assert phones.post(path, {"name": "Anders", "version": "2", "meaning": "wrong"}).status_code == 403
    row = inventory.row("tenant", firms["here"])
    assert row is not None
    assert (row["name"], row["phone"]) == ("Hier GmbH", "3")


def test_several_at_once_are_offered_the_own_fields_only(phones: Visitor, firms: dict[str, int]) -> None:
    page = phones.post("/desk/firms/many", {"firm": f"{firms['here']}:1", "step": "choose"}).text
    assert re.findall(r'name="change" value="(\w+)"', page) == ["note"]
