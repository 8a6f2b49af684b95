"""The room of workbooks: out, back, looked at, decided, taken - and nothing before that."""

import re
import threading
from datetime import date
from functools import partialmethod
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from starlette.testclient import TestClient

from signage.domain.validity import today
from signage.services.editing import change_row
from signage.services.parked import list_parked
from signage.services.rights import everywhere
from signage.services.round_trip import desk
from signage.services.round_trip.foreign import compare_foreign
from signage.services.round_trip.lines import Comparison
from signage.services.round_trip.running import Comparisons
from signage.store import Store
from tests.desk.conftest import HERE, THERE, SignIn
from tests.parts.desk import Visitor
from tests.parts.workbooks import Page, edited
from tests.places import a_municipality, a_sign, a_tenant, an_area, outline

HOSTILE = "<img src=x onerror=alert(1)> & Söhne"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.fixture
def firms(inventory: Store) -> Store:
    """Two firms here, one there."""
    area = an_area(inventory)
    common = {"street": "Am Kreuz", "geometry": None}
    a_tenant(inventory, area, name=HOSTILE, number=1, **common)
    a_tenant(inventory, area, name="Beta AG", number=2, **common)
    gotha = an_area(inventory, name="Gotha-Süd", number="GS", municipality=THERE, geometry=outline(21e3, 0))
    a_tenant(inventory, gotha, name="Fremd KG", municipality=THERE, number=1, **common)
    return inventory


def download(clerk: Visitor, query: str = "") -> bytes:
    answer = clerk.get(f"/desk/excel/export{query}")
    assert (answer.status_code, answer.headers["content-type"]) == (200, XLSX)
    content: bytes = answer.content
    return content


def upload(clerk: Visitor, content: bytes, name: str = "Firmen.xlsx") -> Any:
    return clerk.post("/desk/excel", files={"file": (name, content)})


def sent(clerk: Visitor, content: bytes, name: str = "Firmen.xlsx") -> str:
    """The address of the page for an uploaded file."""
    answer = upload(clerk, content, name)
    assert answer.status_code == 303, answer.text
    path: str = answer.headers["location"]
    return path


def form_of(page: str) -> dict[str, Any]:
    """What the form of a comparison sends when nothing is touched."""
    fields: dict[str, Any] = {"shown": re.findall(r'name="shown" value="([^"]+)"', page)}
    for hidden in ("stamp", "kind", "number"):
        [fields[hidden]] = re.findall(rf'name="{hidden}" value="([^"]*)"', page)
    for tag in re.findall(r"<input [^>]*checked[^>]*>", page):
        name, value = re.search(r'name="([^"]+)"', tag), re.search(r'value="([^"]*)"', tag)
        assert name is not None
        assert value is not None
        fields[name[1]] = value[1]
    return fields


def row(store: Store, name: str) -> dict[str, Any]:
    [found] = [row for row in store.read("tenant") if row["name"] == name]
    return found


def test_a_clerk_takes_the_own_firms_along(firms: Store, clerk: Visitor) -> None:
    answer = clerk.get("/desk/excel/export")
    assert "Firmen_Amt-Wachsenburg_" in answer.headers["content-disposition"]
    book = openpyxl.load_workbook(BytesIO(answer.content))
    names = [cells[3] for cells in book["Firmen"].iter_rows(min_row=2, values_only=True) if cells[3]]
    assert names == ["Beta AG", HOSTILE]


@pytest.mark.parametrize("of", [f"municipality:{THERE}", "area:2", "area:999", "municipality:99999999"])
def test_what_is_not_ones_own_is_not_there(firms: Store, clerk: Visitor, of: str) -> None:
    assert clerk.get(f"/desk/excel/export?of={of}").status_code == 404


