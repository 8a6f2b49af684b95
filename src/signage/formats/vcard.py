"""vCard 4.0 (RFC 6350) of a firm, as phones save it among their contacts."""

from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass

_LONGEST = 75  # octets of a line (RFC 6350, 3.2)
_ESCAPES = str.maketrans({"\\": "\\\\", ",": "\\,", ";": "\\;", "\n": "\\n", "\r": ""})


@dataclass(frozen=True, kw_only=True)
class Card:
    """What a card may say; empty what is not known. `geo` is "latitude,longitude" in degrees (WGS84), `uid`
    the address under which the card is kept, `logo` a PNG.
    """

    uid: str
    name: str
    street: str = ""
    postcode: str = ""
    place: str = ""
    phone: str = ""
    web: str = ""
    email: str = ""
    geo: str = ""
    note: str = ""
    logo: bytes | None = None


def vcard(card: Card) -> str:
    """The card as text, lines ended by CR LF and folded."""
    return "".join(_folded(line) + "\r\n" for line in _lines(card))


def _lines(card: Card) -> Iterator[str]:
    yield from ("BEGIN:VCARD", "VERSION:4.0", "KIND:org", f"UID:{_uri(card.uid)}")
    name = _escaped(card.name)
    yield from (f"FN:{name}", f"ORG:{name}")
    if card.street or card.place:
        street, place, postcode = map(_escaped, (card.street, card.place, card.postcode))
        yield f"ADR;TYPE=work:;;{street};{place};;{postcode};Deutschland"
    if card.phone:
        yield f'TEL;VALUE=uri;TYPE="work,voice":tel:{_uri(card.phone)}'
    if card.email:
        yield f"EMAIL;TYPE=work:{_escaped(_uri(card.email))}"
    if card.web:
        yield f"URL;TYPE=work:{_uri(card.web)}"
    if card.geo:
        yield f"GEO:geo:{card.geo}"
    if card.logo:
        yield f"LOGO:data:image/png;base64,{b64encode(card.logo).decode()}"
    if card.note:
        yield f"NOTE:{_escaped(card.note)}"
    yield "END:VCARD"


def _escaped(text: str) -> str:
    return text.translate(_ESCAPES)


def _uri(text: str) -> str:
    """An address has no line breaks, whatever was entered."""
    return "".join(text.split())


def _folded(line: str) -> str:
    """A line of more than 75 octets goes on in the next, after a blank, between characters."""
    if len(line.encode()) <= _LONGEST:
        return line
    parts, part, room = [], "", _LONGEST
    for character in line:
        size = len(character.encode())
        if size > room:
            parts.append(part)
            part, room = "", _LONGEST - 1
        part += character
        room -= size
    return "\r\n ".join([*parts, part])
