"""The table of signs: sorted and filtered by the service, read by pieces, changed as a whole."""

from datetime import timedelta
from typing import Any

import pytest
from starlette.testclient import TestClient

from signage.domain import due
from signage.domain.audience import private_columns
from signage.domain.due import months_later
from signage.domain.validity import today
from signage.services import bulk, listing
from signage.settings import Settings
from signage.store import Store
from signage_api.app import create_app
from signage_api.routes import table
from tests.api.conftest import THERE
from tests.places import a_sign, an_area, point

Headers = dict[str, str]
TABLE = "/api/v1/signs/table"


def numbered(store: Store, *numbers: str | None, **values: Any) -> list[int]:
    return [a_sign(store, number=number, **values) for number in numbers]


def asked(client: TestClient, **parameters: Any) -> dict[str, Any]:
    answer = client.get(TABLE, params=parameters)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def listed(client: TestClient, name: str = "number", **parameters: Any) -> list[Any]:
    return [row["properties"][name] for row in asked(client, **parameters)["features"]]


def test_numbers_in_texts_are_sorted_by_their_size_and_what_is_empty_last(
    client: TestClient, inventory: Store
) -> None:
    numbered(inventory, "EK-10", "EK-9", None, "Äa-1")
    assert listed(client) == ["Äa-1", "EK-9", "EK-10", None]
    assert listed(client, sort="-number") == ["EK-10", "EK-9", "Äa-1", None]


def test_coded_words_are_sorted_as_their_table_has_them_and_equal_ones_by_id(
    client: TestClient, inventory: Store
) -> None:
    for number, state in enumerate(("mounted", "existing", "mounted", "planned")):
        a_sign(inventory, number=str(number), state=state)
    assert listed(client, sort="state") == ["1", "3", "0", "2"]
    assert listed(client, sort="-state") == ["0", "2", "3", "1"]


