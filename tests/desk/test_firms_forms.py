"""Firms without scripts: added, corrected, moved, renamed, split, merged, ended, many at once, undone."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest

from signage.domain.validity import today
from signage.services.addresses import load_addresses
from signage.store import Store
from signage_api.desk.firms import form
from tests.desk.conftest import THERE, SignIn
from tests.parts.desk import Visitor
from tests.places import EAST, NORTH, a_sign, a_tenant, an_area, outline, point

HOSTILE = "<img src=x onerror=alert(1)> & Söhne"
LATER = today() + timedelta(days=90)


@pytest.fixture
def area(inventory: Store) -> int:
    return an_area(inventory)


def the(store: Store, row_id: int) -> dict[str, Any]:
    row = store.row("tenant", row_id)
    assert row is not None
    return row


def undo(clerk: Visitor, answer: Any) -> Any:
    """Press the button that the page after a change offers."""
    page = clerk.get(answer.headers["location"])
    number = re.search(r'name="set" value="(\d+)"', page.text)
    back = re.search(r'name="back" value="([^"]+)"', page.text)
    assert number is not None
    assert back is not None
    return clerk.post("/desk/firms/undo", {"set": number[1], "back": back[1]})


def form_of(page: Any) -> dict[str, str]:
    """The fields of a firm's form as a browser would send them."""
    fields = dict(
        re.findall(
            r'<input class="kern-form-input__input" id="\w+" name="(\w+)" type="\w+" value="([^"]*)"',
            page.text,
        )
    )
    for name, options in re.findall(
        r'<select class="[^"]*" id="\w+" name="(\w+)"[^>]*>(.*?)</select>', page.text, re.DOTALL
    ):
        chosen = re.search(r'<option value="([^"]*)" selected', options)
        fields[name] = chosen[1] if chosen else ""
    version = re.search(r'name="version" value="(\d+)"', page.text)
    return fields | ({"version": version[1]} if version else {})


def test_what_a_firm_needs_is_marked(clerk: Visitor, inventory: Store) -> None:
    firm = a_tenant(inventory, an_area(inventory), name="Holz GmbH")
    for path in ("/desk/firms/new", f"/desk/firms/{firm}", f"/desk/firms/{firm}/rename"):
        page = clerk.get(path).text
        assert re.search(r'for="name">Firma <span class="kern-label__optional">– Pflichtfeld</span>', page), (
            path
        )
        assert re.findall(r'id="([a-z_]+)"[^>]* required', page) == ["name"], path
    assert "– Required</span>" in clerk.get("/desk/firms/new?lang=en").text


def test_a_firm_is_added_and_its_page_shows_it(clerk: Visitor, inventory: Store, area: int) -> None:
    values = {"name": HOSTILE, "area": str(area), "street": "Am Kreuz", "geometry": "640500 5635700"}
    done = clerk.post("/desk/firms/new", values)
    assert done.status_code == 303
    page = clerk.get(done.headers["location"])
    assert "&lt;img src=x" in page.text
    assert "<img" not in page.text
    [row] = inventory.read("tenant")
    assert (row["name"], row["number"], row["municipality"]) == (HOSTILE, 1, "16070028")
    assert undo(clerk, done).headers["location"] == "/desk/firms?done=undone"
    assert inventory.read("tenant") == []


def test_a_firm_that_comes_on_a_day_ahead_is_planned(clerk: Visitor, inventory: Store, area: int) -> None:
    done = clerk.post("/desk/firms/new", {"name": "Bald GmbH", "area": str(area), "valid_from": str(LATER)})
    assert f"ab {LATER:%d.%m.%Y}" in clerk.get(done.headers["location"]).text
    assert inventory.read("tenant", as_of=LATER - timedelta(days=1)) == []
    assert [row["name"] for row in inventory.read("tenant", as_of=LATER)] == ["Bald GmbH"]
    assert "Bald GmbH" not in clerk.get("/desk/firms").text
    assert "Bald GmbH" in clerk.get("/desk/firms?state=planned").text


