"""A municipality with an area and three firms, on both stores."""

import pytest

from signage.store import Store
from tests.places import a_municipality, a_tenant, an_area, outline

HERE, THERE = "16070028", "16067029"


@pytest.fixture
def office(store: Store) -> Store:
    """Amt Wachsenburg with the Erfurter Kreuz and three firms; Gotha with one area and one firm."""
    a_municipality(store)
    gotha = outline(20e3, -20e3, 40e3)
    a_municipality(store, ags=THERE, name="Gotha", district="16067", geometry=gotha)
    area = an_area(store)
    an_area(store, name="Thörey", number="TH", geometry=outline(3000))
    common = {"street": "Am Kreuz", "postcode": "07629", "place": "Ichtershausen", "geometry": None}
    a_tenant(store, area, name="Alpha GmbH", house_number="3-5", number=1, **common)
    a_tenant(store, area, name="Beta AG", house_number="7", number=2, phone="+49 3628 1", **common)
    a_tenant(store, area, name="Gamma e.K.", house_number="9", number=3, is_person=True, **common)
    there = an_area(store, name="Gotha-Süd", number="GS", municipality=THERE, geometry=outline(21e3, 0))
    a_tenant(store, there, name="Fremd KG", municipality=THERE, geometry=None, street="Weg", number=1)
    return store
