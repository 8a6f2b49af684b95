"""The queue of reports and proposals, as a clerk settles it."""

import re
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from signage.domain.validity import today
from signage.services.editing import change_row
from signage.services.proposals import Proposal, list_proposals, propose
from signage.services.reports import Report, list_reports, subject_of, take_report
from signage.services.rights import Rights, everywhere
from signage.store import Store
from tests.desk.conftest import HERE, THERE, SignIn
from tests.parts.desk import Visitor
from tests.places import a_sign, a_tenant, an_area

FIRM = Rights(frozenset({HERE}), "Firma selbst (Link vom 28.11.2026)")
ALL = everywhere("test")
HOSTILE = "<img src=x onerror=alert(1)> & Söhne"


@pytest.fixture
def area(inventory: Store) -> int:
    return an_area(inventory)


@pytest.fixture
def firm(inventory: Store, area: int) -> int:
    return a_tenant(inventory, area, name=HOSTILE, email="post@muster.example")


def version(store: Store, firm: int) -> int:
    return int(row(store, firm)["version"])


def row(store: Store, firm: int) -> dict[str, Any]:
    found = store.row("tenant", firm)
    assert found
    return found


def say(store: Store, firm: int, kind: str = "correct", **values: Any) -> int:
    given = Proposal(kind=kind, values=values)
    seen = version(store, firm)
    return propose(store, firm, given, seen_version=seen, source=FIRM.who, rights=FIRM).number


def report(store: Store, area: int, kind: str, tenant: int | None = None, **more: Any) -> int:
    code = store.read("sign", area=area)[0]["code"] if store.count("sign", area=area) else None
    if code is None:
        found = store.row("sign", a_sign(store, area))
        assert found
        code = found["code"]
    subject = subject_of(store, code)
    assert subject
    given = Report(kind=kind, language="pl", tenant=tenant, **more)
    return take_report(store, subject, given, today()).number


def fields(page: str, key: str) -> dict[str, Any]:
    """The hidden fields and ticked boxes of an entry's form."""
    form = page.partition(f'action="/desk/queue/{key}"')[2].partition("</form>")[0]
    found: dict[str, Any] = {
        name: re.search(rf'name="{name}" value="(.*?)"', form)[1]  # type: ignore[index]
        for name in ("version", "seen_row")
    }
    found["also"] = re.findall(r'name="also" value="(.*?)" id="[^"]*" checked', form)
    return found


def test_the_start_page_counts_what_waits(clerk: Visitor, inventory: Store, area: int, firm: int) -> None:
    assert "Es wartet nichts." in clerk.get("/desk/queue").text
    say(inventory, firm, name="Neu GmbH")
    report(inventory, area, "damaged")
    report(inventory, area, "pasted")
    start = clerk.get("/desk").text
    assert "1 Vorschlag einer Firma ist offen" in start
    assert "2 Meldungen von Besuchern sind offen" in start


def test_a_proposal_is_shown_with_its_difference_and_taken_with_one_click(
    clerk: Visitor, inventory: Store, firm: int
) -> None:
    number = say(inventory, firm, name="Neu & Söhne", activity="<b>Spedition</b>")
    page = clerk.get("/desk/queue").text
    assert '<del dir="auto">&lt;img src=x onerror=alert(1)&gt; &amp; Söhne</del>' in page
    assert '<ins dir="auto">Neu &amp; Söhne</ins>' in page
    assert "<img src=x" not in page
    assert "<b>Spedition" not in page
    done = clerk.post(f"/desk/queue/p{number}", fields(page, f"p{number}") | {"do": "accept"})
    assert done.headers["location"] == f"/desk/queue?done=p{number}%3A2"
    assert row(inventory, firm)["name"] == "Neu & Söhne"
    undo = clerk.get(done.headers["location"]).text
    assert "1 Eintrag ist erledigt." in undo
    back = clerk.post("/desk/queue/undo", {"done": f"p{number}:2"})
    assert back.headers["location"] == "/desk/queue?undone=1"
    assert row(inventory, firm)["name"] == HOSTILE
    assert f'id="p{number}"' in clerk.get("/desk/queue").text


