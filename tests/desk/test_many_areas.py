"""Where there are more areas than a list offers, one is named, and suggested while it is typed."""

import re
from collections.abc import Iterator

import pytest

from signage.domain.validity import today
from signage.services import own_areas
from signage.store import Store
from tests.desk.conftest import THERE, SignIn
from tests.parts.desk import Visitor
from tests.places import a_tenant, an_area, outline

MANY = ("/desk/history", "/desk/asof", "/desk/compare", "/desk/signs")


@pytest.fixture
def many_areas(inventory: Store, monkeypatch: pytest.MonkeyPatch) -> int:
    """The first of more areas than a list offers."""
    monkeypatch.setattr(own_areas, "MOST_OFFERED", 1)
    area = an_area(inventory)
    an_area(inventory, name="Gotha-Süd", municipality=THERE, geometry=outline(25e3))
    an_area(inventory, name="Gotha-Nord", municipality=THERE, geometry=outline(27e3))
    return area


@pytest.mark.parametrize("path", MANY)
def test_an_area_out_of_many_is_named_instead_of_chosen_from_a_list(
    sign_in: SignIn, inventory: Store, many_areas: int, path: str
) -> None:
    manager = sign_in("manager")
    page = manager.get(path).text
    assert ">Gotha-Süd</option>" not in page
    assert 'hx-get="/desk/find/areas"' in page
    name = (inventory.row("area", many_areas) or {})["name"]
    for typed in (str(many_areas), name):
        found = manager.get(path, params={"area": typed})
        assert found.status_code == 200, typed
        assert f'name="area" type="text" value="{name}"' in found.text


@pytest.mark.parametrize("path", MANY)
def test_words_that_mean_several_areas_or_none_are_asked_about(
    sign_in: SignIn, many_areas: int, path: str
) -> None:
    manager = sign_in("manager")
    for typed, said in (("gotha", "passt auf mehrere Gewerbegebiete"), ("xyz", "gibt es hier nicht")):
        answer = manager.get(path, params={"area": typed})
        assert answer.status_code in (200, 422), typed
        assert said in answer.text
        assert f'value="{typed}" list=' in answer.text


def test_areas_are_suggested_within_ones_rights(
    sign_in: SignIn, clerk: Visitor, inventory: Store, many_areas: int
) -> None:
    name = (inventory.row("area", many_areas) or {})["name"]
    own = clerk.get("/desk/find/areas", params={"area": name}).text
    assert f'<option value="{many_areas}"' in own
    assert "<option" not in clerk.get("/desk/find/areas", params={"area": "gotha"}).text
    assert sign_in("manager").get("/desk/find/areas", params={"area": "gotha"}).text.count("<option") == 2


def _field(page: str, name: str = "area") -> str:
    [value] = re.findall(rf'name="{name}" type="text" value="([^"]*)"', page)
    return str(value)


def test_the_forms_of_a_firm_name_an_area_out_of_many(
    sign_in: SignIn, inventory: Store, many_areas: int
) -> None:
    firm, manager = a_tenant(inventory, many_areas), sign_in("manager", None)
    own = str((inventory.row("area", many_areas) or {})["name"])
    for path in (f"/desk/firms/{firm}", f"/desk/firms/{firm}/move", f"/desk/firms/new?area={many_areas}"):
        page = manager.get(path).text
        assert _field(page) == own, path
        assert ">Gotha-Süd</option>" not in page
    page = manager.post("/desk/firms/many", {"firm": f"{firm}:1", "step": "choose"}).text
    assert _field(page, "value_area") == ""
    assert "<option" in manager.get("/desk/find/areas", params={"value_area": "gotha"}).text


def test_an_area_that_is_named_in_a_form_is_the_one_the_firm_moves_to(
    sign_in: SignIn, inventory: Store, many_areas: int
) -> None:
    firm, manager = a_tenant(inventory, many_areas, geometry=None), sign_in("manager", None)
    own = str((inventory.row("area", many_areas) or {})["name"])
    same = manager.post(f"/desk/firms/{firm}/move", {"area": own, "version": "1", "on": str(today())})
    assert same.status_code == 422, "it is there already"
    said = {"area": "gotha-nord", "version": "1", "meaning": "wrong"}
    done = manager.post(f"/desk/firms/{firm}", said)
    assert done.status_code == 303, re.findall("(?s)kern-(?:error|title).*?</", done.text)
    there = (inventory.row("tenant", firm) or {})["area"]
    assert (inventory.row("area", there) or {})["name"] == "Gotha-Nord"


def test_a_firms_form_and_firms_alike_read_no_list_of_all_areas(
    sign_in: SignIn, inventory: Store, many_areas: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    firm, manager = a_tenant(inventory, many_areas, name="Musterfirma Nord"), sign_in("manager", None)
    monkeypatch.setattr(own_areas.AreasWithin, "__iter__", _all_are_asked_for)
    own = str((inventory.row("area", many_areas) or {})["name"])
    assert manager.get(f"/desk/firms/{firm}").status_code == 200
    assert own in manager.get("/desk/firms/similar", params={"name": "Musterfirma Nord"}).text


def _all_are_asked_for(_: own_areas.AreasWithin) -> Iterator[int]:
    raise AssertionError("all areas are read for one name")
