"""The contact card of a firm, as public as its entry in a directory."""

from datetime import date

from signage import languages
from signage.domain.audience import open_consents
from signage.formats.vcard import Card
from signage.services.scan import clean, firm_of
from signage.store.directory import DirectoryReader


def read_card(reader: DirectoryReader, tenant_id: int, day: date, language: str, address: str) -> Card | None:
    """The card of a firm that is in a directory on `day`, None for any other; telephone, mail and web
    only with the firm's consent. `address` is where the card itself is.
    """
    row = reader.listed_tenant(tenant_id, day)
    if row is None:
        return None
    firm = firm_of(row, row.number or 0, "", day, "fresh")
    notes = [
        firm.activity,
        gate_text(language, firm.gate),
        languages.text(language, "list.delivery", hours=firm.delivery_hours) if firm.delivery_hours else "",
        languages.text(language, "list.lorry_register", where=firm.lorry_register)
        if firm.lorry_register
        else "",
        firm.lorry_note,
    ]
    agreed = open_consents(row.consents, row.legal_basis, row.consented_on, day)
    return Card(
        uid=address,
        name=firm.name,
        street=firm.address,
        postcode=clean(row.postcode),
        place=clean(row.place),
        phone="".join(sign for sign in firm.phone if sign in "+0123456789"),
        web=firm.web,
        email=firm.email,
        geo=f"{firm.degrees.latitude:.5f},{firm.degrees.longitude:.5f}" if firm.degrees else "",
        note="\n".join(note for note in notes if note),
        logo=reader.logo(tenant_id) if "logo" in agreed else None,
    )


def gate_text(language: str, gate: str) -> str:
    """`Tor B`, also where only `B` is recorded; a gate that is named in full keeps its name."""
    wordy = any(character.isspace() for character in gate) or len(gate) > 4
    return gate if wordy or not gate else languages.text(language, "list.gate", gate=gate)
