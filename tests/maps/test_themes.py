"""By what signs are told apart on the planner's page: each class has a look."""

import re

import pytest

from signage.domain import words
from signage.maps.assets import asset_paths

THEMES = next(file for path, file in asset_paths().items() if path.endswith("/plan/themes.js")).read_text(
    "utf-8"
)


@pytest.mark.parametrize(
    ("table", "codes"),
    [("TYPES", words.SIGN_TYPES), ("STATES", words.STATES), ("CONDITIONS", words.CONDITIONS)],
)
def test_every_word_of_the_inventory_has_a_look_of_its_own(table: str, codes: dict[str, object]) -> None:
    [looks] = re.findall(rf"const {table} = {{(.*?)}};", THEMES, re.DOTALL)
    assert set(re.findall(r"(\w+): look", looks)) == set(codes)