def test_tables_are_kept_up_to_so_many_bytes_and_until_a_sign_changes(
    inventory: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked_for: list[str] = []

    def counted(store: Store, question: listing.Asked, years: due.DueYears) -> listing.Listed:
        asked_for.append(question.by)
        return listing.listed(store, question, years)

    monkeypatch.setattr(table, "listed", counted)
    monkeypatch.setattr(table, "_KEPT_BYTES", 2 * 1040)
    client = TestClient(create_app(Settings(), store=inventory))
    numbered(inventory, "A", "B")
    for sort in ("number", "name", "number", "street", "number", "name"):
        listed(client, sort=sort)
    assert asked_for == ["number", "name", "street", "name"]
    numbered(inventory, "C")
    listed(client, sort="name")
    assert asked_for[4:] == ["name"]


def test_a_table_is_read_from_any_row_on(client: TestClient, inventory: Store) -> None:
    numbered(inventory, *(f"EK-{n}" for n in range(7)))
    found = asked(client, sort="-number", offset=2, limit=3)
    assert [row["properties"]["number"] for row in found["features"]] == ["EK-4", "EK-3", "EK-2"]
    assert (found["offset"], found["number_returned"], found["number_matched"]) == (2, 3, 7)
    assert listed(client, offset=7) == []


def test_words_are_found_in_numbers_names_streets_and_coded_words(
    client: TestClient, inventory: Store
) -> None:
    a_sign(inventory, number="A", name="Müllerstraße")
    a_sign(inventory, number="B", street="Am Kreuz")
    a_sign(inventory, number="C", state="dismantled")
    for words, found in (("mueller", "A"), ("KREUZ", "B"), ("abgebaut", "C"), ("dismantled", "C")):
        assert listed(client, q=words) == [found]
    assert listed(client, q="nirgends") == []


def test_filters_of_columns_and_of_the_box_count_together(client: TestClient, inventory: Store) -> None:
    area = an_area(inventory)
    near, far = point(500, 500), point(9000, 9000)
    rows = (("A", near, area, "planned"), ("B", near, None, "planned"), ("C", far, area, "planned"))
    for number, place, own, state in (*rows, ("D", near, area, "mounted")):
        a_sign(inventory, own, number=number, geometry=place, state=state)
    narrowed = {"bbox": "10.9,50.8,11.0,50.87", "area": "EK", "state": "planned"}
    assert listed(client, **narrowed) == ["A"]


def test_signs_are_sorted_and_found_by_the_next_day_on_which_something_is_due(
    client: TestClient, inventory: Store
) -> None:
    day = today()
    past, soon, later = day - timedelta(days=1), months_later(day, 2), months_later(day, 30)
    for number, until in (("L", later), ("P", past), ("S", soon), ("N", None)):
        a_sign(inventory, number=number, earmarked_until=until)
    a_sign(inventory, number="G", earmarked_until=past, state="dismantled")
    assert listed(client, sort="due") == ["P", "S", "L", "N", "G"]
    assert listed(client, sort="-due") == ["L", "S", "P", "N", "G"]
    for near, numbers in (("overdue", ["P"]), ("soon", ["S"]), ("year", []), ("none", ["G", "N"])):
        assert listed(client, due=near) == numbers


def test_what_a_token_opens_is_shown_to_its_owner_alone(
    client: TestClient, inventory: Store, own: Headers
) -> None:
    a_sign(inventory, number="A", note="nur intern")
    assert "note" not in asked(client)["features"][0]["properties"]
    mine = client.get(TABLE, headers=own).json()["features"]
    assert mine[0]["properties"]["note"] == "nur intern"
    assert client.get(TABLE, params={"note": "nur intern"}).status_code == 401


def test_nobody_learns_what_is_private_from_an_order_or_a_filter(
    client: TestClient, inventory: Store, own: Headers
) -> None:
    a_sign(inventory, number="A", note="b")
    a_sign(inventory, number="B", note="a")
    private = private_columns("sign")
    assert private
    for name in private:
        assert client.get(TABLE, params={name: "x"}).status_code in (401, 422)
        for sort in (name, f"-{name}"):
            assert client.get(TABLE, params={"sort": sort}).status_code == 422
    assert not private & {*listing.sortable(), *listing.SOUGHT, *due.COLUMNS}


def test_what_is_not_public_is_changed_where_the_token_reaches_as_it_was_listed(
    client: TestClient, inventory: Store, own: Headers
) -> None:
    [mine] = numbered(inventory, "A", note="alt")
    [other] = numbered(inventory, "B", note="alt", municipality=THERE)
    seen = client.get(TABLE, params={"note": "alt"}, headers=own).json()["stamp"]
    body = {"seen": seen, "properties": {"state": "ordered"}}
    answer = client.patch(TABLE, params={"note": "alt"}, json=body, headers=own)
    assert (answer.status_code, answer.json().get("number_changed")) == (200, 1), answer.text
    assert inventory.row("sign", other)["version"] == 1  # type: ignore[index]
    foreign = {"note": "alt", "municipality": THERE}
    assert client.patch(TABLE, params=foreign, json=body, headers=own).json()["number_changed"] == 0
    assert inventory.row("sign", mine)["version"] == 2  # type: ignore[index]


@pytest.mark.parametrize("wrong", [{"sort": "face"}, {"due": "bald"}, {"after": 3}, {"offset": -1}])
def test_what_no_table_knows_is_refused_by_its_name(client: TestClient, wrong: dict[str, Any]) -> None:
    answer = client.get(TABLE, params=wrong)
    assert answer.status_code == 422
    assert answer.json()["problems"].keys() == wrong.keys()


def test_all_signs_of_a_filter_change_in_one_change_set_and_come_back_as_one(
    client: TestClient, inventory: Store, own: Headers
) -> None:
    planned = numbered(inventory, "A", "B", "C", state="planned")
    [mounted] = numbered(inventory, "D")
    seen = asked(client, state="planned", limit=1)["stamp"]
    body = {"seen": seen, "properties": {"state": "ordered"}, "but": [planned[2]], "why": "Ausschreibung"}
    answer = client.patch(TABLE, params={"state": "planned"}, json=body, headers=own)
    assert answer.status_code == 200, answer.text
    done = answer.json()["change_set"]
    assert answer.json()["number_changed"] == 2
    assert answer.headers["signage-change-set"] == str(done)

    def states() -> list[str]:
        return [inventory.row("sign", sign)["state"] for sign in (*planned, mounted)]  # type: ignore[index]

    assert states() == ["ordered", "ordered", "planned", "mounted"]
    assert client.post(f"/api/v1/changes/{done}/revert", json={}, headers=own).status_code == 201
    assert states() == ["planned"] * 3 + ["mounted"]


def test_a_list_that_is_another_one_by_now_is_not_changed(
    client: TestClient, inventory: Store, own: Headers
) -> None:
    [first, _] = numbered(inventory, "A", "B")
    seen = asked(client)["stamp"]
    with inventory.change(who="andere", why="andere") as change:
        change.update("sign", first, {"name": "Tor"})
    before = inventory.revision()
    body = {"seen": seen, "properties": {"state": "ordered"}}
    answer = client.patch(TABLE, json=body, headers=own)
    assert answer.status_code == 409
    assert inventory.revision() == before


def test_what_one_sign_cannot_be_none_of_the_list_becomes(
    client: TestClient, inventory: Store, own: Headers
) -> None:
    [good] = numbered(inventory, "A", code=False)
    [bad] = numbered(inventory, "B")
    body = {"seen": asked(client)["stamp"], "properties": {"type": "AMT", "family": "official"}}
    answer = client.patch(TABLE, json=body, headers=own)
    assert answer.status_code == 422
    assert [row["id"] for row in answer.json()["refused"]] == [bad]
    assert inventory.row("sign", good)["version"] == 1  # type: ignore[index]


def test_a_list_with_signs_of_others_or_too_many_is_not_changed(
    client: TestClient, inventory: Store, own: Headers, monkeypatch: pytest.MonkeyPatch
) -> None:
    numbered(inventory, "A", "B")
    monkeypatch.setattr(bulk, "MOST_LISTED", 1)
    body = {"seen": asked(client)["stamp"], "properties": {"state": "ordered"}}
    assert client.patch(TABLE, json=body, headers=own).status_code == 422
    monkeypatch.undo()
    numbered(inventory, "C", municipality=THERE)
    body["seen"] = asked(client)["stamp"]
    assert client.patch(TABLE, json=body, headers=own).status_code == 404


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ({"properties": {"state": "ordered"}}, "seen"),
        ({"seen": "x"}, "properties"),
        ({"seen": "x", "properties": {"state": "ordered"}, "but": ["1"]}, "but"),
        ({"seen": "x", "properties": {"state": "ordered"}, "rows": []}, "rows"),
    ],
)
def test_a_body_that_cannot_be_read_is_refused_by_its_member(
    client: TestClient, own: Headers, body: dict[str, Any], fault: str
) -> None:
    answer = client.patch(TABLE, json=body, headers=own)
    assert answer.status_code == 422
    assert list(answer.json()["problems"]) == [fault]
