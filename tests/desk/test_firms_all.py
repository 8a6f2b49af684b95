"""The same change to all firms that a filter finds: looked at, stored, undone as one; rights row by row."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest

from signage.domain.validity import today
from signage.services.accounts.grants import change_grant, grants_of
from signage.services.accounts.people import add_account
from signage.services.accounts.sessions import begin_session
from signage.services.rights import Grant, everywhere
from signage.services.tenants import matching
from signage.store import Store
from signage_api.bearers import cookie_name
from tests.desk.conftest import HERE, PUBLIC_URL, THERE, SignIn
from tests.desk.test_firms_forms import undo
from tests.parts.desk import Visitor
from tests.places import a_tenant, an_area, outline

FIRMS = 230  # more than two pages
HOSTILE = "<img src=x onerror=alert(1)> & Söhne"
CHANGE = {"change": "place", "value_place": "Arnstadt"}


@pytest.fixture
def area(inventory: Store) -> int:
    """An area full of firms, and a firm of the neighbours."""
    area = an_area(inventory)
    row: dict[str, Any] = {"area": area, "municipality": HERE, "street": "Am Kreuz"}
    with inventory.change(who="test", why="test") as change:
        change.create_many("tenant", [row | {"name": f"Firma {number:03}"} for number in range(FIRMS - 1)])
        change.create_many("tenant", [row | {"name": HOSTILE, "valid_from": None}])
    south = an_area(inventory, name="Süd", number="S", municipality=THERE, geometry=outline(25e3, 0))
    a_tenant(inventory, south, name="Fremd KG", street="Am Kreuz", municipality=THERE)
    return area


def asked(page: Any, **more: str) -> dict[str, str]:
    """What a form of the page carries for all that match."""
    hidden = {name: re.search(rf'name="{name}" value="([^"]*)"', page.text) for name in ("filter", "stamp")}
    return {name: found[1].replace("&amp;", "&") for name, found in hidden.items() if found} | more


def places(store: Store) -> dict[str, int]:
    """How many firms there are in each town."""
    towns = [row["place"] or "" for row in store.read("tenant")]
    return {town: towns.count(town) for town in set(towns)}


def test_all_that_match_are_changed_after_a_look_and_undone_as_one(
    clerk: Visitor, inventory: Store, area: int
) -> None:
    table = clerk.get("/desk/firms?q=kreuz")
    assert "Alle 230 zu diesem Filter ändern …" in table.text
    choose = clerk.post("/desk/firms/all", asked(table, step="choose"))
    assert "230 Firmen" in choose.text
    look = clerk.post("/desk/firms/all", asked(choose, step="look") | CHANGE)
    assert "230 Firmen ändern sich." in look.text
    assert "30 weitere Firmen stehen hier nicht einzeln." in look.text
    assert places(inventory) == {"": 231}
    done = clerk.post("/desk/firms/all", asked(look, step="store") | CHANGE)
    assert done.headers["location"].startswith("/desk/firms?done=many&set=")
    assert places(inventory) == {"Arnstadt": 230, "": 1}
    undo(clerk, done)
    assert places(inventory) == {"": 231}


def test_only_what_the_filter_finds_is_changed(clerk: Visitor, inventory: Store, area: int) -> None:
    look = clerk.post("/desk/firms/all", {"filter": "q=Firma+00", "step": "look"} | CHANGE)
    assert "12 Firmen ändern sich." in look.text
    clerk.post("/desk/firms/all", asked(look, step="store") | CHANGE)
    assert places(inventory) == {"Arnstadt": 12, "": 219}


def test_a_name_in_the_preview_is_text(clerk: Visitor, area: int) -> None:
    for step in ("choose", "look"):
        page = clerk.post("/desk/firms/all", {"filter": "q=img", "step": step} | CHANGE)
        assert "&lt;img src=x" in page.text
        assert "<img" not in page.text


def test_a_list_that_became_another_is_shown_anew_and_nothing_is_stored(
    clerk: Visitor, inventory: Store, area: int
) -> None:
    look = clerk.post("/desk/firms/all", {"filter": "q=kreuz", "step": "look"} | CHANGE)
    a_tenant(inventory, area, name="Neu KG", street="Am Kreuz 3")
    answer = clerk.post("/desk/firms/all", asked(look, step="store") | CHANGE)
    assert answer.status_code == 409
    assert "Inzwischen passen andere Firmen zu diesem Filter" in answer.text
    assert "231 Firmen ändern sich." in answer.text
    assert places(inventory) == {"": 232}
    clerk.post("/desk/firms/all", asked(answer, step="store") | CHANGE)
    assert places(inventory) == {"Arnstadt": 231, "": 1}


def test_each_row_is_changed_by_the_rights_that_one_has_there(
    clerk: Visitor, inventory: Store, area: int
) -> None:
    grants = [Grant("clerk", HERE), Grant("reader", THERE)]
    number = add_account(inventory, mail="two@example.org", name="Kim", grants=grants, by="test")
    both = Visitor(clerk.client, f"{cookie_name(PUBLIC_URL)}={begin_session(inventory, number)}", number)
    look = both.post("/desk/firms/all", {"filter": "q=kreuz", "step": "look"} | CHANGE)
    assert "230 Firmen ändern sich. 1 wird weggelassen." in look.text
    assert "Das ändert hier nur, wer eine dieser Rollen hat" in look.text
    both.post("/desk/firms/all", asked(look, step="store") | CHANGE)
    assert places(inventory) == {"Arnstadt": 230, "": 1}


def test_what_cannot_be_changed_is_left_out(clerk: Visitor, inventory: Store, area: int) -> None:
    a_tenant(inventory, area, name="Firma 000 spät", valid_from=today() + timedelta(days=9))
    change = {"change": "end", "value_valid_to": (today() + timedelta(days=1)).isoformat()}
    asked_for = {"filter": "q=Firma+000&state=all", "step": "look"}
    look = clerk.post("/desk/firms/all", asked_for | change)
    assert "1 Firma ändert sich. 1 wird weggelassen." in look.text
    clerk.post("/desk/firms/all", asked(look, step="store") | change)
    ended = {row["name"] for row in inventory.read("tenant") if row["valid_to"]}
    assert ended == {"Firma 000"}


def test_too_many_are_refused_in_words_and_not_offered(
    clerk: Visitor, inventory: Store, area: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(matching, "MOST_MATCHING", 200)
    monkeypatch.setattr("signage_api.desk.firms.table.MOST_MATCHING", 200)
    table = clerk.get("/desk/firms")
    assert 'formaction="/desk/firms/all"' not in table.text
    assert "bis zu 200 Firmen" in table.text
    answer = clerk.post("/desk/firms/all", {"filter": "", "step": "store", "stamp": ""} | CHANGE)
    assert answer.status_code == 422
    assert "höchstens 200 Firmen" in answer.text
    assert places(inventory) == {"": 231}


def test_a_value_that_is_none_is_told_beside_the_choice(clerk: Visitor, inventory: Store, area: int) -> None:
    change = {"change": "end", "value_valid_to": "gestern"}
    answer = clerk.post("/desk/firms/all", {"filter": "q=kreuz", "step": "look"} | change)
    assert answer.status_code == 422
    assert "Was soll sich ändern?" in answer.text


@pytest.mark.parametrize(
    ("filtered", "status"),
    [
        ("q=%00", 400),
        ("q=kreuz&q=%00kreuz", 400),
        ("q=nirgendwo&area=-1", 303),
        ("area=999999&state=all", 303),
        ("state=%ED%A0%80&by=id%3B--&person=2&page=99999999999", 409),
        ("by=consents&down=1&unconfirmed=x&lang=../..", 409),
        ("q=" + "%25" * 2_000, 303),
    ],
)
def test_a_filter_that_no_page_of_ours_makes_changes_nothing(
    clerk: Visitor, inventory: Store, area: int, filtered: str, status: int
) -> None:
    answer = clerk.post("/desk/firms/all", {"filter": filtered, "step": "store", "stamp": "x"} | CHANGE)
    assert answer.status_code == status
    assert places(inventory) == {"": 231}


def test_no_filter_reaches_the_firms_of_others(clerk: Visitor, inventory: Store, area: int) -> None:
    [theirs] = [row for row in inventory.read("tenant") if row["name"] == "Fremd KG"]
    for filtered in ("q=fremd", f"area={theirs['area']}", "state=all", "q=%25", "q=_"):
        look = clerk.post("/desk/firms/all", {"filter": filtered, "step": "look"} | CHANGE)
        assert "Fremd" not in look.text
        clerk.post("/desk/firms/all", asked(look, step="store") | CHANGE)
    assert inventory.row("tenant", theirs["id"]) == theirs


def test_of_two_who_store_what_they_looked_at_at_once_one_is_told(
    clerk: Visitor, sign_in: SignIn, inventory: Store, area: int
) -> None:
    people = [clerk, sign_in("clerk", HERE)]
    looks = [one.post("/desk/firms/all", {"filter": "q=kreuz", "step": "look"} | CHANGE) for one in people]
    tokens = [one.token for one in people]
    sent = [
        asked(look, step="store", form_token=token, change="place", value_place=town)
        for look, token, town in zip(looks, tokens, ("Arnstadt", "Ilmenau"), strict=True)
    ]
    with ThreadPoolExecutor(2) as both:
        tries = [
            both.submit(one.post, "/desk/firms/all", form) for one, form in zip(people, sent, strict=True)
        ]
    statuses = sorted(one.result().status_code for one in tries)
    assert statuses == [303, 409]
    assert sorted(places(inventory).values()) == [1, 230]


def test_rights_that_ended_after_the_look_store_nothing(clerk: Visitor, inventory: Store, area: int) -> None:
    look = clerk.post("/desk/firms/all", {"filter": "q=kreuz", "step": "look"} | CHANGE)
    form = asked(look, step="store", form_token=clerk.token) | CHANGE
    [right] = grants_of(inventory, clerk.account)
    change_grant(inventory, right["id"], Grant("reader", HERE), by=everywhere("test"))
    late = clerk.post("/desk/firms/all", form)
    assert late.headers["location"].startswith("/login")
    cookie = f"{cookie_name(PUBLIC_URL)}={begin_session(inventory, clerk.account)}"
    again = Visitor(clerk.client, cookie, clerk.account)
    assert again.post("/desk/firms/all", form | {"form_token": again.token}).status_code == 403
    assert places(inventory) == {"": 231}
