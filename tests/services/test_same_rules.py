"""An edit and an import hold rows to the same conditions, in the same sentences."""

from pathlib import Path
from typing import Any

import pytest

from signage.errors import InvalidInput
from signage.services.editing import add_row
from signage.services.tokens import everywhere
from signage.store import Store
from tests.services.import_world import take, the_problem

START, END = "2026-05-01", "2026-04-01"
CASES = {
    "a span that ends before it begins": {"area": "1", "valid_from": START, "valid_to": END},
    "a number on the plan that another firm has": {"area": "1", "number": "7"},
    "neither area nor position": {"phone": "03621 1"},
}


def edited(store: Store, values: dict[str, str]) -> str:
    given: dict[str, Any] = {"name": "Licht", **values}
    given |= {name: int(given[name]) for name in ("area", "number") if name in given}
    with pytest.raises(InvalidInput) as refusal:
        add_row(store, "tenant", given, rights=everywhere("test"))
    [problem] = refusal.value.problems.values()
    return problem


@pytest.mark.parametrize("values", CASES.values(), ids=CASES)
def test_an_import_says_what_an_edit_says(world: Store, tmp_path: Path, values: dict[str, str]) -> None:
    add_row(world, "tenant", {"name": "Elektro", "area": 1, "number": 7}, rights=everywhere("test"))
    text = ";".join(["Firma", *values]) + "\n" + ";".join(["Licht", *values.values()]) + "\n"
    imported = the_problem(take(world, "tenants", tmp_path, text))
    assert imported.startswith(edited(world, values).replace("'Elektro'", "eine andere Firma"))
