"""Whatever a character set can hold comes back out of a CSV: guessed, or read anew as its sender says."""

import csv
import io
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from signage.errors import InvalidInput
from signage.services.round_trip.desk import ENCODINGS
from signage.services.round_trip.reading import Sheet, read_book_in_child
from tests.round_trip.test_hostile_names import PIECES

# By marks and zeros these are told without a question.
TOLD = {
    "utf-8": b"", "utf-8-sig": b"", "utf-16": b"", "utf-32": b"",
    "utf-16-le": b"", "utf-16-be": b"", "utf-32-le": b"", "utf-32-be": b"",
    "UTF-16BE": b"\xfe\xff", "UTF-32BE": b"\x00\x00\xfe\xff",
}  # fmt: skip
# These are chosen where the guess is wrong: how the sender would call them, what is chosen.
CHOSEN = {
    "cp1252": "cp1252", "latin-1": "cp1252", "iso8859_15": "iso8859_15", "mac_roman": "mac_roman",
    "cp850": "cp850", "cp858": "cp858", "cp437": "cp437",
    "cp1250": "cp1250", "iso8859_2": "iso8859_2", "cp852": "cp852",
    "cp1254": "cp1254", "iso8859_9": "cp1254",
}  # fmt: skip
FEW = settings(
    max_examples=5,
    deadline=None,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=list(HealthCheck),
)


def names_in(encoding: str, codec: str) -> st.SearchStrategy[list[str]]:
    """Up to twenty names that the set can hold: nasty pieces, and any letters."""
    letters = st.characters(codec=codec, exclude_categories=("Cc", "Cs", "Zl", "Zp"))
    pieces = [piece for piece in PIECES if piece.isprintable() and _holds(encoding, piece)]
    one = st.tuples(st.sampled_from(pieces), st.text(letters, max_size=30)).map("".join)
    return st.lists(one.map(str.strip).filter(bool), min_size=1, max_size=20)


def _holds(encoding: str, text: str) -> bool:
    try:
        return text.encode(encoding).decode(encoding) == text
    except UnicodeError:
        return False


def as_csv(names: list[str], encoding: str, mark: bytes = b"") -> bytes:
    """A list with a column that is the same everywhere, as a program of an office writes it."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";", quoting=csv.QUOTE_ALL)
    writer.writerow(("Firma", "Gewerbegebiet", "Postleitzahl"))
    writer.writerows((name, "Industriegebiet Erfurter Kreuz", "99334") for name in names)
    return mark + out.getvalue().encode(encoding)


def names_of(content: bytes, encoding: str = "") -> list[str]:
    """What is read of it."""
    with TemporaryDirectory() as work:
        path = Path(work, "liste.csv")
        path.write_bytes(content)
        sheet = Sheet.from_json(read_book_in_child(str(path), work, None, encoding))
    return [str(cell) for cell in sheet.columns[0]]


def test_twenty_are_tried_and_each_that_is_chosen_can_be() -> None:
    assert len(TOLD) + len(CHOSEN) >= 20
    assert set(CHOSEN.values()) <= set(ENCODINGS)


@pytest.mark.parametrize("encoding", TOLD)
@FEW
@given(data=st.data())
def test_a_set_that_holds_every_letter_is_told_by_itself(encoding: str, data: st.DataObject) -> None:
    names = data.draw(names_in(encoding, "utf-8"))
    assert names_of(as_csv(names, encoding, TOLD[encoding])) == names


@pytest.mark.parametrize("encoding", ["utf-32-le", "utf-32-be"])
def test_few_zeros_make_no_other_set_of_it(encoding: str) -> None:
    assert names_of(as_csv(["🏭" * 60], encoding)) == ["🏭" * 60]


def test_a_guess_never_refuses_what_another_set_can_read() -> None:
    content = "Firma;Ort\nØ = 5 \x81;Köln\n".encode("latin-1")  # Windows-1252 has no letter there
    assert len(names_of(content)) == 1


@pytest.mark.parametrize("encoding", CHOSEN)
@FEW
@given(data=st.data())
def test_a_set_of_one_byte_comes_back_as_its_sender_says(encoding: str, data: st.DataObject) -> None:
    names = data.draw(names_in(encoding, encoding))
    content = as_csv(names, encoding)
    names_of(content)  # whatever the guess, the file is read and can be judged
    assert names_of(content, CHOSEN[encoding]) == names


@pytest.mark.parametrize("encoding", ["utf-8", "cp1250"])
def test_a_choice_that_does_not_fit_is_refused_by_its_name(encoding: str) -> None:
    with pytest.raises(InvalidInput, match=f"nicht als {ENCODINGS.get(encoding, 'UTF-8')}"):
        names_of("Firma;Ort\nMüller;Köln\n".encode("cp850"), encoding)
