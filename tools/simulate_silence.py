"""How often the alarm for silent signs is wrong, and how soon it is right, by simulation:
`.venv/bin/python -m tools.simulate_silence` writes the table of docs/statistics.md.

A sign and eight neighbours are scanned in clumps (negative binomial, variance three times the mean) whose
rate follows the week, the season and the weather of the place: one factor for all nine each day.
"""

import re
from datetime import date, timedelta
from pathlib import Path

import numpy as np

from signage.services.silence import HISTORY, NEIGHBOURS, scanned, silence

PAGE = Path(__file__).resolve().parents[1] / "docs" / "statistics.md"
RATES = (0.1, 0.3, 1.0, 3.0, 10.0)  # scans a day
START = date(2026, 1, 1)
WATCHED = 56  # days
_CLUMP = 3.0  # variance over mean


def scanned_days(rng: np.random.Generator, rate: float, days: int) -> list[set[date]]:
    """The days on which the sign and each of its neighbours were scanned, the sign's first."""
    number = np.arange(days)
    week = np.where(number % 7 >= 5, 0.3, 1.28)
    season = 1 + 0.4 * np.sin(2 * np.pi * (number / 365 + rng.random()))
    weather = rng.gamma(4, 1 / 4, days)
    own = np.concatenate([[1.0], rng.gamma(2, 1 / 2, NEIGHBOURS)])  # neighbours are busier or quieter
    mean = rate * np.outer(own, week * season * weather)
    scans = rng.negative_binomial(np.maximum(mean / (_CLUMP - 1), 1e-9), 1 / _CLUMP)
    return [{START + timedelta(days=int(day)) for day in np.flatnonzero(row)} for row in scans]


def is_silent(sign: set[date], near: list[set[date]], day: date) -> bool:
    """Whether a sign with scans on these days is called silent on `day`."""
    return silence(scanned(sign, on=day), [scanned(days, on=day) for days in near]) is not None


def false_alarms(rng: np.random.Generator, rate: float, runs: int) -> str:
    """On how many of how many days a sign that is well is called silent."""
    wrong = asked = 0
    for _ in range(runs):
        sign, *near = scanned_days(rng, rate, HISTORY + WATCHED)
        for day in range(HISTORY, HISTORY + WATCHED, 7):
            wrong += is_silent(sign, near, START + timedelta(days=day))
            asked += 1
    return f"{wrong} of {asked}"


def days_until_told(rng: np.random.Generator, rate: float, runs: int) -> list[int | None]:
    """After how many days a sign that was covered is called silent; None where not within eight weeks."""
    told: list[int | None] = []
    covered = START + timedelta(days=HISTORY)
    for _ in range(runs):
        sign, *near = scanned_days(rng, rate, HISTORY + WATCHED)
        sign = {day for day in sign if day < covered}
        days = (n for n in range(1, WATCHED + 1) if is_silent(sign, near, covered + timedelta(days=n)))
        told.append(next(days, None))
    return told


def table(runs: int, seed: int = 29) -> str:
    """The rows of the page, by scans a day."""
    rng = np.random.default_rng(seed)
    lines = ["| scans a day | false alarms, of days looked at | found within 8 weeks | half of them after |"]
    lines += ["| --- | --- | --- | --- |"]
    for rate in RATES:
        wrong, told = false_alarms(rng, rate, runs), days_until_told(rng, rate, runs)
        right = [days for days in told if days is not None]
        after = f"{int(np.median(right))} days" if right else "-"
        lines.append(f"| {rate:g} | {wrong} | {len(right) / runs:.0%} | {after} |")
    return "\n".join(lines)


def main() -> None:
    """Put the table into the page."""
    text = PAGE.read_text("utf-8")
    block = f"<!-- silence -->\n{table(100)}\n<!-- end silence -->"
    place = re.compile(r"<!-- silence -->.*?<!-- end silence -->", re.DOTALL)
    PAGE.write_text(place.sub(lambda _: block, text), "utf-8")


if __name__ == "__main__":
    main()
