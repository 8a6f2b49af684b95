"""Comparing names: what people write differently and mean alike."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from functools import lru_cache

from signage.errors import Said

# Control characters, lone surrogates, and the marks that turn round the direction of everything behind them.
UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069]")
# Small letters that Unicode takes for letters of their own, not for one with an accent.
LETTERS: Mapping[str, str] = {"ß": "ss", "æ": "ae", "ø": "o", "œ": "oe", "ł": "l", "đ": "d", "ı": "i"}
# After a, o, u an `e` is mostly the other way to write the two dots.
AFTER_A_VOWEL = (("ae", "a"), ("oe", "o"), ("ue", "u"))
LONGEST_QUERY = 80  # letters of a search that are looked for
_PLAIN = str.maketrans({"ä": "a", "ö": "o", "ü": "u", **LETTERS})
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", **LETTERS})
_LEGAL_FORMS = re.compile(
    r"\b(gmbh|ug|haftungsbeschraenkt|mbh|ag|se|kg|kgaa|ohg|gbr|e k|ek|e kfm|e kfr|ev|e v|eg|co|cie|inh|partg"
    r"|ltd|inc|sp z o o)\b"
)


def unaccented(text: str) -> str:
    """No case and no accents: `Čapek & Œuvre` -> `capek & oeuvre`; ä is a."""
    plain = text.casefold()
    if not plain.isascii():
        plain = plain.translate(_PLAIN)  # German is done with this, at a fraction of what follows
    return plain if plain.isascii() else _without_accents(plain)


def folded(text: str) -> str:
    """Text to be searched: no case, no accents, no `e` after a, o, u, so that ü, ue and u are one."""
    plain = unaccented(text)
    for pair, vowel in AFTER_A_VOWEL:
        plain = plain.replace(pair, vowel)
    return plain


@lru_cache(maxsize=384)
def sort_key(text: str) -> str:
    """Where a name stands in a German list (DIN 5007-1): ä beside a; signs like quotes do not count."""
    return "".join(sign for sign in unaccented(text) if sign.isalnum() or sign == " ").strip()


def spelled_out(text: str) -> str:
    """Lower case without accents, umlauts spelled out: `Luftbild Süd` -> `luftbild sued`."""
    return _without_accents(unicodedata.normalize("NFC", text).casefold().translate(_UMLAUTS))


def fold_text(text: str) -> str:
    """Spelled out and without punctuation: `Müller & Söhne` -> `mueller soehne`."""
    return " ".join(re.sub(r"[^\w]+", " ", spelled_out(text)).split())


def fold_name(name: str) -> str:
    """A firm's name as compared: folded, without its legal form; the folded text where nothing else is
    left.
    """
    whole = fold_text(name)
    return " ".join(_LEGAL_FORMS.sub(" ", whole).split()) or whole


def fold_heading(text: str) -> str:
    """A heading without case, accents, blanks and punctuation: `Straße / Nr.` -> `strassenr`."""
    plain = text.casefold().replace("ä", "ae").replace("ö", "oe").replace("ü", "ue")
    plain = unicodedata.normalize("NFKD", plain)
    return re.sub(r"[^a-z0-9]", "", plain)


def _without_accents(text: str) -> str:
    return "".join(sign for sign in unicodedata.normalize("NFKD", text) if not unicodedata.combining(sign))


def listed(names: Sequence[object], most: int) -> Said:
    """The names with commas, those beyond `most` by their number: `A, B und 3 weitere`."""
    shown, more = ", ".join(map(str, names[:most])), len(names) - most
    return Said(f"{shown} und {more} weitere", f"{shown} and {more} more") if more > 0 else Said(shown)


def grouped(number: int) -> str:
    """A large number in a German sentence: `1.048.576`."""
    return f"{number:,}".replace(",", ".")


def counted(number: int, one: str, several: str) -> str:
    """`1 Zeile`, `2 Zeilen`."""
    return f"{number} {one if number == 1 else several}"
