"""What visitors looked for in vain, told to the staff of the municipality."""

from datetime import date

import pytest
from starlette.testclient import TestClient

from signage.domain.validity import today
from signage.services.scan_counts import LEAST
from signage.services.search_misses import SearchMisses
from signage.store import Store
from tests.places import an_area

PATH = "/api/v1/missed-searches"


@pytest.fixture
def area(inventory: Store) -> int:
    """An area whose visitors have looked for a filling station."""
    found = an_area(inventory)
    misses = SearchMisses(inventory, 3600)
    for _ in range(LEAST):
        misses.add(found, today(), "Tankstelle")
    misses.add(found, today(), "Herr Müller")
    misses.close()
    return found


def test_staff_learn_what_was_often_looked_for(client: TestClient, own: dict[str, str], area: int) -> None:
    answer = client.get(f"{PATH}?area=EK", headers=own)
    assert answer.headers["cache-control"] == "private, no-store"
    assert answer.json()["at_least"] == LEAST
    assert answer.json()["terms"] == [
        {"area": area, "term": "tankstelle", "searches": LEAST, "last_on": today().isoformat()}
    ]


def test_of_another_municipality_nothing_is_told(
    client: TestClient, foreign: dict[str, str], area: int
) -> None:
    assert client.get(f"{PATH}?area={area}", headers=foreign).json()["terms"] == []


def test_without_a_token_it_is_refused(client: TestClient) -> None:
    assert client.get(PATH).status_code == 401


def test_days_can_be_asked_for(client: TestClient, own: dict[str, str], area: int) -> None:
    past = client.get(f"{PATH}?area={area}&since=2020-01-01&until=2020-12-31", headers=own).json()
    assert (past["since"], past["until"], past["terms"]) == ("2020-01-01", "2020-12-31", [])
    assert client.get(f"{PATH}?since=gestern", headers=own).status_code == 422
    assert date.fromisoformat(client.get(PATH, headers=own).json()["since"]) < today()


@pytest.mark.parametrize(
    ("asked", "fault"),
    [
        ("until=0001-01-01", "until"),
        ("since=1999-12-31", "since"),
        ("since=2020-01-01&until=2022-01-02", "since"),
    ],
)
@pytest.mark.parametrize("path", [PATH, "/api/v1/scans", "/api/v1/scans.csv"])
def test_a_period_is_of_two_years_at_most_and_of_days_that_were_counted(
    client: TestClient, own: dict[str, str], path: str, asked: str, fault: str
) -> None:
    answer = client.get(f"{path}?{asked}", headers=own)
    assert (answer.status_code, list(answer.json()["problems"])) == (422, [fault])
