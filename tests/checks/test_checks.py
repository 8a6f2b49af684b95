"""Each check finds the fault that is planted for it, and leaves a sound inventory alone."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from signage import Inventory
from signage.checks import CHECKS
from signage.errors import InvalidInput, Said
from signage.store import Store
from tests.places import a_municipality, a_sign, a_tenant, an_area, outline, point

DAY = date(2026, 11, 22)


def sound(store: Store) -> int:
    """An inventory in which nothing is wrong; gives its area."""
    a_municipality(store)
    area = an_area(store)
    a_tenant(store, area, number=1, confirmed_on=date(2026, 9, 1))
    a_sign(store, area, inspected_on=date(2026, 1, 1), stopping_place="lay_by")
    return area


def found(store: Store, only: str | None = None) -> list[str]:
    """Keys of the checks that find something."""
    return list(Inventory(store, DAY).check([only] if only else None)["check"])


def test_a_sound_inventory_has_no_findings(geopackage: Store) -> None:
    sound(geopackage)
    assert found(geopackage) == []


def test_an_empty_inventory_has_no_findings(geopackage: Store) -> None:
    assert found(geopackage) == []


FAULTS: dict[str, Callable[[Store, int], object]] = {
    "tenant.outside-area": lambda s, a: a_tenant(s, a, geometry=point(3000, 500)),
    "tenant.unknown-area": lambda s, _: a_tenant(s, an_area(s, valid_to=date(2020, 1, 1))),
    "tenant.no-area": lambda s, _: a_tenant(s, None),
    "tenant.no-place": lambda s, a: a_tenant(s, a, geometry=None),
    "tenant.duplicate": lambda s, a: a_tenant(s, a, name="MUSTER  gmbh & Co. KG"),
    "tenant.duplicate-number": lambda s, a: a_tenant(s, a, name="Andere", number=1),
    "tenant.unconfirmed": lambda s, a: a_tenant(s, a, name="Alt", confirmed_on=date(2025, 11, 1)),
    "area.overlap": lambda s, _: an_area(s, number="X", geometry=outline(900)),
    "area.no-sign": lambda s, _: an_area(s, number="X", geometry=outline(5000)),
    "area.no-tenant": lambda s, _: an_area(s, number="X", geometry=outline(5000)),
    "area.outside-municipality": lambda s, _: an_area(s, number="X", geometry=outline(90e3)),
    "sign.no-code": lambda s, a: a_sign(s, a, code=False),
    "sign.no-area": lambda s, _: a_sign(s, None),
    "sign.names-gone": lambda s, a: a_sign(s, a, face='{"slots":[{"id":1,"tenant":99,"text":"Weg"}]}'),
    "sign.far-from-area": lambda s, a: a_sign(s, a, geometry=point(2000, 2000)),
}


def test_every_check_has_a_planted_fault() -> None:
    assert set(FAULTS) == set(CHECKS)


@pytest.mark.parametrize("key", sorted(FAULTS))
def test_a_planted_fault_is_found_once(geopackage: Store, key: str) -> None:
    area = sound(geopackage)
    FAULTS[key](geopackage, area)
    found = Inventory(geopackage, DAY).check([key])
    assert list(found["check"]) == [key]
    [message] = found["message"]
    assert isinstance(message, Said)
    assert message.english != message


@pytest.mark.parametrize("key", sorted(CHECKS))
def test_every_check_asks_a_german_question(key: str) -> None:
    assert CHECKS[key].question.rstrip().endswith("?")


def test_an_area_outside_of_all_municipalities_is_found_though_it_names_none(geopackage: Store) -> None:
    an_area(geopackage, number="X", municipality=None, geometry=outline(90e3))
    assert found(geopackage, "area.outside-municipality") == []  # none is loaded yet
    sound(geopackage)
    [told] = Inventory(geopackage, DAY).check(["area.outside-municipality"])["message"]
    assert (told, told.english) == ("liegt außerhalb aller Gemeinden", "lies outside of all municipalities")


def test_findings_say_where_and_what(geopackage: Store) -> None:
    a_tenant(geopackage, sound(geopackage), name="Fern AG", geometry=point(3000, 500), confirmed_on=DAY)
    [finding] = Inventory(geopackage, DAY).check().to_dict("records")
    assert (finding["severity"], finding["layer"], finding["name"]) == ("error", "tenant", "Fern AG")
    assert finding["message"] == "liegt 2000 m außerhalb ihres Gewerbegebiets"
    assert finding["geometry"].x == 643_000


def test_a_firm_that_goes_on_in_another_row_is_not_gone(geopackage: Store) -> None:
    area = sound(geopackage)
    a_sign(geopackage, area, face='{"slots":[{"id":1,"tenant":99,"text":"MUSTER GmbH"}]}')
    assert found(geopackage, "sign.names-gone") == []


def test_errors_come_before_hints(geopackage: Store) -> None:
    area = sound(geopackage)
    a_tenant(geopackage, area, name="Fern", geometry=point(3000, 500))
    assert found(geopackage) == ["tenant.outside-area", "tenant.unconfirmed"]


def test_the_sites_of_signs_are_checked_along(geopackage: Store) -> None:
    area = sound(geopackage)
    a_sign(geopackage, area, stopping_place="none", inspected_on=date(2026, 1, 1))
    assert found(geopackage) == found(geopackage, "code.stopping_place") == ["code.stopping_place"]


def test_an_unknown_check_names_the_known_ones(geopackage: Store) -> None:
    with pytest.raises(InvalidInput, match=r"tenant\.duplicate"):
        found(geopackage, "sign.shiny")


def test_a_corrected_figure_counts(geopackage: Store, tmp_path: Path) -> None:
    area = sound(geopackage)
    a_sign(geopackage, area, film_class="RA1", mounted_on=date(2014, 1, 1), inspected_on=date(2026, 1, 1))
    assert found(geopackage, "film.life") == ["film.life"]
    own = tmp_path / "own.toml"
    told = 'source = "Hersteller"\nedition = "2026"\ncertainty = "found"\n'
    own.write_text('["film.life.RA1"]\nvalue = 15\nunit = "Jahre"\n' + told)
    assert Inventory(geopackage, DAY).check(["film.life"], figures=own).empty
