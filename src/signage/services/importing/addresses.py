"""Street, house number, postcode and place, taken apart where a file has them in one cell."""

import re

from signage.services.importing.batch import Batch
from signage.services.importing.cells import RefusedCell
from signage.services.importing.values import tidy

_NUMBERED = re.compile(
    r"(?P<street>.*[^\W\d][^\d]*?)[\s,]+(?P<number>\d+(?:\s?[a-zA-Z])?(?:\s?[-–/+]\s?\d+(?:\s?[a-zA-Z])?)*)"
)
_LONGEST = 150  # letters of an address: in longer ones no number is looked for, which would take long
_ONLY_A_KIND = re.compile(r"(?i)(straße|strasse|str\.?|weg|platz|allee|halle|gewerbegebiet|industriestraße)")
_CODED = re.compile(r"(?:D|DE)?[\s-]*(?P<postcode>\d{5})\s*[,/]?\s+(?P<place>\D.*)")


def split_street(text: str) -> tuple[str, str] | None:
    """`Hauptstr. 5a` -> (`Hauptstr.`, `5a`); None when there is no number at the end, or nothing but it."""
    found = _NUMBERED.fullmatch(text) if len(text) <= _LONGEST else None
    if not found or _ONLY_A_KIND.fullmatch(found["street"].strip()):
        return None
    return found["street"].strip(" ,"), re.sub(r"\s", "", found["number"])


def split_place(text: str) -> tuple[str, str] | None:
    """`99867 Gotha` -> (`99867`, `Gotha`); None when it is not both."""
    found = _CODED.fullmatch(text) if len(text) <= _LONGEST else None
    return (found["postcode"], found["place"].strip()) if found else None


def split_addresses(batch: Batch) -> None:
    """Spread what stands together over the tenants' own fields; cells of their own go before."""
    if batch.columns.address is not None:
        _split_whole(batch, batch.columns.address)
    for values in batch.values:
        _split_coded(values, "postcode")
        _split_coded(values, "place")
        street = values.get("street")
        if "house_number" not in values and isinstance(street, str):
            parts = split_street(street)
            if parts:
                values["street"], values["house_number"] = parts


def _split_coded(values: dict[str, object], field: str) -> None:
    text = values.get(field)
    parts = split_place(text) if isinstance(text, str) and " " in text else None
    if parts:
        values.pop(field)
        values.setdefault("postcode", parts[0])
        values.setdefault("place", parts[1])


def _split_whole(batch: Batch, place: int) -> None:
    heading = batch.table.headings[place]
    for at, cell in enumerate(batch.table.columns[place]):
        try:
            text = tidy(cell)
        except RefusedCell as refused:
            batch.park(at, heading, refused.problem, refused.advice)
            continue
        street, _, rest = (text or "").partition(",")
        values = batch.values[at]
        if street and not split_place(street):
            values.setdefault("street", street)
        coded = split_place(rest.strip()) or split_place(street)
        if coded:
            values.setdefault("postcode", coded[0])
            values.setdefault("place", coded[1])
