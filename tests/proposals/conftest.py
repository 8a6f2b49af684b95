"""A firm of Amt Wachsenburg, on both engines."""

import pytest

from signage.services.rights import Grant, Rights
from signage.store import Store
from tests.places import a_municipality, a_tenant, an_area, outline

OWN = Rights.from_grants([Grant("clerk", "16070028")], who="Kim Muster")
READER = Rights.from_grants([Grant("reader", "16070028")], who="Lies")
FOREIGN = Rights.from_grants([Grant("clerk", "16067029")], who="Gotha")
FIRM = Rights(frozenset({"16070028"}), "Firma selbst (Link vom 28.11.2026)")


@pytest.fixture
def area(store: Store) -> int:
    a_municipality(store)
    a_municipality(store, ags="16067029", name="Gotha", geometry=outline(20e3, -20e3, 40e3))
    return an_area(store)


@pytest.fixture
def firm(store: Store, area: int) -> int:
    return a_tenant(store, area, email="post@muster.example", street="Am Kreuz", house_number="1")
