"""Who may read which column: one table, and every door that shows rows reads it."""

from datetime import date

import pytest

from signage.domain.audience import CONSENTS, OF_COLUMN, columns_for, open_consents, private_columns
from signage.domain.layers import BY_PLURAL, LAYERS, Layer
from signage.maps.features import _DRAWN, COLUMNS
from signage.services.exporting import columns_of as exported
from signage.services.rights import Rights
from signage.services.withheld import withhold
from signage_api.features import features

DAY = date(2026, 11, 22)
# Whoever adds a column of people must say here, too, who reads it.
STAFF = {
    "municipality": {"note"},
    "area": {"note"},
    "tenant": {"legal_basis", "consented_by", "consented_on", "consents", "note"},
    "sign": {"exceptions", "note"},
    "road": set[str](),
    "backdrop": set[str](),
}
each_layer = pytest.mark.parametrize("layer", LAYERS.values(), ids=lambda layer: layer.name)


@each_layer
def test_each_column_has_the_audience_that_this_table_names(layer: Layer) -> None:
    assert columns_for(layer.name, "staff") == STAFF[layer.name]
    assert columns_for(layer.name, "consent") == (
        {"phone", "web", "jobs", "email", "contact"} if layer.name == "tenant" else set()
    )
    assert columns_for(layer.name, "public") == set(layer.columns) - private_columns(layer.name)


@each_layer
def test_an_export_for_everybody_carries_public_columns_only(layer: Layer) -> None:
    assert {field.name for field in exported(layer, personal=False)} <= columns_for(layer.name, "public")
    assert private_columns(layer.name) <= {field.name for field in exported(layer, personal=True)}


@each_layer
def test_the_api_shows_strangers_public_columns_only(layer: Layer) -> None:
    row = [None] * (len(layer.columns) + 2)
    [feature] = features(layer.name, [row], Rights(frozenset({"16067029"})))
    assert feature["properties"].keys() <= {"id", *columns_for(layer.name, "public")}


@each_layer
def test_the_history_of_another_municipality_keeps_public_columns_only(layer: Layer) -> None:
    entry = {"layer": layer.name, "id": 1, "before": dict.fromkeys(layer.columns), "after": None}
    withhold(entry, 2)
    assert entry["before"].keys() == columns_for(layer.name, "public")  # type: ignore[attr-defined]


@pytest.mark.parametrize("plural", COLUMNS)
def test_the_map_draws_public_columns_only(plural: str) -> None:
    assert set(COLUMNS[plural]) <= columns_for(BY_PLURAL[plural].name, "public")
    assert COLUMNS[plural] == tuple(_DRAWN[plural].split())


@pytest.mark.parametrize(
    ("basis", "on", "agreed"),
    [
        ("consent", date(2026, 11, 22), True),
        ("consent", "2026-11-22", True),
        ("consent", date(2026, 11, 23), False),
        ("consent", None, False),
        ("register", date(2026, 1, 1), False),
        (None, date(2026, 1, 1), False),
    ],
)
def test_a_firm_has_agreed_from_the_day_that_its_consent_bears(
    basis: str | None, on: date | str | None, agreed: bool
) -> None:
    assert open_consents(None, basis, on, DAY) == ({"phone", "web"} if agreed else set())


@pytest.mark.parametrize(
    ("consents", "open_ones"),
    [
        ("email logo", {"email", "logo"}),
        ("none", set()),
        ("phone everything", {"phone"}),
        ("", {"phone", "web"}),
    ],
)
def test_what_a_firm_said_itself_counts_before_what_was_imported(consents: str, open_ones: set[str]) -> None:
    assert open_consents(consents, "consent", DAY, DAY) == open_ones


def test_each_column_of_consent_has_its_kind() -> None:
    assert OF_COLUMN.keys() == columns_for("tenant", "consent")
    assert set(OF_COLUMN.values()) < set(CONSENTS)
