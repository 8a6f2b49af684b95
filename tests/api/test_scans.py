"""Scans of signs, told to the staff of the municipality."""

from datetime import timedelta

import pytest
from starlette.testclient import TestClient

from signage.domain.validity import today
from signage.services.scan_counts import ScanCounts
from signage.store import Store
from tests.places import a_sign, an_area

PATH = "/api/v1/scans"


@pytest.fixture
def code(inventory: Store) -> str:
    """The code of a sign that was scanned six times today and twice yesterday."""
    row = inventory.row("sign", a_sign(inventory, an_area(inventory)))
    assert row
    counts = ScanCounts(inventory, 3600)
    for number in range(8):
        counts.add(row["code"], today() - timedelta(days=number // 6), "de")
    counts.close()
    return str(row["code"])


def test_staff_learn_how_often_signs_are_scanned(client: TestClient, own: dict[str, str], code: str) -> None:
    answer = client.get(f"{PATH}?area=EK", headers=own)
    assert answer.headers["cache-control"] == "private, no-store"
    told = answer.json()
    assert (told["total"], told["at_least"], told["languages"]) == (8, 5, [{"language": "de", "scans": 8}])
    assert told["days"] == []  # the six would tell the two
    [sign] = told["signs"]
    assert (sign["code"], sign["number"], sign["scans"], sign["days"]) == (code, "EK-001", 8, [])


def test_the_table_is_a_file(client: TestClient, own: dict[str, str], code: str) -> None:
    answer = client.get(f"{PATH}.csv", headers=own)
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert 'filename="scans-' in answer.headers["content-disposition"]
    assert answer.text.splitlines()[1] == f"{code};EK-001;Erfurter Kreuz;;8"


def test_nobody_is_silent_here(client: TestClient, own: dict[str, str], code: str) -> None:
    assert client.get(f"{PATH}/silent", headers=own).json()["signs"] == []


@pytest.mark.parametrize("tail", ["", ".csv", "/silent"])
def test_others_learn_nothing(client: TestClient, foreign: dict[str, str], code: str, tail: str) -> None:
    assert client.get(f"{PATH}{tail}").status_code == 401
    assert code not in client.get(f"{PATH}{tail}", headers=foreign).text
