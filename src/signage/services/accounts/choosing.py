"""Which passwords may be chosen: long ones that nobody guesses first. There are no rules about their signs.

As NIST SP 800-63B and the BSI advise: length counts, common and obvious ones are refused, nothing else is.
"""

import lzma
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from signage.errors import InvalidInput, Said
from signage.services.accounts.passwords import composed

SHORTEST, LONGEST = 12, 128
# SecLists (github.com/danielmiessler/SecLists), MIT, see vendor/seclists-2025.1/LICENSE.
COMMON: Final = Path(__file__).with_name("vendor") / "seclists-2025.1" / "common.txt.xz"
_PRODUCT = ("signage",)
_LEAST_OWN = 4  # letters of an own word that count
_FEW_SIGNS = 5
_LOOKALIKES = str.maketrans("013457@$!", "oleastasi")
_RUNS = ("01234567890123456789", "abcdefghijklmnopqrstuvwxyz", "qwertzuiopü", "qwertyuiop", "asdfghjklöä")


def check_password(password: str, *, own: Iterable[str] = ()) -> str:
    """The password as it is hashed. InvalidInput names what keeps it from being chosen; `own` are the name
    and the mail address of whose it is.
    """
    text = composed(password)
    problem = _length_problem(text) or _guess_problem(text.casefold(), own)
    if problem:
        raise InvalidInput(problem, {"password": problem})
    return text


def core(folded: str) -> str:
    """What a common password is made of: without the digits and marks around it."""
    return re.sub(r"^[\W\d_]+|[\W\d_]+$", "", folded)


def _length_problem(text: str) -> Said | None:
    if len(text) < SHORTEST:
        missing = SHORTEST - len(text)
        return Said(
            f"Das Passwort ist zu kurz: Es fehlen {missing} Zeichen. Nehmen Sie mehrere Wörter.",
            f"The password is too short: it lacks {missing} characters. Take several words.",
        )
    if len(text) > LONGEST:
        return Said(
            f"Das Passwort hat mehr als {LONGEST} Zeichen.",
            f"The password has more than {LONGEST} characters.",
        )
    return None


def _guess_problem(folded: str, own: Iterable[str]) -> Said | None:
    if any(word in folded for word in _own_words(own)):
        return Said(
            "Das Passwort enthält Ihren Namen, Ihre Adresse oder den Namen dieses Programms.",
            "The password contains your name, your address or the name of this program.",
        )
    if _is_pattern(folded):
        return Said(
            "Das Passwort wiederholt sich oder ist eine Reihe auf der Tastatur.",
            "The password repeats itself or is a row of the keyboard.",
        )
    if _is_common(folded):
        return Said(
            "Dieses Passwort ist so verbreitet, dass es als Erstes erraten wird.",
            "This password is so common that it is guessed first.",
        )
    return None


def _own_words(own: Iterable[str]) -> list[str]:
    # The end of a domain is nobody's own.
    texts = [text.rpartition(".")[0] if "@" in text else text for text in own]
    words = [word for text in texts for word in re.split(r"[\W_]+", composed(text).casefold())]
    return [word for word in (*words, *_PRODUCT) if len(word) >= _LEAST_OWN]


def _is_pattern(folded: str) -> bool:
    if len(set(folded)) < _FEW_SIGNS or any(folded in run or folded in run[::-1] for run in _RUNS):
        return True
    return folded in (folded + folded)[1:-1]  # the same text over and over


def _is_common(folded: str) -> bool:
    """Whether the list has it: as it is, with letters for the digits that stand for them, or what is left
    of it without a year and marks.
    """
    plain = folded.translate(_LOOKALIKES)
    wanted = {folded, plain, core(folded), core(folded).translate(_LOOKALIKES)} - {""}
    with lzma.open(COMMON, "rt", encoding="utf-8") as lines:
        return any(line.rstrip("\n") in wanted for line in lines)