def test_with_htmx_only_the_entry_is_answered(clerk: Visitor, inventory: Store, firm: int) -> None:
    number = say(inventory, firm, name="Neu GmbH")
    sent = fields(clerk.get("/desk/queue").text, f"p{number}") | {"do": "accept"}
    done = clerk.post(f"/desk/queue/p{number}", sent, headers={"HX-Request": "true"})
    assert done.text.lstrip().startswith("<article")
    assert f'name="done" value="p{number}:2"' in done.text


def test_what_is_corrected_inline_is_taken_so_and_mistakes_are_kept_in_the_form(
    clerk: Visitor, inventory: Store, firm: int
) -> None:
    number = say(inventory, firm, name="neu", street="Am Kreuz")
    key, page = f"p{number}", clerk.get("/desk/queue").text
    wrong = clerk.post(
        f"/desk/queue/{key}", fields(page, key) | {"do": "correct", "name": "", "street": HOSTILE}
    )
    assert wrong.status_code == 422
    assert "Das darf nicht leer sein." in wrong.text
    assert 'value="&lt;img src=x onerror=alert(1)&gt; &amp; Söhne"' in wrong.text
    right = {"do": "correct", "name": "Neu GmbH", "street": "Am Kreuz"}
    assert clerk.post(f"/desk/queue/{key}", fields(page, key) | right).status_code == 303
    assert row(inventory, firm)["name"] == "Neu GmbH"


def test_a_refusal_has_a_sentence(clerk: Visitor, inventory: Store, firm: int) -> None:
    number = say(inventory, firm, name="Neu GmbH")
    key, page = f"p{number}", clerk.get("/desk/queue").text
    assert clerk.post(f"/desk/queue/{key}", fields(page, key) | {"do": "refuse"}).status_code == 422
    sent = fields(page, key) | {"do": "refuse", "sentence": "Wir haben nachgesehen: Der Eintrag stimmt."}
    assert clerk.post(f"/desk/queue/{key}", sent).status_code == 303
    [settled] = list_proposals(inventory, rights=ALL)
    assert (settled["state"], settled["answer"]) == ("refused", "Wir haben nachgesehen: Der Eintrag stimmt.")
    assert "Abgelehnt." in clerk.get("/desk/queue?state=settled").text


def test_three_columns_where_the_firm_was_changed_meanwhile(
    clerk: Visitor, inventory: Store, firm: int
) -> None:
    number = say(inventory, firm, name="Neu GmbH")
    old = fields(clerk.get("/desk/queue").text, f"p{number}")
    change_row(
        inventory,
        "tenant",
        firm,
        {"name": "Zwischen GmbH"},
        seen_version=version(inventory, firm),
        rights=ALL,
    )
    stale = clerk.post(f"/desk/queue/p{number}", old | {"do": "accept"})
    assert stale.status_code == 409
    for text in ("Damals", "Jetzt", "Zwischen GmbH", "Neu GmbH", "inzwischen geändert"):
        assert text in stale.text
    assert row(inventory, firm)["name"] == "Zwischen GmbH"
    assert clerk.post(f"/desk/queue/p{number}", fields(stale.text, f"p{number}")).status_code == 303
    assert row(inventory, firm)["name"] == "Neu GmbH"


def test_a_report_of_a_firm_that_is_gone_ends_it_and_is_joined_with_its_proposal(
    clerk: Visitor, inventory: Store, area: int, firm: int
) -> None:
    proposal = say(inventory, firm, "gone")
    told = report(inventory, area, "gone", firm, text="Halle leer")
    page = clerk.get("/desk/queue").text
    sent = fields(page, f"p{proposal}")
    assert sent["also"] == [f"r{told}:1"]
    done = clerk.post(f"/desk/queue/p{proposal}", sent | {"do": "accept"})
    assert row(inventory, firm)["valid_to"] == today()
    [settled] = list_reports(inventory, rights=ALL)
    assert (settled["state"], settled["answer"]) == ("accepted", f"Erledigt mit Vorschlag {proposal}.")
    assert "2 Einträge sind erledigt." in clerk.get(done.headers["location"]).text


