"""Judging the signs of an area and of the whole store."""

from pathlib import Path

import pytest

from signage.services.siting import judge_all
from signage.store import open_store


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
