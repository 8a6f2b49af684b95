"""A thousand edits at once, by eight people who all count upwards in the same cells: none is lost."""

import json
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from random import Random

import pytest

from signage.errors import StaleVersion
from signage.services.rights import Grant, Rights
from signage.services.tenants.many import Wanted, change_tenants
from signage.services.tenants.moving import rename_tenant
from signage.store import Store
from tests.desk.conftest import HERE
from tests.parts.desk import Visitor
from tests.places import a_tenant, an_area

PEOPLE, EACH, FIRMS = 8, 125, 12


@pytest.fixture
def firms(inventory: Store) -> list[int]:
    area = an_area(inventory)
    return [a_tenant(inventory, area, name=f"Firma {n}", note="0") for n in range(FIRMS)]


def count_up(store: Store, firm: int, rights: Rights) -> None:
    """Write the next number under the version that was seen, again until it is taken."""
    while True:
        row = store.row("tenant", firm)
        assert row is not None
        wanted = Wanted(firm, row["version"], {"note": str(int(row["note"]) + 1)})
        try:
            change_tenants(store, [wanted], rights=rights)
        except StaleVersion:
            continue
        return


def test_a_thousand_edits_at_once_lose_none(inventory: Store, firms: list[int]) -> None:
    def work(person: int) -> None:
        rights = Rights.from_grants([Grant("clerk", HERE)], who=f"Person {person}")
        chance = Random(person)
        for _ in range(EACH):
            count_up(inventory, chance.choice(firms), rights)

    with ThreadPoolExecutor(PEOPLE) as people:
        list(people.map(work, range(PEOPLE)))
    rows = inventory.read("tenant")
    assert sum(int(row["note"]) for row in rows) == PEOPLE * EACH
    assert sum(row["version"] - 1 for row in rows) == PEOPLE * EACH
    told = inventory.history(layer="tenant", limit=5000)
    by = Counter(entry["who"] for entry in told if entry["action"] == "update")
    assert by == {f"Person {person}": EACH for person in range(PEOPLE)}


def test_of_those_who_write_the_same_version_at_once_one_is_taken(inventory: Store, firms: list[int]) -> None:
    rights = Rights.from_grants([Grant("clerk", HERE)], who="Kim")

    def rename(number: int) -> bool:
        try:
            rename_tenant(inventory, firms[0], f"Name {number}", on=None, seen_version=1, rights=rights)
        except StaleVersion:
            return False
        return True

    with ThreadPoolExecutor(PEOPLE) as people:
        taken = list(people.map(rename, range(40)))
    assert taken.count(True) == 1
    row = inventory.row("tenant", firms[0])
    assert row is not None
    assert (row["version"], row["name"]) == (2, f"Name {taken.index(True)}")


def test_the_grid_is_told_of_every_edit_that_came_before_its_own(
    clerk: Visitor, inventory: Store, firms: list[int]
) -> None:
    token = clerk.token

    def write(number: int) -> int:
        body = {"rows": [{"id": firms[number % 2], "version": 1, "cells": {"street": f"Weg {number}"}}]}
        headers = {"Cookie": clerk.cookie, "Sec-Fetch-Site": "same-origin", "x-form-token": token}
        answer = clerk.client.post("/desk/firms/cells", content=json.dumps(body), headers=headers)
        return int(answer.status_code)

    with ThreadPoolExecutor(PEOPLE) as people:
        answers = list(people.map(write, range(40)))
    assert (answers.count(200), answers.count(409)) == (2, 38)
    assert [row["version"] for row in inventory.read("tenant")][:2] == [2, 2]