def test_nothing_is_stored_before_it_was_looked_at(firms: Store, clerk: Visitor) -> None:
    def work(page: Page) -> None:
        page.put("Beta AG", Telefon="03628 1", to_do="korrigiert")
        page.add(Firma="Neu & <b>Co</b>", Gewerbegebiet="EK")

    path = sent(clerk, edited(download(clerk), work))
    page = clerk.get(path).text
    assert "2 Zeilen sind anders." in page
    assert "2 Zeilen werden übernommen" in page
    assert "Neu &amp; &lt;b&gt;Co&lt;/b&gt;" in page
    assert row(firms, "Beta AG")["phone"] is None
    done = clerk.post(f"{path}/rows", form_of(page) | {"then": "take"})
    assert (done.status_code, done.headers["location"]) == (303, path)
    assert row(firms, "Beta AG")["phone"] == "03628 1"
    assert row(firms, "Neu & <b>Co</b>")["municipality"] == HERE


def test_a_name_that_a_workbook_changes_tells_its_signs(firms: Store, clerk: Visitor) -> None:
    a_sign(firms, row(firms, "Beta AG")["area"], number="EK-001", type="INF")
    path = sent(clerk, edited(download(clerk), lambda page: page.put("Beta AG", Firma="Gamma AG")))
    clerk.post(f"{path}/rows", form_of(clerk.get(path).text) | {"then": "take"})
    page = clerk.get(path).text
    assert "1 Schild ist zu ändern:" in page
    assert "„Beta AG“ → „Gamma AG“" in page


def test_one_click_takes_all_of_it_back(firms: Store, clerk: Visitor) -> None:
    path = sent(clerk, edited(download(clerk), lambda page: page.put("Beta AG", Telefon="1")))
    clerk.post(f"{path}/rows", form_of(clerk.get(path).text) | {"then": "take"})
    assert "Alles zurücknehmen" in clerk.get(path).text
    assert clerk.post(f"{path}/revert").status_code == 303
    assert row(firms, "Beta AG")["phone"] is None
    assert "Zurückgenommen" in clerk.get(path).text


def test_a_box_that_is_not_ticked_leaves_its_row(firms: Store, clerk: Visitor) -> None:
    def work(page: Page) -> None:
        page.put("Beta AG", Telefon="1")
        page.put(HOSTILE, Telefon="2")

    path = sent(clerk, edited(download(clerk), work))
    form = form_of(clerk.get(path).text)
    [beta] = [name for name in form if name == "do.2"]  # the first row, by name
    del form[beta]
    clerk.post(f"{path}/rows", form | {"then": "take"})
    assert (row(firms, "Beta AG")["phone"], row(firms, HOSTILE)["phone"]) == (None, "2")


def test_choices_are_kept_while_other_rows_are_looked_at(firms: Store, clerk: Visitor) -> None:
    path = sent(clerk, edited(download(clerk), lambda page: page.put("Beta AG", Telefon="1")))
    form = form_of(clerk.get(path).text)
    del form["do.2"]
    away = clerk.post(f"{path}/rows", form | {"then": "kind:unchanged"})
    assert away.headers["location"] == f"{path}?kind=unchanged"
    assert HOSTILE.replace("<", "&lt;").split(">")[0] in clerk.get(away.headers["location"]).text
    assert "0 Zeilen werden übernommen" in clerk.get(path).text


def test_who_was_faster_is_told_and_nothing_is_stored(firms: Store, clerk: Visitor) -> None:
    path = sent(clerk, edited(download(clerk), lambda page: page.put("Beta AG", Telefon="1")))
    form, beta = form_of(clerk.get(path).text), row(firms, "Beta AG")
    change_row(firms, "tenant", beta["id"], {"phone": "2"}, seen_version=1, rights=everywhere("Anna"))
    answer = clerk.post(f"{path}/rows", form | {"then": "take"})
    assert answer.status_code == 409
    assert "Inzwischen wurden Firmen geändert oder aufgenommen" in answer.text
    assert 'name="side.2.phone"' in answer.text
    assert row(firms, "Beta AG")["phone"] == "2"
    mine = form_of(answer.text) | {"do.2": "take", "side.2.phone": "mine", "then": "take"}
    assert clerk.post(f"{path}/rows", mine).status_code == 303
    assert row(firms, "Beta AG")["phone"] == "1"


