"""Judging the signs of an area and of the whole store."""

from pathlib import Path
from typing import Any

import pytest

from signage.domain.faces import read_face
from signage.domain.validity import today
from signage.services.editing import end_row
from signage.services.rights import Rights, everywhere
from signage.services.siting import judge_all, judge_sign
from signage.store import Store, open_store
from tests.places import a_municipality, a_sign, a_tenant, an_area


@pytest.mark.parametrize("area", [4, 7])
def test_the_signs_of_an_area_are_judged_as_among_all(sample_file: Path, area: int) -> None:
    store = open_store(sample_file, fsync=False)
    try:
        among_all = [(row["id"], found) for row, found in judge_all(store) if row["area"] == area]
        alone = [(row["id"], found) for row, found in judge_all(store, area=area)]
    finally:
        store.close()
    assert alone
    assert alone == among_all


def test_an_area_without_signs_has_nothing_to_judge(sample_file: Path) -> None:
    store = open_store(sample_file, fsync=False)
    try:
        assert judge_all(store, area=10**6) == []
    finally:
        store.close()


@pytest.fixture
def named(store: Store) -> dict[str, Any]:
    """A sign that names a firm which ended today."""
    a_municipality(store)
    area = an_area(store)
    firm = a_tenant(store, area, name="Fortzug GmbH")
    face = read_face({"slots": [{"id": 1, "tenant": firm, "text": "Fortzug GmbH"}]})
    sign = a_sign(store, area, type="SAM", face=face)
    end_row(store, "tenant", firm, today(), rights=everywhere("t"))
    row = store.row("sign", sign)
    assert row is not None
    return row


def texts(store: Store, row: dict[str, Any], rights: Rights | None) -> list[str]:
    found = judge_sign(store, row, rights=rights).findings
    return [str(one.sentence) for one in found if one.rule == "text.current"]


def test_a_sign_that_names_a_firm_which_is_gone_is_told_so_by_the_traffic_light(
    store: Store, named: dict[str, Any]
) -> None:
    told = ["Nennt „Fortzug GmbH“; die Firma ist weg."]
    assert texts(store, named, everywhere("t")) == told
    [(_, found)] = judge_all(store, rights=everywhere("t"))
    assert [str(one.sentence) for one in found if one.rule == "text.current"] == told


def test_who_is_gone_is_told_to_those_alone_whose_business_it_is(store: Store, named: dict[str, Any]) -> None:
    assert texts(store, named, None) == []
    assert texts(store, named, Rights(frozenset(["16067029"]), "Gotha")) == []
    [(_, found)] = judge_all(store)
    assert "text.current" not in {one.rule for one in found}


def test_a_text_that_was_rewritten_and_is_not_saved_yet_is_not_told_again(
    store: Store, named: dict[str, Any]
) -> None:
    face = read_face({"slots": [{"id": 1, "text": "Zuzug AG"}]})
    assert texts(store, named | {"face": face}, everywhere("t")) == []
