"""Where there are more areas than a list offers, one is named, and suggested while it is typed."""

import pytest

from signage.services import own_areas
from signage.store import Store
from tests.desk.conftest import THERE, SignIn
from tests.parts.desk import Visitor
from tests.places import an_area, outline

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
