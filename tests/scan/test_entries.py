"""What stands at a firm: gate and hours, limits for lorries, the board's square, how old it is, its card."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from signage.formats.vcard import Card, vcard
from signage.store import Store
from signage_api.scanning import ScanFirst
from tests.scan import places
from tests.scan.asking import ask
from tests.scan.conftest import change

AddFirm = Callable[..., int]
CONSENT: dict[str, Any] = {"legal_basis": "consent", "consented_on": places.DAY}


def test_a_firm_says_how_a_lorry_gets_in(door: ScanFirst, code: str, add_firm: AddFirm) -> None:
    add_firm(
        gate="B", delivery_hours="Mo-Fr 6-16 Uhr", lorry_height_m=3.8, lorry_weight_t=40,
        lorry_register="Pforte Süd", lorry_note="Rückwärts anfahren",
    )  # fmt: skip
    text = ask(door, f"/{code}").text
    for said in ("Tor B", "Anlieferung Mo-Fr 6-16 Uhr", "Lkw: bis 3,8 m hoch · bis 40 t"):
        assert said in text
    assert "Anmeldung: Pforte Süd · Rückwärts anfahren" in text
    assert "up to 3.8 m high" in ask(door, f"/{code}?lang=en").text


def test_a_gate_that_is_named_in_full_keeps_its_name(door: ScanFirst, code: str, add_firm: AddFirm) -> None:
    firm = add_firm(gate="Tor 3 (Nord)", activity=None)
    assert ", Tor 3 (Nord)</p>" in ask(door, f"/{code}").text
    assert "NOTE:Tor 3 (Nord)\r\n" in ask(door, f"/card/{firm}.vcf").text


def test_number_and_square_are_those_of_the_board(door: ScanFirst, code: str, add_firm: AddFirm) -> None:
    add_firm(number=14, square="C3")
    text = ask(door, f"/{code}").text
    assert ">14 <small>C3</small></a>" in text
    assert '<a class="n" aria-describedby="nr" href="#m14">' in text
    assert '<p id="nr" hidden>Die Nummer im Lageplan zeigen</p>' in text


def test_jobs_are_linked_with_consent_only(door: ScanFirst, code: str, add_firm: AddFirm) -> None:
    add_firm(jobs="www.mueller.example/jobs", number=1)
    add_firm(jobs="www.andere.example/jobs", number=2, name="Z", **CONSENT)
    text = ask(door, f"/{code}").text
    assert 'href="https://www.andere.example/jobs"' in text
    assert "mueller.example" not in text + ask(door, f"/{code}.json").text


def test_an_entry_has_a_link_to_share(door: ScanFirst, code: str, add_firm: AddFirm) -> None:
    add_firm(number=14)
    text = ask(door, f"/{code}").text
    assert '<a href="#f14">Link zum Teilen</a>' in text
    assert '<li id="f14">' in text


@pytest.mark.parametrize(
    ("confirmed", "area_says", "firms_say"),
    [
        ([date(2026, 3, 9), date(2026, 10, 1)], "Angaben bestätigt 03/2026", []),
        ([date(2026, 10, 1), date(2024, 5, 1)], "Angaben bestätigt 10/2026", ["zuletzt bestätigt 05/2024"]),
        ([date(2026, 10, 1), None], "Angaben bestätigt 10/2026", ["noch nicht bestätigt"]),
        ([date(2024, 5, 1), None], "", ["zuletzt bestätigt 05/2024", "noch nicht bestätigt"]),
        ([None, None], "Angaben noch nicht bestätigt", []),
    ],
)
def test_an_area_claims_no_more_than_every_firm_without_a_remark_keeps(
    door: ScanFirst,
    code: str,
    add_firm: AddFirm,
    confirmed: list[date | None],
    area_says: str,
    firms_say: list[str],
) -> None:
    for number, day in enumerate(confirmed, start=1):
        add_firm(name=f"Firma {number}", number=number, confirmed_on=day)
    text = ask(door, f"/{code}").text
    assert re.findall(r"Angaben [^<·]+\d|Angaben noch nicht bestätigt", text) == (
        [area_says] if area_says else []
    )
    remarks = re.findall(r'<p class="s">(zuletzt bestätigt [^<]+|noch nicht bestätigt)</p>', text)
    assert remarks == firms_say


def test_an_entry_grows_old_by_itself(door: ScanFirst, code: str, add_firm: AddFirm, calendar: Any) -> None:
    add_firm(confirmed_on=date(2026, 3, 9))
    assert "zuletzt bestätigt" not in ask(door, f"/{code}").text
    calendar.day = date(2027, 3, 10)
    assert "zuletzt bestätigt 03/2026" in ask(door, f"/{code}").text


def test_a_firm_is_saved_as_a_contact(door: ScanFirst, code: str, add_firm: AddFirm) -> None:
    firm = add_firm(phone="+49 3628 12345", postcode="99310", place="Arnstadt", gate="B", **CONSENT)
    assert f'href="/card/{firm}.vcf?lang=de"' in ask(door, f"/{code}").text
    reply = ask(door, f"/card/{firm}.vcf")
    assert reply.headers["content-type"] == "text/vcard; charset=utf-8"
    assert reply.headers["content-disposition"] == "attachment; filename*=UTF-8''M%C3%BCller%20GmbH.vcf"
    lines = reply.text.split("\r\n")
    assert lines[:2] == ["BEGIN:VCARD", "VERSION:4.0"]
    for line in ("FN:Müller GmbH", "ADR;TYPE=work:;;Holzweg 4;Arnstadt;;99310;Deutschland"):
        assert line in lines
    assert 'TEL;VALUE=uri;TYPE="work,voice":tel:+49362812345' in lines
    assert "NOTE:Metallbau\\nTor B" in lines
    assert lines[-2:] == ["END:VCARD", ""]


def test_a_card_is_also_where_a_publication_has_it(door: ScanFirst, add_firm: AddFirm) -> None:
    firm = add_firm(gate="3")
    english, named = ask(door, f"/card/en/{firm}.vcf"), ask(door, f"/card/{firm}.vcf", accept_language="en")
    assert (english.status, english.body) == (200, named.body)
    assert english.body != ask(door, f"/card/{firm}.vcf").body


def test_a_card_says_nothing_without_consent(door: ScanFirst, add_firm: AddFirm) -> None:
    firm = add_firm(phone="+49 3628 12345", web="www.mueller.example", legal_basis="register")
    text = ask(door, f"/card/{firm}.vcf").text
    assert "TEL" not in text
    assert "mueller.example" not in text


@pytest.mark.parametrize(
    "gone", [{"valid_to": date(2026, 11, 22)}, {"valid_from": date(2027, 1, 1)}, {"area": None}]
)
def test_who_is_in_no_directory_has_no_card(
    door: ScanFirst, store: Store, add_firm: AddFirm, gone: dict[str, Any]
) -> None:
    firm = add_firm()
    with change(store) as changes:
        changes.update("tenant", firm, gone)
    assert ask(door, f"/card/{firm}.vcf").status == 404


def test_firms_of_an_area_that_has_ended_have_no_card(
    door: ScanFirst, store: Store, area: int, add_firm: AddFirm
) -> None:
    firm = add_firm()
    with change(store) as changes:
        changes.update("area", area, {"valid_to": date(2026, 11, 1)})
    assert ask(door, f"/card/{firm}.vcf").status == 404


@pytest.mark.parametrize(
    "path", ["/card/0.vcf", "/card/x.vcf", "/card/xx/1.vcf", "/card/1.vcf/", "/card/12345678901.vcf"]
)
def test_other_addresses_go_on_to_the_application(door: ScanFirst, passed_on: list[str], path: str) -> None:
    assert ask(door, path).status == 418
    assert passed_on == [path]


def test_what_is_a_mark_in_a_card_is_escaped() -> None:
    text = vcard(Card(uid="https://x.example/1", name="A, B; C\\D\r\nTEL:666", note="eins\nzwei"))
    assert "FN:A\\, B\\; C\\\\D\\nTEL:666\r\n" in text
    assert "NOTE:eins\\nzwei\r\n" in text
    assert "\r\nTEL" not in text


def test_long_lines_of_a_card_are_folded_between_characters() -> None:
    name = "Ünïcödé " * 30
    text = vcard(Card(uid="https://x.example/1", name=name.strip()))
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    assert f"FN:{name.strip()}\r\n" in text.replace("\r\n ", "")
