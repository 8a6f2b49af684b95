"""What a place means, told by the API of what is stored around it: each with its figure and its source."""

from typing import Any

import pytest
from starlette.testclient import TestClient

from signage.store import Store
from tests.places import a_sign, add, an_area, line, point, polygon

Row = dict[str, Any]


def a_road(store: Store, **changes: Any) -> None:
    """A federal road outside town of 8 m, running east through the place of all signs."""
    shape = {"geometry": line((-900, 0), (900, 0)), "width_m": 8.0, "number": "B 7"}
    own = {**shape, "road_class": "B", "speed_kmh": 100, "in_town": False}
    add(store, "road", **own | changes)


def found(client: TestClient, sign: int) -> dict[str, Row]:
    answer = client.get(f"/api/v1/signs/{sign}/findings", headers={"Accept-Language": "en"})
    assert answer.status_code == 200, answer.text
    return {one["rule"]: one for one in answer.json()["findings"]}


@pytest.mark.parametrize(
    ("road_class", "off_m", "required", "severity"),
    [
        ("A", 35, 40, "error"), ("A", 95, 100, "hint"), ("B", 15, 20, "error"), ("B", 35, 40, "hint"),
        ("L", 15, 20, "error"), ("K", 35, 40, "hint"),
    ],
)  # fmt: skip
def test_the_strip_that_must_stay_free_depends_on_the_class_of_road(
    client: TestClient, inventory: Store, road_class: str, off_m: int, required: int, severity: str
) -> None:
    a_road(inventory, road_class=road_class)
    pylon = a_sign(inventory, an_area(inventory), type="BEG", geometry=point(0, -off_m - 4.0))
    told = found(client, pylon)["strip.building_free"]
    assert (told["measured"], told["required"], told["severity"]) == (off_m, required, severity)
    assert told["citation"]["certainty"] == ("law" if road_class in "AB" else "memory")


def test_a_street_of_the_municipality_has_no_strip(client: TestClient, inventory: Store) -> None:
    a_road(inventory, road_class="G")
    pylon = a_sign(inventory, an_area(inventory), type="BEG", geometry=point(0, -19.0))
    assert "strip.building_free" not in found(client, pylon)


def test_on_a_plot_its_owner_must_agree_where_plots_are_loaded(client: TestClient, inventory: Store) -> None:
    a_road(inventory)
    sign = a_sign(inventory, an_area(inventory), geometry=point(0, -30))
    assert "plot.private" not in found(client, sign)
    add(inventory, "backdrop", kind="plot", geometry=polygon(-10, -50, 40))
    assert "owner's consent" in found(client, sign)["plot.private"]["message"]


def test_a_code_without_a_stopping_place_is_told(client: TestClient, inventory: Store) -> None:
    a_road(inventory)
    area = an_area(inventory)
    for stop, told in (("none", True), ("lay_by", False)):
        sign = a_sign(inventory, area, geometry=point(0, -30), stopping_place=stop)
        assert ("code.stopping_place" in found(client, sign)) is told


def test_a_sign_far_before_its_junction_is_told_how_far(client: TestClient, inventory: Store) -> None:
    a_road(inventory)
    a_road(inventory, road_class="K", number="K 5", geometry=line((300, 0), (300, -300)), speed_kmh=70)
    sign = a_sign(inventory, an_area(inventory), type="EIN", geometry=point(0, -6.5), bearing_deg=270.0)
    told = found(client, sign)["advance.distance"]
    assert (told["measured"], told["required"]) == (300, 250)


def test_outside_all_municipalities_an_unsaved_place_is_refused_by_a_rule(
    client: TestClient, inventory: Store, own: dict[str, str]
) -> None:
    a_road(inventory)
    far = {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [8.0, 48.0]},
        "properties": {"type": "SAM"},
    }
    answer = client.post("/api/v1/signs/check", json=far, headers=own)
    [told] = [one for one in answer.json()["findings"] if one["rule"] == "district.inside"]
    assert told["severity"] == "error"


def approvals(client: TestClient, sign: int) -> dict[str, Row]:
    """The first statement of each role."""
    answer = client.get(f"/api/v1/signs/{sign}/findings", headers={"Accept-Language": "de"}).json()
    return {one["role"]: one for one in reversed(answer["approvals"])}


@pytest.mark.parametrize(
    ("off_m", "towns", "is_told"),
    [
        (-10, {"Amt Wachsenburg"}, False),
        (0, {"Amt Wachsenburg", "Gotha"}, False),
        (10, {"Gotha"}, False),
        (40, {"Gotha"}, True),
    ],
)
def test_at_the_border_one_municipality_must_say_yes_and_its_own_one_is_told_where_it_lies_beyond(
    client: TestClient, inventory: Store, off_m: int, towns: set[str], is_told: bool
) -> None:
    border = 20_000
    a_road(inventory, road_class="G", in_town=True, geometry=line((border - 900, 0), (border + 900, 0)))
    sign = a_sign(inventory, an_area(inventory), geometry=point(border + off_m, -6))
    [town] = [town for town in towns if town in approvals(client, sign)["owner"]["message"]]
    assert approvals(client, sign)["permit"]["message"] == f"Sondernutzungserlaubnis: Gemeinde {town}"
    assert ("municipality.inside" in found(client, sign)) is is_told


def test_where_no_road_is_on_record_nobody_is_named_as_its_owner(
    client: TestClient, inventory: Store
) -> None:
    sign = a_sign(inventory, an_area(inventory), type="SAM")
    told = approvals(client, sign)
    assert told["owner"]["message"] == "Träger der Straßenbaulast (hier ist keine Straße im Bestand)"
    assert {told[role]["citation"]["certainty"] for role in ("owner", "traffic")} == {"presumed"}
    assert "road" in found(client, sign)["data.missing"]["message"]


def test_outside_the_district_all_that_is_said_is_presumed(
    client: TestClient, inventory: Store, own: dict[str, str]
) -> None:
    a_road(inventory, geometry=line((-90_000, 0), (-80_000, 0)))
    far = {"type": "Point", "coordinates": [9.77, 50.86]}
    sent = {"type": "Feature", "geometry": far, "properties": {"type": "BEG", "family": "guide"}}
    answer = client.post("/api/v1/signs/check", json=sent, headers=own).json()
    assert {"owner", "traffic", "permit"} <= {one["role"] for one in answer["approvals"]}
    assert {one["citation"]["certainty"] for one in answer["approvals"]} == {"presumed"}
    assert "district.inside" in {one["rule"] for one in answer["findings"]}
