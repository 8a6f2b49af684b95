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


TLBV, OWN_TOWN, THROUGH = "Landesamt für Bau und Verkehr (TLBV)", "Gemeinde Stadtilm", "Ortsdurchfahrt"
# Class of road, in town -> owner, certainty, who grants the special use, certainty; for a place in Stadtilm.
OWNERS = [
    ("A", False, "Autobahn GmbH des Bundes", "found", "Autobahn GmbH des Bundes", "memory"),
    ("B", False, TLBV, "found", TLBV, "memory"),
    ("B", True, TLBV, "found", OWN_TOWN, "found"),
    ("L", False, TLBV, "found", TLBV, "memory"),
    ("L", True, TLBV, "found", OWN_TOWN, "found"),
    ("K", False, "Ilm-Kreis", "found", "Ilm-Kreis", "memory"),
    ("K", True, "Ilm-Kreis", "found", OWN_TOWN, "found"),
    ("G", False, OWN_TOWN, "found", OWN_TOWN, "memory"),
    ("G", True, OWN_TOWN, "found", OWN_TOWN, "memory"),
    ("P", True, "Eigentümer des Weges", "memory", "Zustimmung der Eigentümer", "memory"),
    (None, None, "Träger der Straßenbaulast (hier ist keine Straße", "presumed", "Träger der Stra", "memory"),
]


@pytest.mark.parametrize(("road_class", "in_town", "owner", "sure", "grants", "grant_sure"), OWNERS)
def test_owner_and_special_use_follow_from_the_class_of_road(
    road_class: str | None, in_town: bool | None, owner: str, sure: str, grants: str, grant_sure: str
) -> None:
    place = Place(road_class, in_town, "16070048", type="SAM", municipality="Stadtilm")
    [owned], [use, *_] = said(place, "owner"), said(place, "permit")
    assert owned.sentence.startswith(owner)
    assert grants in use.sentence
    assert (owned.citation.certainty, use.citation.certainty) == (sure, grant_sure)
    assert owned.citation.source
    assert use.citation.source
    assert (THROUGH in use.sentence) is (bool(in_town) and road_class in ("B", "L", "K"))


TOWNS = {"Gotha": "16067029", "Ilmenau": "16070029", "Waltershausen": "16067072", "Arnstadt": "16070004"}
BY_DISTRICT = {"16067": "Landkreis Gotha", "16070": "Ilm-Kreis"}


@pytest.mark.parametrize("road_class", ["A", "B", "L", "K", "G"])
@pytest.mark.parametrize("town", [*TOWNS, "Stadtilm"])
def test_four_towns_are_traffic_authorities_of_their_own(town: str, road_class: str) -> None:
    """Gotha and Ilmenau but for motorways, Waltershausen and Arnstadt but for federal roads too."""
    ags = TOWNS.get(town, "16070048")
    own = {"Gotha": "BLKG", "Ilmenau": "BLKG", "Waltershausen": "LKG", "Arnstadt": "LKG"}.get(town, "")
    (traffic,) = said(Place(road_class, True, ags, municipality=town), "traffic")
    if road_class in own:
        assert (traffic.sentence, traffic.citation.certainty) == (
            f"Stadt {town} als Straßenverkehrsbehörde",
            "found",
        )
    elif road_class == "A":
        assert (traffic.sentence.split(",")[0], traffic.citation.certainty) == (
            "Fernstraßen-Bundesamt",
            "memory",
        )
    else:
        district = f"{BY_DISTRICT[ags[:5]]} als Straßenverkehrsbehörde"
        assert (traffic.sentence, traffic.citation.certainty) == (district, "presumed")


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
    statements = who_must_say_yes(Place(None, None, None, family=None))
    assert [one.key for one in statements[:2]] == ["owner", "traffic"]
    assert {one.citation.certainty for one in statements} == {"presumed"}
    assert all(one.sentence.strip() and one.citation.source for one in statements)


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