def test_a_report_that_is_taken_settles_the_proposal_of_the_same(
    clerk: Visitor, inventory: Store, area: int, firm: int
) -> None:
    proposal, told = say(inventory, firm, "gone"), report(inventory, area, "gone", firm)
    sent = fields(clerk.get("/desk/queue").text, f"r{told}")
    assert sent["also"] == [f"p{proposal}:1"]
    assert clerk.post(f"/desk/queue/r{told}", sent | {"do": "accept"}).status_code == 303
    [settled] = list_proposals(inventory, rights=ALL)
    assert (settled["state"], settled["change_set"]) == ("accepted", None)
    assert clerk.post("/desk/queue/undo", {"done": [f"r{told}:2", f"p{proposal}:2"]}).status_code == 303
    assert row(inventory, firm)["valid_to"] is None
    assert list_proposals(inventory, rights=ALL)[0]["state"] == "open"


def test_a_report_alone_ends_the_firm_and_is_opened_again_with_it(
    clerk: Visitor, inventory: Store, area: int, firm: int
) -> None:
    number = report(inventory, area, "gone", firm)
    sent = fields(clerk.get("/desk/queue").text, f"r{number}") | {"do": "accept", "since": "2026-01-31"}
    assert clerk.post(f"/desk/queue/r{number}", sent).status_code == 303
    assert str(row(inventory, firm)["valid_to"]) == "2026-01-31"
    assert clerk.post("/desk/queue/undo", {"done": f"r{number}:2"}).status_code == 303
    assert row(inventory, firm)["valid_to"] is None
    assert list_reports(inventory, rights=ALL)[0]["state"] == "open"


def test_a_report_of_no_firm_is_settled_for_the_firm_that_the_clerk_names(
    clerk: Visitor, inventory: Store, area: int, firm: int
) -> None:
    number = report(inventory, area, "gone")
    sent = fields(clerk.get("/desk/queue").text, f"r{number}")
    named = {"do": "accept", "tenant": f"{firm}:{version(inventory, firm)}", "since": today().isoformat()}
    assert clerk.post(f"/desk/queue/r{number}", sent | named).status_code == 303
    assert row(inventory, firm)["valid_to"] == today()


def test_reports_of_one_sign_are_joined(clerk: Visitor, inventory: Store, area: int) -> None:
    first, second = report(inventory, area, "damaged", text="a"), report(inventory, area, "damaged", text="b")
    sent = fields(clerk.get("/desk/queue").text, f"r{first}")
    assert clerk.post(f"/desk/queue/r{first}", sent | {"do": "accept"}).status_code == 303
    states = {one["id"]: (one["state"], one["duplicate_of"]) for one in list_reports(inventory, rights=ALL)}
    assert states == {first: ("accepted", None), second: ("duplicate", first)}


def test_a_report_is_joined_to_the_one_that_it_repeats_and_parted_again(
    clerk: Visitor, inventory: Store, area: int
) -> None:
    first, second = report(inventory, area, "damaged", text="a"), report(inventory, area, "damaged", text="b")
    sent = fields(clerk.get("/desk/queue").text, f"r{second}")
    joined = {"version": sent["version"], "do": "join", "original": f"r{first}"}
    assert clerk.post(f"/desk/queue/r{second}", joined).status_code == 303

    def states() -> dict[int, tuple[str, int | None]]:
        return {one["id"]: (one["state"], one["duplicate_of"]) for one in list_reports(inventory, rights=ALL)}

    assert states() == {first: ("open", None), second: ("duplicate", first)}
    page = clerk.get(f"/desk/queue/r{second}").text
    assert "Zusammengelegt." in page
    assert f"Meldung {first}" in page
    assert f'id="r{second}"' not in clerk.get("/desk/queue").text
    assert clerk.post("/desk/queue/undo", {"done": f"r{second}:2"}).status_code == 303
    assert states() == {first: ("open", None), second: ("open", None)}
    for original in (f"r{second}", "p1", "r999", ""):
        refused = clerk.post(f"/desk/queue/r{second}", joined | {"version": "3", "original": original})
        assert refused.status_code in (404, 422), original
    assert states() == {first: ("open", None), second: ("open", None)}


