"""What waits at the demo's desk: visitors' reports, a firm's correction, rows put aside, signs that name a
firm that is gone, and three months of scans. All is invented, and written by what writes the real.
"""

from datetime import date, timedelta
from itertools import cycle
from math import sin
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from signage.domain.validity import today
from signage.services.editing import change_row
from signage.services.importing import import_file
from signage.services.proposals import Proposal, propose
from signage.services.reports import Report, subject_of, take_report
from signage.services.rights import Rights, everywhere
from signage.services.sample import show_sign
from signage.services.scan_counts import ScanCounts
from signage.services.tenants.ending import end_tenant
from signage.services.tenants.moving import rename_tenant
from signage.store import Store

Row = dict[str, Any]
_WHO: Final = "Beispielbestand"
_DAYS = 90
# Of twenty scans so many are in each language.
_LANGUAGES: Final = ("de",) * 11 + ("pl",) * 3 + ("cs",) * 2 + ("en",) * 2 + ("uk", "ro")
# The firms of the area of the sign shown first, by what they are called in the sample.
_ENDED: Final = "Wolkenheim Kurier GmbH"
_RENAMED: Final = "Luftschloss Solarwerk GmbH"
_CORRECTED: Final = "Bummelzug Spedition OHG"
_GUIDED: Final = (
    ("right", _RENAMED, 350),
    ("right", _ENDED, 420),
    ("left", "Spritzguss Tüftel GmbH & Co. KG", 180),
)
_PARKED: Final = (
    "Firma;Gewerbegebiet;Straße;Hausnummer;PLZ;Telefon\n"
    "Seilerei Musterknoten GmbH;Gewerbepark Nirgendwo;Am Anger;4;99334;03628 000001\n"
    "Kachelofen Beispiel OHG;Erfurter Kruez;Hallenring;5;99310;03628 000002\n"
)


def add_work(store: Store) -> None:
    """Fill the desk of a freshly loaded sample; to be called once."""
    sign, rights = show_sign(store), everywhere(_WHO)
    firms = {row["name"]: row for row in store.read("tenant", where={"area": sign["area"]})}
    _make_signs_wrong(store, firms, sign["area"], rights)
    _report(store, sign, firms)
    _correct(store, firms[_CORRECTED])
    _put_aside(store)
    _scan(store)


def _make_signs_wrong(store: Store, firms: dict[str, Row], area: int, rights: Rights) -> None:
    """A sign names three firms; then one of them leaves and one is called otherwise."""
    [sign] = store.read("sign", where={"area": area, "type": "SAM"})
    slots = [
        {"text": name, "tenant": firms[name]["id"], "direction": way, "distance_m": metres}
        for way, name, metres in _GUIDED
    ]
    face = {"letter_height_mm": 105, "slots": slots}
    change_row(store, "sign", sign["id"], {"face": face}, seen_version=sign["version"], rights=rights)
    gone, renamed = firms[_ENDED], firms[_RENAMED]
    end_tenant(store, gone["id"], today(), seen_version=gone["version"], rights=rights)
    was = renamed["version"]
    rename_tenant(store, renamed["id"], "Luftschloss Energie GmbH", on=None, seen_version=was, rights=rights)


def _report(store: Store, sign: Row, firms: dict[str, Row]) -> None:
    """What visitors of the sign shown first have told: it is damaged, and a firm was not found."""
    subject = subject_of(store, sign["code"])
    assert subject is not None
    missed = firms["Kieswerk Münchhausen GmbH"]["id"]
    for told in (
        Report(kind="damaged", language="de", text="Die Scheibe hat unten rechts einen Sprung."),
        Report(kind="gone", language="pl", tenant=missed, text="Brama zamknięta, na płocie nowa nazwa."),
        Report(kind="gone", language="de", tenant=missed, text="Dort steht jetzt ein anderer Name am Tor."),
        Report(kind="entry", language="en", tenant=firms[_CORRECTED]["id"], text="Trucks use the rear gate."),
    ):
        take_report(store, subject, told, today())


def _correct(store: Store, firm: Row) -> None:
    """A firm corrects itself, as behind the link that it gets by mail."""
    source = f"{firm['name']} (Link)"
    said = Proposal(
        kind="correct",
        values={"activity": "Umzüge und Nahverkehr", "house_number": "24a"},
        note="Unsere Einfahrt liegt seit dem Umbau an der Rückseite.",
    )
    own = Rights(frozenset({firm["municipality"]}), source)
    propose(store, firm["id"], said, seen_version=firm["version"], source=source, rights=own)


def _put_aside(store: Store) -> None:
    """Rows that an import could not take: areas that nobody knows, one of them by a slip."""
    with TemporaryDirectory() as folder:
        table = Path(folder) / "Nachtrag.csv"
        table.write_text(_PARKED, encoding="utf-8")
        import_file(store, "tenant", table, who=_WHO)


def _scan(store: Store) -> None:
    """Scans of three months: more on working days and at some signs than at others."""
    counts, language = ScanCounts(store, every_seconds=3600), cycle(_LANGUAGES)
    codes = [row["code"] for row in store.read("sign") if row["code"] and row["valid_to"] is None]
    for place, code in enumerate(sorted(codes)):
        for ago in range(_DAYS):
            for _ in range(_scans(place, today() - timedelta(days=ago))):
                counts.add(code, today() - timedelta(days=ago), next(language))
    counts.close()


def _scans(place: int, day: date) -> int:
    """How often a sign is scanned on a day, evenly spread without chance: the demo is the same each time."""
    weight = 0.4 if day.weekday() >= 5 else 2.0
    return round(weight * (1 + sin(7 * place)) * (1 + 0.5 * sin(day.toordinal() + place)))
