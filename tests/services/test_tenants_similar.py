"""Firms that a new one may be already; among a few all are compared, among many those that indexes find."""

from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Connection

from signage.domain.validity import today
from signage.services.rights import Grant, Rights, everywhere
from signage.services.tenants import similar
from signage.services.tenants.name_index import follow_names, named_alike
from signage.services.tenants.similar import Sought, similar_tenants
from signage.store import Store
from signage.store.base import BRIEFLY_S
from tests.places import EAST, NORTH, a_municipality, a_tenant, an_area, outline, point
from tests.store.outsiders import as_outsider

HERE = Rights.from_grants([Grant("clerk", "16070028")], who="Kim")


@pytest.fixture
def town(store: Store) -> Store:
    a_municipality(store)
    an_area(store)
    return store


@pytest.fixture(params=["few", "many"])
def size(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """As if the inventory were small enough to compare all, or too large for it."""
    if request.param == "many":
        monkeypatch.setattr(similar, "_are_few", lambda *_: False)
    return str(request.param)


def names(store: Store, sought: Sought, **more: Any) -> list[str]:
    return [
        one.row["name"] for one in similar_tenants(store, sought, **{"rights": HERE, "day": today(), **more})
    ]


@pytest.mark.usefixtures("size")
@pytest.mark.parametrize(
    "typed",
    ["Müller & Söhne GmbH", "Mueller und Soehne", "MÜLLER & SÖHNE KG", "Söhne Müller", "Müler & Söhne"],
)
def test_one_name_in_many_spellings_is_the_same_firm(town: Store, typed: str) -> None:
    a_tenant(town, 1, name="Müller & Söhne GmbH")
    a_tenant(town, 1, name="Schmidt Bau")
    assert names(town, Sought(typed)) == ["Müller & Söhne GmbH"]


@pytest.mark.usefixtures("size")
def test_a_less_alike_name_counts_at_the_same_address_or_place(town: Store) -> None:
    a_tenant(
        town, 1, name="Autohaus Krause Ichtershausen", street="Thöreyer Str.", house_number="5",
        geometry=point(500, 500),
    )  # fmt: skip
    typed = "Autohaus Krause"
    assert names(town, Sought(typed)) == []
    assert names(town, Sought(typed, "Thöreyer Straße", "5")) != []
    assert names(town, Sought(typed, at=(EAST + 510, NORTH + 500))) != []
    assert names(town, Sought(typed, "Thöreyer Straße", "6", (EAST + 900, NORTH + 500))) == []


@pytest.mark.usefixtures("size")
def test_what_is_gone_or_out_of_reach_is_not_offered(town: Store) -> None:
    a_municipality(town, ags="16067029", name="Gotha", geometry=outline(20e3, -20e3, 40e3))
    a_tenant(town, 1, name="Adler GmbH", valid_to=today())
    a_tenant(town, None, name="Adler GmbH", municipality="16067029")
    planned = a_tenant(town, 1, name="Adler", valid_from=today() + timedelta(days=9))
    assert names(town, Sought("Adler")) == ["Adler"]
    assert names(town, Sought("Adler"), but=planned) == []
    assert len(names(town, Sought("Adler"), rights=everywhere("x"))) == 2


def test_the_index_follows_edits_of_other_programs_and_what_was_taken_back(town: Store) -> None:
    firm = a_tenant(town, 1, name="Adler GmbH")
    assert follow_names(town)
    assert named_alike(town, "adler") == [firm]
    as_outsider(town, f"UPDATE tenant SET name = 'Bussard' WHERE id = {firm}")
    follow_names(town)
    assert (named_alike(town, "adler"), named_alike(town, "bussard")) == ([], [firm])
    with town.change(who="test", why="test") as change:
        change.withdraw("tenant", firm)
    follow_names(town)
    assert named_alike(town, "bussard") == []


def test_who_types_a_name_does_not_wait_for_an_import(town: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    write_plain, waited_s = town.write_plain, list[float | None]()

    def write_and_tell(*, patience_s: float | None = None) -> AbstractContextManager[Connection]:
        waited_s.append(patience_s)
        return write_plain(patience_s=patience_s)

    a_tenant(town, 1, name="Adler GmbH")
    monkeypatch.setattr(similar, "_are_few", lambda *_: False)
    monkeypatch.setattr(town, "write_plain", write_and_tell)
    assert names(town, Sought("Adler")) == ["Adler GmbH"]
    assert waited_s == [BRIEFLY_S]


def test_a_slip_is_found_among_two_thousand(town: Store) -> None:
    with town.change(who="test", why="test") as change:
        row = {"area": 1, "municipality": "16070028"}
        change.create_many("tenant", [row | {"name": f"Firma {n} Handel {n % 97}"} for n in range(2000)])
    a_tenant(town, 1, name="Müller & Söhne GmbH")
    assert names(town, Sought("Muller Sohne")) == ["Müller & Söhne GmbH"]