def test_several_are_settled_after_a_preview(clerk: Visitor, inventory: Store, area: int) -> None:
    firms = [a_tenant(inventory, area, name=f"Firma {n}") for n in range(3)]
    numbers = [say(inventory, one, activity="Handel") for one in firms]
    change_row(
        inventory,
        "tenant",
        firms[0],
        {"activity": "Bau"},
        seen_version=version(inventory, firms[0]),
        rights=ALL,
    )
    chosen = [f"p{number}:1" for number in numbers]
    preview = clerk.post("/desk/queue/several", {"do": "accept", "chosen": chosen})
    assert preview.status_code == 200
    assert "2 Einträge übernehmen" in preview.text
    assert "Bitte einzeln ansehen" in preview.text
    assert row(inventory, firms[1])["activity"] is None
    sent = {
        "do": "accept", "step": "send", "chosen": re.findall(r'name="chosen" value="(.*?)"', preview.text),
        "row": re.findall(r'name="row" value="(.*?)"', preview.text),
    }  # fmt: skip
    done = clerk.post("/desk/queue/several", sent)
    assert done.status_code == 303
    assert [row(inventory, one)["activity"] for one in firms] == ["Bau", "Handel", "Handel"]
    again = clerk.post("/desk/queue/several", {"do": "accept", "chosen": []})
    assert again.status_code == 422


def test_several_are_refused_with_one_sentence_and_not_without(
    clerk: Visitor, inventory: Store, area: int
) -> None:
    firms = [a_tenant(inventory, area, name=f"Firma {n}") for n in range(2)]
    chosen = [f"p{say(inventory, one, activity='Handel')}:1" for one in firms]
    refusing = {"do": "refuse", "step": "send", "chosen": chosen}
    assert clerk.post("/desk/queue/several", refusing | {"sentence": " "}).status_code == 422
    assert {one["state"] for one in list_proposals(inventory, rights=ALL)} == {"open"}
    assert clerk.post("/desk/queue/several", refusing | {"sentence": "Stimmt schon."}).status_code == 303
    settled = [(one["state"], one["answer"]) for one in list_proposals(inventory, rights=ALL)]
    assert settled == [("refused", "Stimmt schon.")] * 2
    assert [row(inventory, one)["activity"] for one in firms] == [None, None]


def test_the_list_is_narrowed_and_turned(clerk: Visitor, inventory: Store, area: int, firm: int) -> None:
    first = say(inventory, firm, name="Neu GmbH")
    second = report(inventory, area, "damaged")

    def keys(query: str) -> list[str]:
        return re.findall(r'<article class="queue-entry" id="(\w+)"', clerk.get(query).text)

    assert keys("/desk/queue?source=p") == [f"p{first}"]
    assert keys("/desk/queue?kind=damaged") == [f"r{second}"]
    assert keys(f"/desk/queue?area={area}&order=oldest") == [f"p{first}", f"r{second}"]
    assert keys("/desk/queue?area=999999&kind=<b>&state=x&page=-1") == []


