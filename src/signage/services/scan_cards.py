"""The contact card of a firm, as public as its entry in a directory."""

from datetime import date

from signage import languages
from signage.domain.audience import has_consented
from signage.formats.vcard import Card
from signage.guidance.utm import to_degrees
from signage.services.scan import clean, web_address
from signage.store.directory import DirectoryReader


def read_card(reader: DirectoryReader, tenant_id: int, day: date, language: str, address: str) -> Card | None:
    """The card of a firm that is in a directory on `day`, None for any other; telephone and web only with
    the firm's consent. `address` is where the card itself is.
    """
    row = reader.listed_tenant(tenant_id, day)
    if row is None:
        return None
    consented = has_consented(row.legal_basis, row.consented_on, day)
    target = row.entrance or row.position
    place = to_degrees(*target) if target else None
    hours, register = clean(row.delivery_hours), clean(row.lorry_register)
    notes = [
        clean(row.activity),
        gate_text(language, clean(row.gate)),
        languages.text(language, "list.delivery", hours=hours) if hours else "",
        languages.text(language, "list.lorry_register", where=register) if register else "",
        clean(row.lorry_note),
    ]
    return Card(
        uid=address,
        name=clean(row.name),
        street=f"{clean(row.street)} {clean(row.house_number)}".strip() if clean(row.street) else "",
        postcode=clean(row.postcode),
        place=clean(row.place),
        phone="".join(sign for sign in clean(row.phone) if sign in "+0123456789") if consented else "",
        web=web_address(clean(row.web)) if consented else "",
        geo=f"{place.latitude:.5f},{place.longitude:.5f}" if place else "",
        note="\n".join(note for note in notes if note),
    )


def gate_text(language: str, gate: str) -> str:
    """`Tor B`, also where only `B` is recorded; a gate that is named in full keeps its name."""
    wordy = any(character.isspace() for character in gate) or len(gate) > 4
    return gate if wordy or not gate else languages.text(language, "list.gate", gate=gate)
