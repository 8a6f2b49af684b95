"""A store of each kind and the door for scans in front of it."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest

from signage.errors import Denied, Said
from signage.services.rights import Rights
from signage.settings import Settings
from signage.store import Store
from signage.store.changes import ChangeSet
from signage_api.scanning import ScanFirst
from tests.scan import asking, places

DAY = date(2026, 11, 22)


class Calendar:
    """A day that a test may turn."""

    def __init__(self) -> None:
        self.day = DAY

    def __call__(self) -> date:
        return self.day


@pytest.fixture
def calendar() -> Calendar:
    return Calendar()


@pytest.fixture
def passed_on() -> list[str]:
    """Paths that went on to the application behind."""
    return []


def token_of_staff(bearer: str) -> Rights:
    towns = {"staff": None, "neighbour": frozenset({"16067029"})}
    if bearer not in towns:
        raise Denied(Said("falsches Token", "wrong token"))
    return Rights(towns[bearer], bearer)


@pytest.fixture
def door(store: Store, passed_on: list[str], calendar: Calendar) -> Iterator[ScanFirst]:
    """The scans of a service with an operator's settings."""
    settings = Settings(
        public_url="https://schild.example",
        operator="Stadt Muster",
        contact_email="schilder@muster.example",
        imprint_url="https://muster.example/impressum",
        scan_flush_seconds=3600,
    )
    made = ScanFirst(asking.behind(passed_on), store, settings, authorise=token_of_staff, today=calendar)
    yield made
    made.close()


@pytest.fixture
def area(store: Store) -> int:
    """An empty area in its town."""
    with change(store) as changes:
        places.a_town(changes)
        return places.an_area(changes)


@pytest.fixture
def code(store: Store, area: int) -> str:
    """The code of a sign in the area, whose reader looks north."""
    with change(store) as changes:
        return places.a_sign(changes, area)


@pytest.fixture
def add_firm(store: Store, area: int) -> Callable[..., int]:
    """Call with columns; answers the id of a new firm in the area."""

    def add(**values: Any) -> int:
        with change(store) as changes:
            return places.a_firm(changes, area, **values)

    return add


def change(store: Store) -> Any:
    """A change set by the test."""
    context = store.change(who="Test", why="Test")
    assert not isinstance(context, ChangeSet)
    return context