def test_a_second_click_takes_nothing_twice(firms: Store, clerk: Visitor) -> None:
    path = sent(clerk, edited(download(clerk), lambda page: page.add(Firma="Neu", Gewerbegebiet="EK")))
    form = form_of(clerk.get(path).text) | {"then": "take"}
    assert clerk.post(f"{path}/rows", form).status_code == 303
    clerk.post(f"{path}/rows", form)
    assert [row["name"] for row in firms.read("tenant")].count("Neu") == 1


def test_the_same_workbook_comes_back_with_verdicts_and_can_be_sent_again(
    firms: Store, clerk: Visitor
) -> None:
    def work(page: Page) -> None:
        page.put("Beta AG", **{"E-Mail": "keine"})
        page.put(HOSTILE, Telefon="2")
        page.add(Firma="Neu", Gewerbegebiet="EK")

    path = sent(clerk, edited(download(clerk), work))
    clerk.post(f"{path}/rows", form_of(clerk.get(path).text) | {"then": "take"})
    answer = clerk.get(f"{path}/verdicts")
    assert "Firmen_Ergebnis.xlsx" in answer.headers["content-disposition"]
    book = openpyxl.load_workbook(BytesIO(answer.content))
    page = Page(book["Firmen"])
    assert book.sheetnames == ["Anleitung", "Firmen", "Listen", "_signage"]
    verdicts = {name: page.get(name, "Ergebnis") for name in ("Beta AG", HOSTILE, "Neu")}
    assert verdicts == {"Beta AG": "nicht übernommen", HOSTILE: "geändert", "Neu": "neu aufgenommen"}
    assert "E-Mail" in page.get("Beta AG", "Befund")
    again = sent(clerk, answer.content)
    assert "1 Zeile ist anders." in clerk.get(again).text


def test_a_foreign_list_is_asked_about_once(firms: Store, clerk: Visitor) -> None:
    first = b"Betrieb;Standort;Strasse;Tel.\nBeta AG;EK;Neuer Weg;1\nNeu KG;EK;Weg 2;2\n"
    path = sent(clerk, first, "liste.csv")
    page = clerk.get(path).text
    assert "Was steht in welcher Spalte?" in page
    assert "Neuer Weg" in page
    wrong = clerk.post(f"{path}/columns", {"column": ["", "area", "street", "phone"]})
    assert (wrong.status_code, "Name der Firma steht" in wrong.text) == (422, True)
    fields = {"column": ["name", "area", "street", "phone"]}
    assert clerk.post(f"{path}/columns", fields).headers["location"] == path
    page = clerk.get(path).text
    assert "2 Zeilen sind anders." in page
    second = sent(clerk, first.replace(b";1\n", b";5\n"), "liste-2.csv")
    page = clerk.get(second).text
    assert "so gelesen wie beim letzten Mal" in page
    clerk.post(f"{second}/rows", form_of(page) | {"then": "take"})
    assert row(firms, "Beta AG")["phone"] is None  # another street: it might be another firm
    assert row(firms, "Neu KG")["phone"] == "2"


def test_a_layout_is_not_remembered_for_another_municipality(
    firms: Store, clerk: Visitor, sign_in: SignIn
) -> None:
    file = b"Betrieb;Standort\nBeta AG;EK\n"
    path = sent(clerk, file, "liste.csv")
    clerk.post(f"{path}/columns", {"column": ["name", "area"]})
    other = sign_in("clerk", THERE)
    assert "Was steht in welcher Spalte?" in other.get(sent(other, file, "liste.csv")).text


def test_several_sheets_are_asked_about(firms: Store, clerk: Visitor) -> None:
    book = openpyxl.Workbook()
    for name in ("Nord", "Süd"):
        page = book.create_sheet(name)
        page.append(["Firma", "Gebiet"])
        page.append([f"Firma {name}", "EK"])
    del book["Sheet"]
    out = BytesIO()
    book.save(out)
    path = sent(clerk, out.getvalue())
    assert "Welches Tabellenblatt?" in clerk.get(path).text
    assert clerk.post(f"{path}/sheet", {"sheet": "Süd"}).headers["location"] == path
    assert "Firma Süd" in clerk.get(path).text