def test_a_firm_that_is_there_already_is_offered_first(clerk: Visitor, inventory: Store, area: int) -> None:
    known = a_tenant(inventory, area, name="Müller & Söhne GmbH")
    typed = {"name": "Mueller und Soehne", "area": str(area)}
    page = clerk.post("/desk/firms/new", typed)
    assert page.status_code == 422
    assert "Müller &amp; Söhne GmbH" in page.text
    assert 'value="Mueller und Soehne"' in page.text
    assert "Müller &amp; Söhne" in clerk.get("/desk/firms/similar?name=Muller%20%26%20Sohne").text
    assert f'name="is_new" value="{known}"' in page.text
    typed |= {"is_new": str(known)}
    assert clerk.post("/desk/firms/new", typed).status_code == 303
    again = clerk.post("/desk/firms/new", typed)
    assert again.status_code == 422, "what was sent a second time is the firm that it made"
    assert [row["name"] for row in inventory.read("tenant")].count("Mueller und Soehne") == 1


def test_a_form_sent_twice_at_once_enters_its_firm_once(
    clerk: Visitor, inventory: Store, area: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked, looking = Barrier(2), form.alike

    def both_look(*given: Any, **more: Any) -> list[dict[str, Any]]:
        found = looking(*given, **more)
        if not found:
            looked.wait(60)
        return found

    monkeypatch.setattr(form, "alike", both_look)
    typed = {"form_token": clerk.token, "name": "Doppelt GmbH", "area": str(area)}
    with ThreadPoolExecutor(2) as clicks:
        answers = list(clicks.map(lambda _: clerk.post("/desk/firms/new", typed), range(2)))
    assert sorted(answer.status_code for answer in answers) == [303, 409]
    [said] = [answer.text for answer in answers if answer.status_code == 409]
    assert "wurde soeben eingetragen" in said
    assert [row["name"] for row in inventory.read("tenant")] == ["Doppelt GmbH"]


def test_while_typing_it_says_how_far_away_and_whether_it_is_the_same_address(
    clerk: Visitor, inventory: Store, area: int
) -> None:
    place = {"street": "Am Kreuz", "house_number": "3-5", "geometry": point(512, 500)}
    a_tenant(inventory, area, name="Müller & Söhne GmbH", **place)
    there = {"name": "Mueller und Soehne", "geometry": f"{EAST + 500} {NORTH + 500}"}
    page = clerk.get("/desk/firms/similar", params=there | {"street": "Am Kreuz", "house_number": "3-5"}).text
    assert "12 m entfernt" in page
    assert "gleiche Anschrift" in page
    elsewhere = clerk.get(
        "/desk/firms/similar", params={"name": "Mueller und Soehne", "street": "Weg 1"}
    ).text
    assert "Müller &amp; Söhne" in elsewhere
    assert "entfernt" not in elsewhere
    assert "gleiche Anschrift" not in elsewhere


def test_what_is_wrong_is_said_at_its_field_and_all_that_was_typed_stays(clerk: Visitor, area: int) -> None:
    page = clerk.post("/desk/firms/new", {"name": "", "email": "kein", "street": HOSTILE, "area": str(area)})
    assert page.status_code == 422
    assert 'id="email-error"' in page.text
    assert "&lt;img src=x onerror" in page.text
    page = clerk.post("/desk/firms/new", {"name": "Ohne Ort"})
    assert (page.status_code, 'id="area-error"' in page.text) == (422, True)


def test_an_address_of_the_file_fills_in_the_rest(
    clerk: Visitor, inventory: Store, area: int, tmp_path: Any
) -> None:
    file = tmp_path / "hk.csv"
    file.write_text(
        "Straße;Hausnummer;PLZ;Ort;X;Y\nThöreyer Straße;5;99334;Amt Wachsenburg;640500;5635500\n", "utf-8"
    )
    load_addresses(inventory, file)
    [found] = clerk.get("/desk/firms/addresses?q=thoerey").json()["addresses"]
    assert found["label"] == "Thöreyer Straße 5, 99334 Amt Wachsenburg"
    done = clerk.post("/desk/firms/new", {"name": "A", "area": str(area), "address": found["label"]})
    assert done.status_code == 303
    [row] = inventory.read("tenant")
    assert (row["street"], row["house_number"], row["place"]) == ("Thöreyer Straße", "5", "Amt Wachsenburg")
    assert row["geometry"] is not None
    page = clerk.post("/desk/firms/new", {"name": "B", "area": str(area), "address": "Nirgendweg 1"})
    assert (page.status_code, 'id="address-error"' in page.text) == (422, True)


def test_a_form_sent_back_as_it_came_changes_nothing(clerk: Visitor, inventory: Store, area: int) -> None:
    firm = a_tenant(
        inventory, area, lorry_note="Tor 2", confirmed_on=today(), is_person=False, number=3,
        valid_from=today() - timedelta(days=9), legal_basis=None, note="Zeile",
    )  # fmt: skip
    page = clerk.get(f"/desk/firms/{firm}")
    done = clerk.post(f"/desk/firms/{firm}", form_of(page))
    assert (done.status_code, the(inventory, firm)["version"]) == (303, 1)


def test_another_name_asks_what_happened(clerk: Visitor, inventory: Store, area: int) -> None:
    firm = a_tenant(inventory, area)
    typed = form_of(clerk.get(f"/desk/firms/{firm}")) | {"name": "Anders", "phone": "03628 1"}
    page = clerk.post(f"/desk/firms/{firm}", typed)
    assert (page.status_code, 'name="meaning"' in page.text) == (422, True)
    assert 'value="03628 1"' in page.text
    wrong = clerk.post(f"/desk/firms/{firm}", typed | {"meaning": "wrong"})
    assert wrong.status_code == 303
    assert (the(inventory, firm)["name"], the(inventory, firm)["phone"]) == ("Anders", "03628 1")
    typed = form_of(clerk.get(f"/desk/firms/{firm}")) | {
        "name": "Neu",
        "meaning": "since",
        "on": LATER.isoformat(),
    }
    since = clerk.post(f"/desk/firms/{firm}", typed)
    assert since.status_code == 303
    assert [(row["name"], row["valid_from"], row["valid_to"]) for row in inventory.read("tenant")] == [
        ("Anders", None, LATER), ("Neu", LATER, None),
    ]  # fmt: skip
    page = clerk.get(since.headers["location"]).text
    assert f"ab {LATER:%d.%m.%Y}" in page
    assert "umbenannt" in page


def test_a_stale_form_shows_both_versions_and_can_be_sent_again(
    clerk: Visitor, inventory: Store, area: int
) -> None:
    firm = a_tenant(inventory, area)
    old = form_of(clerk.get(f"/desk/firms/{firm}"))
    clerk.post(f"/desk/firms/{firm}", old | {"phone": "111"})
    page = clerk.post(f"/desk/firms/{firm}", old | {"phone": "222"})
    assert page.status_code == 409
    assert '<td class="kern-table__cell">111</td>' in page.text
    assert '<td class="kern-table__cell">222</td>' in page.text
    assert the(inventory, firm)["phone"] == "111"
    assert clerk.post(f"/desk/firms/{firm}", form_of(page) | {"phone": "222"}).status_code == 303
    assert the(inventory, firm)["phone"] == "222"


def test_each_verb_has_a_form_that_does_it_and_undoes_it(clerk: Visitor, inventory: Store, area: int) -> None:
    there = an_area(inventory, name="Thörey", number="TH", geometry=outline(3000))
    firm = a_tenant(inventory, area, name=HOSTILE, number=1, geometry=None)
    other = a_tenant(inventory, area, name="Zweite", number=2)
    on, seen = LATER.isoformat(), "1"
    forms = {
        "move": {"area": str(there), "meaning": "since", "on": on},
        "rename": {"name": "Neu", "meaning": "since", "on": on},
        "split": {"parts": "Eins\nZwei\n", "on": on},
        "merge": {"other": f"{other}:1", "meaning": "since", "on": on},
        "end": {"on": on},
    }
    for verb, fields in forms.items():
        page = clerk.get(f"/desk/firms/{firm}/{verb}")
        assert (page.status_code, "<img" in page.text) == (200, False), verb
        seen = str(the(inventory, firm)["version"])
        if verb == "merge":
            fields["other"] = f"{other}:{the(inventory, other)['version']}"
        done = clerk.post(f"/desk/firms/{firm}/{verb}", fields | {"version": seen})
        assert done.status_code == 303, (verb, done.text)
        ended = the(inventory, other if verb == "merge" else firm)["valid_to"]
        assert ended == LATER, verb
        undo(clerk, done)
        assert [row["valid_to"] for row in inventory.read("tenant")] == [None, None], verb


@pytest.mark.parametrize(
    ("verb", "fields", "error"),
    [
        ("move", {"street": "Neu", "meaning": "", "on": "2027-01-01"}, "eines von beidem"),
        ("move", {"meaning": "wrong"}, "alte Lage"),
        ("rename", {"name": "", "meaning": "wrong"}, "nicht leer"),
        ("rename", {"name": "Neu", "meaning": "since", "on": "bald"}, "Den Tag"),
        ("split", {"parts": "Eine", "on": "2027-01-01"}, "mindestens zwei"),
        ("merge", {"meaning": "wrong"}, "mindestens eine andere"),
        ("end", {"on": "1999-02-30"}, "Den Tag"),
    ],
)
def test_a_verb_says_what_it_lacks(
    clerk: Visitor, inventory: Store, area: int, verb: str, fields: dict[str, str], error: str
) -> None:
    firm = a_tenant(inventory, area, valid_from=today() - timedelta(days=1))
    page = clerk.post(f"/desk/firms/{firm}/{verb}", fields | {"version": "1"})
    assert (page.status_code, error in page.text) == (422, True), page.text[-3000:]
    assert the(inventory, firm)["version"] == 1


def test_a_verb_over_a_stale_version_does_nothing(clerk: Visitor, inventory: Store, area: int) -> None:
    firm = a_tenant(inventory, area)
    clerk.post(f"/desk/firms/{firm}/rename", {"name": "Erste", "meaning": "wrong", "version": "1"})
    page = clerk.post(f"/desk/firms/{firm}/end", {"on": LATER.isoformat(), "version": "1"})
    assert (page.status_code, "inzwischen geändert" in page.text) == (409, True)
    assert the(inventory, firm)["valid_to"] is None


def test_an_end_that_was_planned_can_be_called_off(clerk: Visitor, inventory: Store, area: int) -> None:
    firm = a_tenant(inventory, area, valid_to=LATER)
    done = clerk.post(f"/desk/firms/{firm}/end", {"keep": "1", "version": "1"})
    assert done.headers["location"].startswith(f"/desk/firms/{firm}?done=kept")
    assert the(inventory, firm)["valid_to"] is None


def test_several_are_changed_after_a_look_at_each(clerk: Visitor, inventory: Store, area: int) -> None:
    one, two = a_tenant(inventory, area, name=HOSTILE), a_tenant(inventory, area, name="Zwei")
    three = a_tenant(inventory, area, name="Drei", valid_from=LATER + timedelta(days=9))
    ticked = {"firm": [f"{row}:1" for row in (one, two, three)]}
    chosen = clerk.post("/desk/firms/many", ticked | {"step": "choose"})
    assert (chosen.status_code, "<img" in chosen.text) == (200, False)
    change = {"change": "end", "value_valid_to": LATER.isoformat()}
    look = clerk.post("/desk/firms/many", ticked | change | {"step": "look"})
    assert "vor dem Beginn" in look.text
    assert "2 Firmen ändern" in look.text
    able = re.findall(r'name="firm" value="([^"]+)"[^>]* checked', look.text)
    assert able == [f"{one}:1", f"{two}:1"]
    assert the(inventory, one)["valid_to"] is None
    done = clerk.post("/desk/firms/many", {"firm": able, "step": "store"} | change)
    assert [the(inventory, row)["valid_to"] for row in (one, two, three)] == [LATER, LATER, None]
    undo(clerk, done)
    assert [the(inventory, row)["valid_to"] for row in (one, two)] == [None, None]


def test_one_of_several_that_was_changed_meanwhile_stops_all(
    clerk: Visitor, inventory: Store, area: int
) -> None:
    one, two = a_tenant(inventory, area), a_tenant(inventory, area, name="Zwei")
    clerk.post(f"/desk/firms/{two}/rename", {"name": "Zwo", "meaning": "wrong", "version": "1"})
    fields = {"firm": [f"{one}:1", f"{two}:1"], "change": "street", "value_street": "A", "step": "store"}
    page = clerk.post("/desk/firms/many", fields)
    assert page.status_code == 409
    assert [the(inventory, row)["street"] for row in (one, two)] == [None, None]


def test_a_reader_sees_everything_and_changes_nothing(sign_in: SignIn, inventory: Store, area: int) -> None:
    firm = a_tenant(inventory, area)
    reader = sign_in("reader", "16070028")
    assert "Neue Firma" not in reader.get("/desk/firms").text
    page = reader.get(f"/desk/firms/{firm}")
    assert (page.status_code, "disabled" in page.text) == (200, True)
    for verb, fields in {"rename": {"name": "X", "meaning": "wrong"}, "end": {"on": "2027-01-01"}}.items():
        answer = reader.post(f"/desk/firms/{firm}/{verb}", fields | {"version": "1"})
        assert answer.status_code == 403
    assert the(inventory, firm)["version"] == 1


def test_nobody_merges_with_a_firm_out_of_reach(clerk: Visitor, inventory: Store, area: int) -> None:
    foreign = an_area(inventory, name="Gotha-Süd", municipality=THERE, geometry=outline(30e3))
    other = a_tenant(inventory, foreign, name="Dortig", municipality=THERE, geometry=None)
    firm = a_tenant(inventory, area)
    fields = {"other": f"{other}:1", "meaning": "wrong", "version": "1"}
    page = clerk.post(f"/desk/firms/{firm}/merge", fields)
    assert page.status_code == 422
    assert "Dortig" not in page.text
    assert the(inventory, other)["withdrawn_by"] is None


def test_a_firm_leads_to_the_page_of_a_sign_of_its_area(clerk: Visitor, inventory: Store, area: int) -> None:
    firm = a_tenant(inventory, area, valid_to=today())
    assert "?uncounted" not in clerk.get(f"/desk/firms/{firm}").text
    a_sign(inventory, area, number="EK-001")
    [sign] = inventory.read("sign")
    page = clerk.get(f"/desk/firms/{firm}").text
    assert f'href="/{sign["code"]}?uncounted"' in page
    assert "Seite des Schilds EK-001" in page
    assert f"Nicht mehr da seit {today():%d.%m.%Y}" in page


def test_a_way_back_from_a_cookie_leads_to_nothing_but_the_table(
    clerk: Visitor, inventory: Store, area: int
) -> None:
    firm = a_tenant(inventory, area, name="A")
    kept = f"{clerk.account}.q=a%26b&page=2&back=//evil.example&state=<b>"
    headers = {"Cookie": f'{clerk.cookie}; signage_firm_list="{kept}"'}
    page = clerk.client.get(f"/desk/firms/{firm}", headers=headers).text
    assert page.count('href="/desk/firms?q=a%26b&amp;state=%3Cb%3E&amp;page=2"') == 2
    assert "evil" not in page


def test_what_somebody_else_searched_for_in_this_browser_is_not_led_back_to(
    clerk: Visitor, inventory: Store, area: int
) -> None:
    firm = a_tenant(inventory, area, name="A")
    headers = {"Cookie": f"{clerk.cookie}; signage_firm_list=999999.q=erika"}
    assert "erika" not in clerk.client.get(f"/desk/firms/{firm}", headers=headers).text
