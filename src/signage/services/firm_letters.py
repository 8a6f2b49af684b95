"""The mail that asks a firm to look at its own entry; German, with the English below."""

from datetime import UTC, datetime

from signage import languages
from signage.domain.validity import at_the_signs
from signage.services.firm_links import LASTS
from signage.services.mailing import Letter

_TEXT = """Guten Tag,

bitte sehen Sie nach, ob der Eintrag Ihrer Firma auf den Seiten der Schilder im Gewerbegebiet stimmt:

{address}

Firma: {firm}

Ein Konto brauchen Sie nicht. Der Link gilt bis {until} und nur für diese Firma; geben Sie ihn nicht weiter.
Was Sie eintragen, geht an: {office}

Haben Sie damit nichts zu tun, dann löschen Sie diese Mail einfach.

--
Please check the entry of your firm on the pages of the signs at the address above. You need no account; the
link is good until {end}, for this firm only.
"""


def firm_letter(public_url: str, value: str, *, mail: str, firm: str, office: str) -> Letter:
    """The mail with a new link for a firm."""
    until = at_the_signs(datetime.now(UTC) + LASTS).date()
    days = {"until": languages.day_text("de", until), "end": languages.day_text("en", until)}
    text = _TEXT.format(address=f"{public_url}/firm/{value}", firm=firm, office=office, **days)
    return Letter(mail, f"Stimmt Ihr Eintrag? {firm}", text)
