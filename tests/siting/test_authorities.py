"""Who must say yes, by road, place and sign."""

import json

import pytest

from signage.services.sample import sample_folder
from signage.siting.authorities import Place, Statement, load_authorities, who_must_say_yes

CERTAINTIES = {"law", "found", "memory", "presumed"}


def said(place: Place, role: str) -> list[Statement]:
    return [one for one in who_must_say_yes(place) if one.role == role]


def keys(place: Place) -> list[str]:
    return [one.key for one in who_must_say_yes(place)]


@pytest.mark.parametrize(
    ("road_class", "ags", "authority", "certainty"),
    [
        ("B", "16067029", "Stadt Gotha", "found"),
        ("A", "16067029", "Fernstraßen-Bundesamt", "memory"),
        ("L", "16067072", "Stadt Gotha", "found"),
        ("B", "16067072", "Landkreis Gotha als Straßenverkehrsbehörde", "presumed"),
        ("G", "16070041", "Ilm-Kreis als Straßenverkehrsbehörde", "presumed"),
        ("G", "16071004", "Landkreis 16071 als Straßenverkehrsbehörde", "presumed"),
        ("B", "09172111", "untere Straßenverkehrsbehörde", "presumed"),
        (None, "16067029", "untere Straßenverkehrsbehörde", "presumed"),
    ],
)
def test_the_traffic_authority_depends_on_town_and_road(
    road_class: str | None, ags: str, authority: str, certainty: str
) -> None:
    place = Place(road_class, True, ags, municipality="Gotha")
    (traffic,) = said(place, "traffic")
    assert traffic.sentence.startswith(authority)
    assert traffic.citation.certainty == certainty


@pytest.mark.parametrize(
    ("road_class", "owner"),
    [("A", "Autobahn GmbH"), ("L", "Landesamt"), ("K", "Landkreis"), ("G", "Gemeinde")],
)
def test_the_owner_follows_from_the_class_of_road(road_class: str, owner: str) -> None:
    (found,) = said(Place(road_class, False, "16067029"), "owner")
    assert found.sentence.startswith(owner)


def test_a_district_is_called_by_its_name_in_both_languages() -> None:
    (owner,) = said(Place("K", False, "16070028"), "owner")
    assert (owner.sentence, owner.sentence.english) == ("Ilm-Kreis", "district Ilm-Kreis")
    file = json.loads((sample_folder() / "municipalities.geojson").read_text("utf-8"))
    known = {row["properties"]["ags"][:5] for row in file["features"]}
    assert known == set(load_authorities()["district"])


def test_special_use_of_a_through_road_is_granted_by_the_municipality() -> None:
    assert "special_use_through_road" in keys(Place("B", True, "16067029"))
    assert "special_use" in keys(Place("B", False, "16067029"))
    assert "special_use" in keys(Place("G", True, "16067029"))


def test_an_official_sign_needs_an_order_after_a_hearing() -> None:
    place = Place("L", False, "16067029", family="official", type="AMT")
    assert keys(place)[2:] == ["order", "hearing", "cost_owner"]


def test_who_pays_for_an_official_sign_depends_on_what_it_names() -> None:
    place = Place("L", True, "16067029", family="official")
    assert keys(place)[-1] == "cost_municipality"
    assert keys(Place("L", True, "16067029", "official", to_own_facility=True))[-1] == "cost_firm"


def test_a_pylon_outside_town_needs_most() -> None:
    needed = keys(Place("B", False, "16067029", type="BEG"))
    assert {"special_use", "building_permit", "advertising_ban", "strip_federal"} <= set(needed)
    assert "building_permit" not in keys(Place("B", False, "16067029", type="EIN"))


def test_thuringian_sources_are_presumed_elsewhere() -> None:
    statements = who_must_say_yes(Place("L", False, "09172111", type="BEG"))
    thuringian = [one for one in statements if "Thür" in one.citation.source]
    assert thuringian
    assert {one.citation.certainty for one in thuringian} == {"presumed"}


def test_nothing_known_still_gives_an_answer() -> None:
    assert keys(Place(None, None, None, family=None))[:2] == ["owner", "traffic"]


def test_every_row_has_its_sentence_and_its_source() -> None:
    table = load_authorities()
    for row in [*table["owner"].values(), *table["traffic"], *table["statement"].values()]:
        assert all(row[name] for name in ("german", "english", "source", "edition"))
        assert row["certainty"] in CERTAINTIES


def test_every_statement_of_the_table_is_used() -> None:
    places = [
        Place(kind, town, "16067029", family, type_, to_own_facility=own)
        for kind in ("A", "B", "L", "K", "G", "P", None)
        for town in (True, False)
        for family in ("official", "guide", "advertising")
        for type_ in ("BEG", "EIN")
        for own in (True, False)
    ]
    used = {one.key for place in places for one in who_must_say_yes(place)}
    assert set(load_authorities()["statement"]) <= used
