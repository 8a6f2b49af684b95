"""The product's own reasons of changes in English too; those stored so far as well, but for those that hold
the number of a report, a proposal or a change set.
"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

# As the software before this migration wrote them: whole, or in front of a name that stays as it is.
_WHOLE = {
    "Außerhalb bearbeitet, etwa in QGIS": "Edited outside, in QGIS say",
    "Codes des Beispielbestands": "Codes of the sample",
    "Einwilligung widerrufen": "Consent withdrawn",
    "Bild des Schilds": "Picture of the sign",
    "Gewerbegebiet geteilt": "Area split",
    "Gewerbegebiete vereint": "Areas merged",
    "Logo der Firma": "Logo of the firm",
    "Firmen bestätigt": "Firms confirmed",
    "Firma nicht mehr da": "Firm no longer there",
    "Firma ist doch noch da": "Firm is still there after all",
    "Firmen: alle eines Filters geändert": "Firms: all of a filter changed",
    "Firma geteilt": "Firm split",
    "Firmen zusammengeschlossen": "Firms merged",
    "Doppelter Eintrag zusammengeführt": "Double entry joined",
    "Firma geändert": "Firm changed",
    "Firma geändert ab einem Tag": "Firm changed from a day on",
    "Firma umgezogen": "Firm moved",
    "Lage der Firma berichtigt": "Place of the firm corrected",
    "Firma umbenannt": "Firm renamed",
    "Name der Firma berichtigt": "Name of the firm corrected",
    "Von der Firma selbst berichtigt": "Corrected by the firm itself",
    "Personenbezogene Angaben gelöscht": "Personal data erased",
    "Aufbewahrungsfrist abgelaufen": "Retention period over",
}
_BEFORE_A_NAME = {
    "Firmen bestätigt: ": "Firms confirmed: ",
    "Einwilligung von ": "Consent of ",
    "Excel-Rücklauf: ": "Excel, back again: ",
}
_LAYERS = {
    "Gemeinden": "Municipalities",
    "Gewerbegebiete": "Areas",
    "Firmen": "Firms",
    "Schilder": "Signs",
    "Straßen": "Roads",
    "Hintergrund": "Backdrop",
}
_DONE = {"neu": "new", "geändert": "changed", "beendet": "ended", "mehrere geändert": "several changed"}


def upgrade() -> None:
    op.add_column("change_set", sa.Column("why_english", sa.Text))
    stored = sa.table("change_set", sa.column("why", sa.Text), sa.column("why_english", sa.Text))
    whole, leading = dict(_WHOLE), dict(_BEFORE_A_NAME)
    for german, english in _LAYERS.items():
        whole |= {f"{german}: {done}": f"{english}: {said}" for done, said in _DONE.items()}
        leading[f"Import {german}: "] = f"Import of {english}: "
    words = sa.case(whole, value=stored.c.why)
    op.execute(sa.update(stored).where(stored.c.why.in_(whole)).values(why_english=words))
    for german, english in leading.items():
        named = sa.literal(english) + sa.func.substr(stored.c.why, len(german) + 1)
        op.execute(sa.update(stored).where(stored.c.why.startswith(german)).values(why_english=named))
