"""The files: made again they are the same bytes, and their columns are those of the layers."""

import json
from pathlib import Path

import pytest

from signage.domain.layers import BY_PLURAL, KEPT_BY_STORE
from tests.sample.conftest import HOME
from tools.sample.build import TITLES, make_inventory, read_municipalities


def test_the_generator_writes_the_committed_bytes(tmp_path: Path) -> None:
    make_inventory(read_municipalities(HOME / "municipalities.geojson"), tmp_path)
    for name in (*(f"{layer}.geojson" for layer in TITLES), "codes.csv"):
        assert (tmp_path / name).read_bytes() == (HOME / name).read_bytes(), name


@pytest.mark.parametrize("name", ["municipalities", *TITLES])
def test_columns_are_those_of_the_layer(name: str) -> None:
    layer = BY_PLURAL[name]
    rows = [
        row["properties"]
        for row in json.loads((HOME / f"{name}.geojson").read_text(encoding="utf-8"))["features"]
    ]
    assert {column for row in rows for column in row} <= set(layer.columns) - KEPT_BY_STORE
    required = {field.name for field in layer.fields if field.required} | {"source_name", "source_id"}
    assert all(row[column] for row in rows for column in required)


@pytest.mark.parametrize("name", ["municipalities", *TITLES])
def test_coded_values_are_known(name: str) -> None:
    layer = BY_PLURAL[name]
    rows = [
        row["properties"]
        for row in json.loads((HOME / f"{name}.geojson").read_text(encoding="utf-8"))["features"]
    ]
    for field in layer.fields:
        if field.choices:
            assert {row[field.name] for row in rows} - {None} <= set(field.choices)


@pytest.mark.parametrize("name", ["municipalities", *TITLES])
def test_a_file_is_small_and_has_one_feature_per_line(name: str) -> None:
    text = (HOME / f"{name}.geojson").read_text(encoding="utf-8")
    assert len(text.encode()) < 1_500_000
    assert text.count('{"type":"Feature"') == text.count("\n") - 2


@pytest.mark.parametrize("name", ["municipalities", *TITLES])
def test_the_readme_counts_the_rows_of_each_file(name: str) -> None:
    readme = (HOME / "README.md").read_text(encoding="utf-8")
    rows = (HOME / f"{name}.geojson").read_text(encoding="utf-8").count('{"type":"Feature"')
    assert f"| `{name}.geojson` | {rows:,} |" in readme
