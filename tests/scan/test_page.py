"""What a visitor reads at a sign."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from html import unescape

import pytest

from signage.guidance.utm import to_degrees
from signage.store import Store
from signage.store.types import coordinate_runs
from signage_api.scanning import ScanFirst
from tests.scan import places
from tests.scan.asking import ask
from tests.scan.conftest import change

AddFirm = Callable[..., int]


def test_the_page_says_where_the_reader_stands(door: ScanFirst, code: str) -> None:
    text = ask(door, f"/{code}").text
    for said in ("Sie sind hier", "MO-001", "Einfahrt B 7", "Muster-Ost", "Amt Wachsenburg"):
        assert said in text
    assert f"{code[:4]}-{code[4:]}" in text


def test_an_emergency_call_can_say_the_sign_and_its_position(
    door: ScanFirst, store: Store, code: str
) -> None:
    [sign] = [row for row in store.read("sign") if row["code"] == code]
    run = next(coordinate_runs(sign["geometry"]))
    degrees = to_degrees(run[0], run[1])
    text = ask(door, f"/{code}?lang=en").text
    assert "112 – tell them: sign (“Schild”) MO-001" in unescape(text)
    shown = re.search(r"Position: ([\d.]+), ([\d.]+) \(WGS84\) · UTM 32N (\d+) (\d+)", unescape(text))
    assert shown
    assert [float(found) for found in shown.groups()[:2]] == pytest.approx(degrees, abs=1e-5)
    assert [int(found) for found in shown.groups()[2:]] == pytest.approx([run[0], run[1]], abs=1)


def test_a_firm_is_listed_with_all_that_leads_to_it(door: ScanFirst, code: str, add_firm: AddFirm) -> None:
    add_firm(number=14, lorry_note="Tor 2")
    text = ask(door, f"/{code}").text
    for said in ("Müller GmbH", "Metallbau", "Holzweg 4", "Tor 2", "360\u00a0m geradeaus", ">14<"):
        assert said in text


def test_firms_stand_in_the_order_of_a_german_list(door: ScanFirst, code: str, add_firm: AddFirm) -> None:
    for number, name in enumerate(["Zaun", "Äpfel", "apotheke", "Öl", "Ofen", "ßtest", "Stahl"], start=1):
        add_firm(name=name, number=number)
    names = re.findall(r'<h3 dir="auto">(.*?)</h3>', ask(door, f"/{code}").text)
    assert names == ["Äpfel", "apotheke", "Ofen", "Öl", "ßtest", "Stahl", "Zaun"]


def test_list_and_map_lead_to_each_other_by_the_same_number(
    door: ScanFirst, code: str, add_firm: AddFirm
) -> None:
    add_firm(number=12)
    text = ask(door, f"/{code}").text
    assert '<li id="f12"><a class="n" aria-describedby="nr" href="#m12"' in text
    assert 'id="m12" href="#f12"' in text


def test_firms_without_a_number_follow_after_the_highest(
    door: ScanFirst, code: str, add_firm: AddFirm
) -> None:
    add_firm(name="B", number=None)
    add_firm(name="A", number=None)
    add_firm(name="C", number=7)
    firms = ask(door, f"/{code}.json").data["firms"]
    assert [(firm["name"], firm["number"]) for firm in firms] == [("A", 8), ("B", 9), ("C", 7)]


def test_two_firms_with_one_number_keep_anchors_of_their_own(
    door: ScanFirst, code: str, add_firm: AddFirm
) -> None:
    add_firm(name="A", number=3)
    second = add_firm(name="B", number=3)
    ids = re.findall(r'id="(f[^"]+)"', ask(door, f"/{code}").text)
    assert ids == ["f3", f"f3-{second}"]


def test_a_firm_without_a_position_is_listed_but_not_drawn(
    door: ScanFirst, code: str, add_firm: AddFirm
) -> None:
    add_firm(geometry=None, number=5)
    text = ask(door, f"/{code}").text
    assert "Lage nicht verzeichnet" in text
    assert 'id="m5"' not in text
    assert "geo:" not in text


@pytest.mark.parametrize("name", [places.NASTY, "${7*7}", "{{ 7*7 }}", "</svg><script>alert(1)</script>"])
def test_markup_in_a_name_stays_text(door: ScanFirst, code: str, add_firm: AddFirm, name: str) -> None:
    add_firm(name=name, activity=name, street=name, lorry_note=name)
    text = ask(door, f"/{code}").text
    assert "<img" not in text
    assert text.count("<script") == 1  # our own
    assert "49" not in re.findall(r'<h3 dir="auto">(.*?)</h3>', text)


@pytest.mark.parametrize("column", ["name", "street", "number"])
def test_markup_on_a_sign_stays_text(door: ScanFirst, store: Store, area: int, column: str) -> None:
    with change(store) as changes:
        code = places.a_sign(changes, area, x=0, y=0, **{column: places.NASTY})
    text = ask(door, f"/{code}").text
    assert "<img" not in text
    assert "&lt;img src=x" in text


def test_contact_data_are_shown_with_consent_only(door: ScanFirst, code: str, add_firm: AddFirm) -> None:
    contact = {"phone": "+49 3628 12345", "web": "www.mueller.example", "email": "m@mueller.example"}
    add_firm(number=1, note="zahlt spät", contact="Frau Müller", legal_basis="register", **contact)
    for reply in (ask(door, f"/{code}"), ask(door, f"/{code}.json")):
        for secret in ("12345", "mueller.example", "zahlt spät", "Frau Müller"):
            assert secret not in reply.text


def test_with_consent_one_can_call_and_visit(door: ScanFirst, code: str, add_firm: AddFirm) -> None:
    consent = {"legal_basis": "consent", "consented_on": places.DAY}
    add_firm(phone="+49 3628 12345", web="www.mueller.example", **consent)
    text = ask(door, f"/{code}").text
    assert 'href="tel:+49362812345"' in text
    assert 'href="https://www.mueller.example"' in text


@pytest.mark.parametrize(
    "web", ["javascript:alert(1)", "javascript:alert(1)//a.de", "data:text/html,x", "ftp://a.de", "a b.de"]
)
def test_a_dangerous_web_address_is_no_link(door: ScanFirst, code: str, add_firm: AddFirm, web: str) -> None:
    add_firm(web=web, legal_basis="consent", consented_on=places.DAY)
    assert ask(door, f"/{code}.json").data["firms"][0]["web"] is None


def test_the_way_opens_a_navigation_app_and_can_be_read(
    door: ScanFirst, code: str, add_firm: AddFirm
) -> None:
    add_firm()
    text = ask(door, f"/{code}").text
    found = re.search(r'href="geo:([0-9.]+),([0-9.]+)\?q=\1,\2"', text)
    assert found
    assert f"<span>{found[1]},{found[2]}</span>" in text


def test_the_way_opens_without_a_map_app_too(door: ScanFirst, code: str, add_firm: AddFirm) -> None:
    add_firm()
    text = ask(door, f"/{code}").text
    place = re.search(r'href="geo:([0-9.]+,[0-9.]+)\?', text)
    assert place
    assert f'href="https://www.google.com/maps/dir/?api=1&amp;destination={place[1]}"' in text
    assert f'href="https://maps.apple.com/?daddr={place[1]}"' in text


@pytest.mark.parametrize(("bearing_deg", "where"), [(180.0, "Norden"), (269.0, "Osten"), (44.0, "Südwesten")])
def test_the_fan_is_told_as_the_readers_view(
    door: ScanFirst, store: Store, area: int, bearing_deg: float, where: str
) -> None:
    with change(store) as changes:
        code = places.a_sign(changes, area, bearing_deg=bearing_deg)
    assert f"wohin Sie vor dem Schild blicken: nach {where}." in ask(door, f"/{code}").text


def test_without_a_facing_the_compass_tells_the_way(
    door: ScanFirst, store: Store, area: int, add_firm: AddFirm
) -> None:
    add_firm()
    with change(store) as changes:
        code = places.a_sign(changes, area, bearing_deg=None)
    text = ask(door, f"/{code}").text
    assert "360\u00a0m nördlich" in text
    assert "nach dem Kompass" in text


def test_an_empty_area_says_so(door: ScanFirst, code: str) -> None:
    assert "noch keine Firma eingetragen" in ask(door, f"/{code}").text


def test_operator_imprint_and_dates_are_named(door: ScanFirst, code: str, add_firm: AddFirm) -> None:
    add_firm(confirmed_on=places.DAY)
    text = ask(door, f"/{code}").text
    assert "Stadt Muster" in text
    assert "https://muster.example/impressum" in text
    assert "Angaben bestätigt 03/2026" in text


def test_the_day_of_a_change_is_the_day_at_the_sign(
    door: ScanFirst, store: Store, area: int, code: str
) -> None:
    with change(store) as changes:
        changes.at = datetime(2027, 6, 30, 22, 30, tzinfo=UTC)
        places.a_firm(changes, area)
    assert "Stand 01.07.2027" in ask(door, f"/{code}").text
    assert ask(door, f"/{code}.json").data["area"]["changed_on"] == "2027-07-01"


def test_the_data_say_what_the_page_says(door: ScanFirst, code: str, add_firm: AddFirm) -> None:
    add_firm(number=14)
    found = ask(door, f"/{code}.json").data
    assert found["address"] == f"https://schild.example/{code}"
    assert found["sign"]["number"] == "MO-001"
    (firm,) = found["firms"]
    assert (firm["number"], firm["distance_m"], firm["direction"]) == (14, 360, "ahead")
    assert firm["position"] == {
        "latitude": pytest.approx(50.864, abs=0.01),
        "longitude": pytest.approx(10.937, abs=0.01),
    }
