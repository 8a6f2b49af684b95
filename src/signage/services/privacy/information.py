"""What a person is told on request (GDPR art. 15): one archive with a page to read and the data as JSON."""

import zipfile
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import orjson
from sqlalchemy import select

from signage.domain.layers import TENANT
from signage.domain.validity import today
from signage.errors import InvalidInput, Said
from signage.replacing import replaced
from signage.services.privacy.person import Person, records_of
from signage.store import Store
from signage.store.desk_tables import logo
from signage.store.schema import report_photo

_KINDS: Mapping[str, Said] = {
    "firm": Said("Eintrag im Firmenverzeichnis", "row of the directory"),
    "history": Said("Verlauf der Änderungen", "history of changes"),
    "consents": Said("Einwilligungen", "consents"),
    "proposals": Said("Vorschläge", "proposals"),
    "reports": Said("Meldungen von Besuchern", "reports of visitors"),
    "mails": Said("Verschickte Links", "links that were mailed"),
    "notices": Said("Hinweise zu Schildern", "notices of signs"),
    "logos": Said("Logo", "logo"),
    "signs": Said("Schilder mit dem Namen", "signs with the name"),
    "parked": Said("Zeilen aus Importen", "rows of imports"),
}
_PAGE = """\
<!DOCTYPE html>
<html lang="de"><head><meta charset="utf-8"><title>Auskunft über gespeicherte Daten</title>
<style>body { font-family: sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
table { border-collapse: collapse; margin-bottom: 1.5rem; }
th, td { border: 1px solid #999; padding: .3rem .5rem; text-align: left;
vertical-align: top; overflow-wrap: anywhere; }</style></head><body>
<h1>Auskunft über gespeicherte Daten</h1>
<p>Stand: {{ day.strftime("%d.%m.%Y") }}. Alles, was der Bestand der Schilder und Firmen zu dieser
Person enthält; dieselben Angaben stehen maschinenlesbar in person.json. Sicherungen sind nicht
durchsucht.</p>
{% for kind, rows in told %}
<h2>{{ kind }} ({{ rows | length }})</h2>
{% for row in rows %}
<table><tbody>
{% for name, value in row %}<tr><th scope="row">{{ name }}</th><td>{{ value }}</td></tr>
{% endfor %}
</tbody></table>
{% else %}<p>Nichts.</p>
{% endfor %}
{% endfor %}
</body></html>
"""


def write_information(store: Store, person: Person, target: Path, *, force: bool = False) -> dict[str, int]:
    """Write everything about a person into a ZIP; gives how many records of each kind it tells.

    Raises InvalidInput for a file that is there already, unless `force`.
    """
    if target.exists() and not force:
        raise InvalidInput(
            Said(
                f"{target} gibt es schon; --force ersetzt die Datei.",
                f"{target} exists; --force replaces it.",
            )
        )
    told = records_of(store, person)
    photos = {row["photo"] for row in told["reports"] if row["photo"]}
    with replaced(target) as new, zipfile.ZipFile(new, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("person.json", orjson.dumps(told, option=orjson.OPT_INDENT_2))
        archive.writestr("auskunft.html", _page(told, today()))
        with store.engine_read() as connection:
            query = select(report_photo).where(report_photo.c.hash.in_(photos))
            for photo in connection.execute(query):
                archive.writestr(f"fotos/{photo.hash}.jpg", bytes(photo.content))
            for one in connection.execute(select(logo).where(logo.c.tenant.in_(person.ids))):
                archive.writestr(f"logo/{one.tenant}.png", bytes(one.png))
    return {kind: len(rows) for kind, rows in told.items()}


def _page(told: Mapping[str, Sequence[Mapping[str, Any]]], day: date) -> str:
    from jinja2 import Environment, StrictUndefined

    template = Environment(autoescape=True, undefined=StrictUndefined).from_string(_PAGE)
    shown = [(_KINDS[kind], [_shown(row) for row in rows]) for kind, rows in told.items()]
    return template.render(told=shown, day=day)


def _shown(row: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """Fields with a value, under the names that people know."""
    titles = {field.name: field.german for field in TENANT.fields}
    return [(titles.get(name, name), value) for name, value in row.items() if value not in (None, "")]
