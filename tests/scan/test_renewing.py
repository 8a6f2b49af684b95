"""A page made from the one before says the same as one made from the beginning."""

import random
import sqlite3
import zlib
from collections.abc import Callable
from contextlib import closing
from datetime import date
from typing import Any

import pytest

from signage.store import Store
from signage_api.scanning import ScanFirst
from signage_api.visitor import kept_pages
from signage_api.visitor.flights import in_blocks
from tests.scan import places
from tests.scan.asking import Reply, ask, behind


def change(store: Store) -> Any:
    return store.change(who="Test", why="Änderung")


def anew(door: ScanFirst, store: Store, path: str) -> str:
    """What a service that has just started answers."""
    fresh = ScanFirst(behind([]), store, door.visits.renderer.settings, today=door.visits._today)
    text = ask(fresh, path).text
    fresh.close()
    return text


def firm(n: int, **values: Any) -> dict[str, Any]:
    at = {"geometry": places.point(50 + n * 40, 100 + n * 10)}
    return at | {"name": f"Firma {n:02} GmbH", "activity": "Handel", "street": "Am Kreuz", **values}


CHANGES: dict[str, dict[str, Any]] = {
    "a word": {"lorry_note": "Tor 3"},
    "its name": {"name": "Aachener Waagen"},
    "its number": {"number": 77},
    "its place": {"geometry": places.point(700, 20)},
    "no place": {"geometry": None},
    "the day it was confirmed": {"confirmed_on": date(2026, 1, 2)},
    "its end": {"valid_to": date(2020, 1, 1)},
    "its beginning": {"valid_from": date(2999, 1, 1)},
    "a name for harm": {"name": "<img src=x onerror=alert(1)> & Söhne"},
}


@pytest.fixture
def tenants(store: Store, area: int) -> list[int]:
    with change(store) as changes:
        return [changes.create("tenant", firm(n, area=area)) for n in range(6)]


def test_what_a_firm_changes_is_on_all_signs_as_if_made_anew(
    door: ScanFirst, store: Store, area: int, code: str
) -> None:
    with change(store) as changes:
        tenants = [changes.create("tenant", firm(n, area=area)) for n in range(len(CHANGES) + 2)]
        other = places.a_sign(changes, area, number="MO-002", x=500)
    for tenant, (what, values) in zip(tenants, CHANGES.items(), strict=False):
        for path in (f"/{code}", f"/{other}", f"/{code}?lang=en"):
            assert ask(door, path).text == anew(door, store, path), f"before {what}"
        with change(store) as changes:
            changes.update("tenant", tenant, values)
    assert ask(door, f"/{code}").text == anew(door, store, f"/{code}")


def test_a_code_that_was_withdrawn_while_its_neighbour_was_read_is_gone(
    door: ScanFirst, store: Store, area: int, code: str, tenants: list[int]
) -> None:
    with change(store) as changes:
        other = places.a_sign(changes, area, number="MO-002", x=500)
    assert [ask(door, f"/{one}").status for one in (code, other)] == [200, 200]
    with change(store) as changes:
        changes.set_code(code, state="retired")
    assert [ask(door, f"/{one}").status for one in (other, code)] == [200, 410]


def test_a_sign_turned_while_its_neighbour_was_read_looks_the_new_way(
    door: ScanFirst, store: Store, area: int, code: str, tenants: list[int]
) -> None:
    with change(store) as changes:
        other = places.a_sign(changes, area, number="MO-002", x=500)
    first = [ask(door, f"/{one}").text for one in (code, other)]
    sign = store.sign_of(code)
    assert sign
    with change(store) as changes:
        changes.update("sign", sign["id"], {"bearing_deg": 90.0})
    assert ask(door, f"/{other}").text == first[1]
    assert ask(door, f"/{code}").text == anew(door, store, f"/{code}") != first[0]


def test_an_empty_area_that_is_renamed_says_its_new_name(
    door: ScanFirst, store: Store, area: int, code: str
) -> None:
    ask(door, f"/{code}")
    with change(store) as changes:
        changes.update("area", area, {"name": "Neuer Name"})
    assert "Neuer Name" in ask(door, f"/{code}").text


def test_after_many_changes_in_any_order_the_page_is_that_of_a_fresh_service(
    door: ScanFirst, store: Store, area: int, code: str, tenants: list[int], add_firm: Callable[..., int]
) -> None:
    rng = random.Random(7)
    for round_ in range(24):
        what = CHANGES[rng.choice(["a word", "its name", "its number", "its place", "no place"])]
        with change(store) as changes:
            changes.update("tenant", rng.choice(tenants), what | {"phone": str(round_)})
        if round_ % 7 == 3:
            tenants.append(add_firm(name=f"Neu {round_}"))
        assert ask(door, f"/{code}").text == anew(door, store, f"/{code}")


@pytest.mark.parametrize("store", ["geopackage"], indirect=True)
def test_an_older_state_that_another_program_puts_back_into_the_file_is_shown(
    door: ScanFirst, store: Store, area: int, code: str, tenants: list[int]
) -> None:
    before = ask(door, f"/{code}").text
    with closing(sqlite3.connect(store.url)) as file, closing(sqlite3.connect(":memory:")) as saved:
        file.backup(saved)
        with change(store) as changes:
            changes.update("area", area, {"name": "Neuer Name"})
            changes.update("tenant", tenants[0], {"name": "Andere GmbH"})
        assert ask(door, f"/{code}").text != before
        saved.backup(file)
    assert ask(door, f"/{code}").text == before


def test_a_page_packed_in_haste_is_packed_well_once_it_stays(
    door: ScanFirst, store: Store, area: int, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def packed() -> Reply:
        return ask(door, f"/{code}", accept_encoding="gzip")

    with change(store) as changes:
        tenants = [changes.create("tenant", firm(n, area=area)) for n in range(30)]
    well = len(packed().body)
    monkeypatch.setattr(kept_pages, "SOON_S", 1000.0)
    for word in ("Tor 3", "Tor 4"):
        with change(store) as changes:
            changes.update("tenant", tenants[7], {"lorry_note": word})
        assert packed().text == anew(door, store, f"/{code}")
    hasty = packed()
    assert len(hasty.body) > well + 100
    monkeypatch.setattr(kept_pages, "SOON_S", 0.0)
    assert len(packed().body) < well + 100
    assert packed().text == hasty.text


@pytest.mark.parametrize("count", [0, 1, 12, 13, 30])
def test_rows_in_blocks_are_the_same_rows(count: int) -> None:
    rng = random.Random(count)
    rows = [f"<li>Firma {n} {rng.random()}".encode() for n in range(3 * count)]
    made = in_blocks(rows)
    for n in range(len(rows)):
        others = [*rows[:n], b"<li>anders", *rows[n + 1 :]]
        made = in_blocks(others, made)
        packer = zlib.decompressobj(-15)
        assert packer.decompress(b"".join(made.deflated)) == b"".join(others)
    shorter = in_blocks(rows[: len(rows) // 2], made)
    assert zlib.decompressobj(-15).decompress(b"".join(shorter.deflated)) == b"".join(rows[: len(rows) // 2])
