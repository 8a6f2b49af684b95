"""Which municipality of 2016 went into which of today, and when (Thuringia's reforms, 2018 to 2024)."""

import datetime as dt
from dataclasses import dataclass

SUHL = "16054000"


@dataclass(frozen=True)
class Reform:
    """One merger: the keys of 2016 that ceased on `day` and the key that took them over.

    `founded` is the name when the successor's key was new that day, else empty.
    """

    day: dt.date
    successor: str
    dissolved: tuple[str, ...]
    founded: str = ""


ACT_2018 = dt.date(2018, 7, 6)
ACT_2019 = dt.date(2019, 1, 1)
END_OF_2019 = dt.date(2019, 12, 31)
ACT_2024 = dt.date(2024, 1, 1)

REFORMS = (
    Reform(ACT_2018, "16067089", ("16067085", "16067086"), "Drei Gleichen"),
    Reform(ACT_2018, "16070029", ("16070018", "16070032", "16070042", "16070055")),
    Reform(ACT_2018, "16070048", ("16070056",)),
    Reform(
        ACT_2019,
        "16067091",
        (
            "16067003", "16067005", "16067006", "16067021", "16067027", "16067035",
            "16067037", "16067056", "16067074", "16067075", "16067078",
        ),
        "Nessetal",
    ),
    Reform(ACT_2019, "16067053", ("16067008", "16067032", "16067081")),
    Reform(ACT_2019, "16070004", ("16070053",)),
    Reform(ACT_2019, "16070028", ("16070031",)),
    Reform(ACT_2019, "16070029", ("16070015", "16070049")),
    Reform(ACT_2019, "16070043", ("16070037",)),
    Reform(
        ACT_2019,
        "16070057",
        ("16070014", "16070019", "16070021", "16070023", "16070024", "16070033"),
        "Geratal",
    ),
    Reform(
        ACT_2019,
        "16070058",
        ("16070002", "16070005", "16070016", "16070022", "16070025", "16070027", "16070038", "16070052"),
        "Großbreitenbach",
    ),
    Reform(ACT_2019, SUHL, ("16070017", "16070046")),
    Reform(END_OF_2019, "16067092", ("16067025", "16067039", "16067054", "16067083"), "Georgenthal"),
    Reform(END_OF_2019, "16070028", ("16070044",)),
    Reform(END_OF_2019, "16070034", ("16070003",)),
    Reform(ACT_2024, "16067092", ("16067036",)),
)  # fmt: skip

# Names that changed, or that carry a suffix in the source which nobody uses.
NAMES_TODAY = {"16067064": "Bad Tabarz", "16067065": "Tambach-Dietharz"}


def successors() -> dict[str, Reform]:
    """The reform that ended each former key."""
    return {key: reform for reform in REFORMS for key in reform.dissolved}


def founded() -> dict[str, Reform]:
    """The reform that created each key which 2016 did not know."""
    return {reform.successor: reform for reform in REFORMS if reform.founded}
