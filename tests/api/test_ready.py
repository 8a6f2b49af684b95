"""A process is ready before it listens: the first visitor waits for nothing that could be loaded before."""

from signage.settings import Settings
from signage.store import Store
from signage_api.app import create_app
from tests.places import a_sign, a_tenant, an_area


def test_the_first_page_is_made_before_the_first_visitor_asks(inventory: Store, settings: Settings) -> None:
    row = inventory.row("sign", a_sign(inventory, an_area(inventory)))
    assert row is not None
    service = create_app(settings, store=inventory)
    service.get_ready()
    door = service._door
    assert door is not None
    assert door.visits._pages.get((row["code"], "de")) is not None
    assert door.counts.flush() == 0  # nobody has scanned
    service.close()


def test_an_inventory_without_signs_is_ready_too(inventory: Store, settings: Settings) -> None:
    service = create_app(settings, store=inventory)
    service.get_ready()
    service.close()


def test_the_page_made_first_is_that_of_the_fullest_area(inventory: Store, settings: Settings) -> None:
    a_sign(inventory, an_area(inventory), number="EK-001")
    full = an_area(inventory, name="Gewerbegebiet Süd", short_name="GS")
    row = inventory.row("sign", a_sign(inventory, full, number="GS-001"))
    for name in ("Becken GmbH", "Zahn GmbH"):
        a_tenant(inventory, full, name=name)
    assert row is not None
    service = create_app(settings, store=inventory)
    service.get_ready()
    assert service._door is not None
    assert service._door.visits._pages.get((row["code"], "de")) is not None
    service.close()