def test_an_upload_is_for_who_sent_it(firms: Store, clerk: Visitor, sign_in: SignIn) -> None:
    path = sent(clerk, download(clerk))
    other = sign_in("clerk", HERE)
    for answer in (
        other.get(path),
        other.get(f"{path}/verdicts"),
        other.post(f"{path}/rows", {"then": "take"}),
        other.post(f"{path}/columns", {"column": "name"}),
        other.post(f"{path}/revert"),
    ):
        assert answer.status_code == 404
    other.post(f"{path}/forget")
    assert clerk.get(path).status_code == 200


def test_a_reader_takes_along_and_brings_nothing_back(firms: Store, sign_in: SignIn) -> None:
    reader = sign_in("reader", HERE)
    content = download(reader)
    assert "Hochladen" not in reader.get("/desk/excel").text
    assert upload(reader, content).status_code == 403


def test_the_room_needs_a_session_and_its_forms_a_token(
    firms: Store, client: TestClient, clerk: Visitor
) -> None:
    assert client.get("/desk/excel/export").headers["location"].startswith("/login")
    headers = {"Cookie": clerk.cookie, "Sec-Fetch-Site": "same-origin"}
    files = {"file": ("a.csv", b"Firma\nA\n")}
    assert client.post("/desk/excel", files=files, headers=headers).status_code == 403
    cross = {**headers, "Sec-Fetch-Site": "cross-site"}
    token = {"form_token": clerk.token}
    assert client.post("/desk/excel", files=files, data=token, headers=cross).status_code == 403


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("leer.xlsx", b"", "Datei"),
        ("bild.xlsx", b"\x89PNG\r\n\x1a\n" + bytes(99), "XLSX"),
        ("alt.xls", b"\xd0\xcf\x11\xe0" + bytes(999), "XLSX"),
        (
            "karte.xlsx",
            b"<OGRVRTDataSource><SrcDataSource>/etc/passwd</SrcDataSource></OGRVRTDataSource>",
            "XLSX",
        ),
        ("halb.xlsx", b"PK\x03\x04" + bytes(99), "besch"),
        ("utf7.csv", b"Firma;Ort\nM+APw-ller;Gotha\n", "UTF-7"),
    ],
)
def test_what_cannot_be_read_is_said_in_words_and_the_page_stays(
    firms: Store, clerk: Visitor, name: str, content: bytes, said: str
) -> None:
    answer = upload(clerk, content, name)
    assert answer.status_code == 422
    assert "Diese Datei ließ sich nicht lesen" in answer.text
    assert said in answer.text


def test_every_meaning_of_a_column_has_its_word() -> None:
    from signage.languages import desk as words
    from signage.services.round_trip.layouts import CHOICES
    from signage.services.round_trip.lines import KINDS

    keys = [f"excel.field.{name}" for name in CHOICES]
    keys += [f"excel.{part}.{kind}" for part in ("kind", "one") for kind in KINDS]
    assert [key for key in keys if key not in words.words("de")] == []


def test_the_page_speaks_english(firms: Store, clerk: Visitor) -> None:
    path = sent(clerk, edited(download(clerk), lambda page: page.put("Beta AG", to_do="umgezogen")))
    page = clerk.get(f"{path}?lang=en").text
    assert "Moved - but where to?" in page
    assert "nothing to do" in clerk.get(f"{path}?lang=en&kind=unchanged").text
    assert "Anleitung" not in page


