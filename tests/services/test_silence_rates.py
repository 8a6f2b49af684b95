"""The error rates of the alarm for silent signs as docs/statistics.md tells them, simulated anew."""

import re

import numpy as np
import pytest

from tools.simulate_silence import PAGE, RATES, days_until_told, false_alarms

RUNS = 12
ROW = re.compile(r"^\| ([\d.]+) \| (\d+) of (\d+) \| (\d+)% \| (\d+|-)", re.MULTILINE)
DAYS_A_SIGN = 8
TOLD = {float(row[1]): row for row in ROW.finditer(PAGE.read_text("utf-8"))}


def test_the_page_has_a_row_for_each_rate() -> None:
    assert tuple(TOLD) == RATES


@pytest.mark.parametrize("rate", RATES)
def test_no_more_false_alarms_come_than_the_page_tells(rate: float) -> None:
    wrong, asked = map(int, false_alarms(np.random.default_rng(7), rate, RUNS).split(" of "))
    assert asked == RUNS * DAYS_A_SIGN
    assert wrong / asked <= int(TOLD[rate][2]) / int(TOLD[rate][3])


@pytest.mark.parametrize("rate", [1.0, 3.0, 10.0])
def test_a_covered_sign_is_found_about_as_soon_as_the_page_tells(rate: float) -> None:
    told = days_until_told(np.random.default_rng(7), rate, RUNS)
    found = [days for days in told if days is not None]
    assert len(found) == RUNS
    # Two windows share the signs about equally, so that the median jumps from one to the other by luck.
    assert np.median(found) <= 2 * int(TOLD[rate][5])


def test_the_upper_bound_told_is_that_of_the_signs_simulated() -> None:
    signs = [int(row[3]) // DAYS_A_SIGN for row in TOLD.values()]
    assert [row[2] for row in TOLD.values()] == ["0"] * len(RATES)
    every, one = (100 * (1 - 0.05 ** (1 / count)) for count in (sum(signs), signs[0]))
    text = " ".join(PAGE.read_text("utf-8").split())
    assert f"below {every:.1f} % (95 % confidence)" in text
    assert f"its {signs[0]} signs, below {one:.0f} %" in text
