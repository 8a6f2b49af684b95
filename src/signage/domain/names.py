"""Comparing names: what people write differently and mean alike."""

import re
import unicodedata

_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "æ": "ae", "ø": "o", "ł": "l"})
_LEGAL_FORMS = re.compile(
    r"\b(gmbh|ug|haftungsbeschraenkt|mbh|ag|se|kg|kgaa|ohg|gbr|e k|ek|e kfm|e kfr|ev|e v|eg|co|cie|inh|partg"
    r"|ltd|inc|sp z o o)\b"
)


def fold_text(text: str) -> str:
    """Lower case without accents and punctuation, umlauts spelled out: `Müller & Söhne` -> `mueller
    soehne`.
    """
    plain = unicodedata.normalize("NFC", text).casefold().translate(_UMLAUTS)
    plain = "".join(sign for sign in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(sign))
    return " ".join(re.sub(r"[^\w]+", " ", plain).split())


def fold_name(name: str) -> str:
    """A firm's name as compared: folded, without its legal form; the folded text where nothing else is
    left.
    """
    folded = fold_text(name)
    return " ".join(_LEGAL_FORMS.sub(" ", folded).split()) or folded