def test_rows_that_could_not_be_taken_wait_with_the_cells_of_the_sender(
    firms: Store, clerk: Visitor, sign_in: SignIn
) -> None:
    def work(page: Page) -> None:
        page.put("Beta AG", **{"E-Mail": "keine", "Telefon": "7"})
        page.put(HOSTILE, Telefon="2")

    path = sent(clerk, edited(download(clerk), work))
    clerk.post(f"{path}/rows", form_of(clerk.get(path).text) | {"then": "take"})
    result = clerk.get(path).text
    assert "wartet außerdem unter „Geparkte Zeilen“" in result
    assert '<a class="kern-link" href="/desk/parked">' in result
    assert "keine" in clerk.get(f"/desk/parked/{list_parked(firms)[0].id}").text
    [waits] = list_parked(firms)
    assert waits.municipality == HERE
    assert (waits.file, waits.layer, waits.content["E-Mail"], waits.content["Telefon"]) == (
        "Firmen.xlsx",
        "tenant",
        "keine",
        "7",
    )
    assert "E-Mail" in waits.problem
    assert "keine" in sign_in("manager").get("/desk/parked").text
    answer = clerk.get(f"{path}/verdicts").content
    mended = edited(answer, lambda page: page.put("Beta AG", **{"E-Mail": "info@beta.example"}))
    again = sent(clerk, mended, "Firmen_Ergebnis.xlsx")
    clerk.post(f"{again}/rows", form_of(clerk.get(again).text) | {"then": "take"})
    assert list_parked(firms) == []


def test_a_row_that_somebody_decided_to_leave_does_not_wait(firms: Store, clerk: Visitor) -> None:
    work = {"Firma": "Zeta Logistik", "Telefon": "999", "Hausnummer": "11"}
    path = sent(clerk, edited(download(clerk), lambda page: page.put("Beta AG", **work)))
    form = form_of(clerk.get(path).text)
    assert form["do.2"] == "leave"
    clerk.post(f"{path}/rows", form | {"then": "take"})
    assert list_parked(firms) == []


def test_a_large_file_shows_how_many_rows_are_compared(
    firms: Store, clerk: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = "".join(f"Neu {number} KG;EK\n" for number in range(2_100))
    path = sent(clerk, f"Betrieb;Standort\n{rows}".encode(), "liste.csv")
    go_on = threading.Event()

    def slow(*args: Any, progress: Any, **options: Any) -> Comparison:
        progress(500, 2_100)
        go_on.wait(30)
        return compare_foreign(*args, **options)

    monkeypatch.setattr(desk, "compare_foreign", slow)
    monkeypatch.setattr(Comparisons, "of", partialmethod(Comparisons.of, wait_s=0.05))
    clerk.post(f"{path}/columns", {"column": ["name", "area"]})
    waiting = clerk.get(path).text
    assert "500 von 2100 Zeilen verglichen" in waiting
    assert 'http-equiv="refresh"' in waiting
    go_on.set()
    page = waiting
    for _ in range(200):
        page = clerk.get(path).text if "500 von" in page else page
    assert "2100 Zeilen sind anders." in page


def test_a_row_that_was_left_out_by_choice_is_named_among_those_not_taken(
    firms: Store, clerk: Visitor
) -> None:
    path = sent(clerk, edited(download(clerk), lambda page: page.put("Beta AG", Telefon="7")))
    fields = form_of(clerk.get(path).text) | {"then": "take"}
    clerk.post(f"{path}/rows", {name: text for name, text in fields.items() if not name.startswith("do.")})
    result = clerk.get(path).text
    assert re.search(r"Beta AG</bdi></th>.*Das haben Sie so gewählt\.", result)


def test_the_firms_of_a_former_municipality_are_not_offered(
    firms: Store, clerk: Visitor, sign_in: SignIn
) -> None:
    for ags, name in (("16067091", "Zella"), ("16067092", "Ähre")):
        a_municipality(firms, ags=ags, name=name)
    a_municipality(firms, ags="16067093", name="Damals", valid_from=date(2000, 1, 1), valid_to=today())
    page = sign_in("manager").get("/desk/excel").text
    assert "Damals" not in page
    assert page.index(">Alle Firmen in Ähre") < page.index(">Alle Firmen in Zella")