def test_foreign_entries_are_404_in_the_same_words(
    sign_in: SignIn, inventory: Store, area: int, firm: int
) -> None:
    stranger = sign_in("clerk", THERE)
    number = say(inventory, firm, name="Neu GmbH")
    told = report(inventory, area, "damaged", photo=b"\xff\xd8")
    assert "Es wartet nichts." in stranger.get("/desk/queue").text
    for key in (f"p{number}", f"r{told}", "p999", "r999", "x1", "p0x1", "r²"):
        assert stranger.get(f"/desk/queue/{key}").status_code == 404
        assert stranger.get(f"/desk/queue/{key}/photo.jpg").status_code == 404
        assert stranger.post(f"/desk/queue/{key}", {"do": "accept", "version": "1"}).status_code == 404
    assert stranger.get(f"/desk/queue/firm/{firm}").status_code == 404
    assert stranger.post(f"/desk/queue/firm/{firm}", {"do": "end"}).status_code == 404
    assert stranger.get(f"/desk/queue/ask/{area}").status_code == 404
    assert stranger.post(f"/desk/queue/ask/{area}", {"firm": str(firm)}).status_code == 404
    assert stranger.post(f"/desk/queue/ask/{area}/letters", {"firm": str(firm)}).status_code == 404
    assert stranger.post(f"/desk/queue/firm/{firm}", {"do": "hand"}).status_code == 404
    assert list_proposals(inventory, rights=ALL)[0]["version"] == 1


def test_who_only_reads_sees_the_queue_and_settles_nothing(
    sign_in: SignIn, inventory: Store, area: int, firm: int
) -> None:
    reader = sign_in("reader", HERE)
    number, told = say(inventory, firm, name="Neu GmbH"), report(inventory, area, "damaged")
    page = reader.get("/desk/queue").text
    assert "Neu GmbH" in page
    assert 'name="do"' not in page
    for key in (f"p{number}", f"r{told}"):
        for act in ({"do": "accept"}, {"do": "refuse", "answer": "Nein"}):
            sent = {"version": "1", "seen_row": str(version(inventory, firm))} | act
            assert reader.post(f"/desk/queue/{key}", sent).status_code == 403
    assert (
        reader.post(f"/desk/queue/firm/{firm}", {"do": "give", "give": "phone", "given_by": "x"}).status_code
        == 403
    )


def test_two_clerks_at_once_settle_it_once(sign_in: SignIn, inventory: Store, firm: int) -> None:
    clerks = [sign_in("clerk", HERE) for _ in range(4)]
    number = say(inventory, firm, name="Neu GmbH")
    sent = fields(clerks[0].get("/desk/queue").text, f"p{number}") | {"do": "accept"}
    sent["form_token"] = ""
    tokens = [one.token for one in clerks]

    def settle(turn: int) -> int:
        answer = clerks[turn].post(f"/desk/queue/p{number}", sent | {"form_token": tokens[turn]})
        return int(answer.status_code)

    with ThreadPoolExecutor(4) as threads:
        assert sorted(threads.map(settle, range(4))) == [303, 409, 409, 409]


def test_staff_record_and_withdraw_consents(clerk: Visitor, inventory: Store, firm: int) -> None:
    path = f"/desk/queue/firm/{firm}"
    wrong = clerk.post(path, {"do": "give", "given_by": "", "given_on": "gestern"})
    assert wrong.status_code == 422
    given = {
        "do": "give",
        "give": ["email", "logo"],
        "given_by": HOSTILE,
        "given_on": "2026-03-01",
        "how": "Brief",
    }
    assert clerk.post(path, given).status_code == 303
    page = clerk.get(path).text
    assert "01.03.2026" in page
    assert "&lt;img src=x onerror=alert(1)&gt; &amp; Söhne" in page
    assert row(inventory, firm)["consents"] == "email logo"
    assert clerk.post(path, {"do": "withdraw", "what": "email"}).status_code == 303
    assert row(inventory, firm)["consents"] == "logo"


@pytest.mark.parametrize("asked", ["kind=correct", "state=settled", "order=oldest"])
def test_the_filter_is_folded_until_something_is_asked_for(clerk: Visitor, asked: str) -> None:
    assert '<details class="desk-fold">' in clerk.get("/desk/queue").text
    assert '<details class="desk-fold" open>' in clerk.get(f"/desk/queue?{asked}").text
