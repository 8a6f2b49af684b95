"""The table of firms: what it lists, in which order, to whom; what the grid sends and is answered."""

import json
import re
from datetime import timedelta
from typing import Any

import pytest

from signage.domain.validity import today
from signage.store import Store
from tests.desk.conftest import HERE, THERE, SignIn
from tests.parts.desk import Visitor
from tests.places import a_tenant, an_area, outline, point

HOSTILE = "<img src=x onerror=alert(1)> & Söhne"
LATER = today() + timedelta(days=90)


@pytest.fixture
def area(inventory: Store) -> int:
    return an_area(inventory)


def names(page: Any) -> list[str]:
    """The firms that a page lists, in order."""
    return re.findall(
        r'<tr class="kern-table__row firms-[^"]*" data-id="[^"]*" data-version="[^"]*" data-name="([^"]*)"',
        page.text,
    )


def said(page: Any) -> str:
    """What a page says, whatever the number of the row and of the request."""
    return re.sub(r"\d+|<code>.*?</code>", "", page.text)


def sent(clerk: Visitor, path: str, body: Any, **headers: str) -> Any:
    """JSON as the grid's own script sends it."""
    given = {"x-form-token": clerk.token, "Accept": "application/json", **headers}
    return clerk.client.post(
        f"/desk/firms/{path}", content=json.dumps(body),
        headers={"Cookie": clerk.cookie, "Sec-Fetch-Site": "same-origin", **given},
    )  # fmt: skip


def test_the_table_lists_the_firms_of_today_by_name(clerk: Visitor, inventory: Store, area: int) -> None:
    for name in ("Zimmer", "Özgür", HOSTILE, "Adler"):
        a_tenant(inventory, area, name=name)
    a_tenant(inventory, area, name="Vorbei", valid_to=today())
    a_tenant(inventory, area, name="Bald", valid_from=LATER)
    page = clerk.get("/desk/firms")
    assert names(page) == ["&lt;img src=x onerror=alert(1)&gt; &amp; Söhne", "Adler", "Özgür", "Zimmer"]
    assert "<img" not in page.text
    assert "4 Firmen" in page.text


def test_filters_and_orders_are_in_the_address(clerk: Visitor, inventory: Store, area: int) -> None:
    other = an_area(inventory, name="Thörey", number="TH", geometry=outline(3000))
    a_tenant(inventory, area, name="Adler", street="B-Straße", confirmed_on=today())
    a_tenant(inventory, other, name="Bär", street="A-Straße", is_person=True)
    a_tenant(inventory, None, name="Cäsar")
    a_tenant(inventory, area, name="Vorbei", valid_to=today())
    a_tenant(inventory, area, name="Bald", valid_from=LATER)
    asked = {
        "q=baer": ["Bär"], "q=a-str": ["Bär"], f"area={other}": ["Bär"], "area=0": ["Cäsar"],
        "state=ended": ["Vorbei"],
        "state=planned": ["Bald"], "person=yes": ["Bär"], "person=no": ["Adler", "Cäsar"],
        "unconfirmed=1": ["Bär", "Cäsar"], "by=name&down=1": ["Cäsar", "Bär", "Adler"],
        "by=street": ["Bär", "Adler", "Cäsar"], "by=street&down=1": ["Adler", "Bär", "Cäsar"],
        "by=area": ["Adler", "Bär", "Cäsar"], "by=area&down=1": ["Bär", "Adler", "Cäsar"],
        "by=valid_from": ["Adler", "Bär", "Cäsar"],
        "by=geometry": ["Adler", "Bär", "Cäsar"], "q=%25": [],
        "state=y&page=0": ["Adler", "Bär", "Cäsar"],
    }  # fmt: skip
    for query, found in asked.items():
        assert names(clerk.get(f"/desk/firms?{query}")) == found, query


def test_the_columns_chosen_last_time_are_there_again(clerk: Visitor, inventory: Store, area: int) -> None:
    a_tenant(inventory, area, phone="03628 1")
    page = clerk.get("/desk/firms?column=phone&column=bogus")
    assert re.findall(r'<th [^>]*data-name="(\w+)"', page.text) == ["name", "phone"]
    cookies = "; ".join(one.partition(";")[0] for one in page.headers.get_list("set-cookie"))
    page = clerk.get("/desk/firms", headers={"Cookie": f"{clerk.cookie}; {cookies}"})
    assert re.findall(r'<th [^>]*data-name="(\w+)"', page.text) == ["name", "phone"]


def test_nobody_sees_firms_of_another_municipality(sign_in: SignIn, inventory: Store, area: int) -> None:
    foreign = an_area(inventory, name="Gotha-Süd", municipality=THERE, geometry=outline(30e3))
    firm = a_tenant(inventory, area, name="Hiesig")
    a_tenant(inventory, foreign, name="Dortig", municipality=THERE, geometry=None)
    there = sign_in("clerk", THERE)
    assert names(there.get("/desk/firms?state=all")) == ["Dortig"]
    assert "Hiesig" not in there.get("/desk/firms/similar?name=Hiesig").text
    missing = said(there.get("/desk/firms/999"))
    for path in ("", "/move", "/rename", "/split", "/merge", "/end"):
        answer = there.get(f"/desk/firms/{firm}{path}")
        assert answer.status_code == 404
        assert said(answer) == missing
    changed = sent(there, "cells", {"rows": [{"id": firm, "version": 1, "cells": {"name": "Mein"}}]})
    assert changed.status_code == 404
    assert "Hiesig" not in changed.text
    assert {row["name"] for row in sign_in("manager").get("/desk/firms/places").json()["firms"]} == {
        "Hiesig",
        "Dortig",
    }


def test_a_page_has_a_hundred_and_leads_to_the_next(clerk: Visitor, inventory: Store, area: int) -> None:
    with inventory.change(who="test", why="test") as change:
        change.create_many(
            "tenant", [{"name": f"Firma {n:03}", "area": area, "municipality": HERE} for n in range(150)]
        )
    assert len(names(clerk.get("/desk/firms"))) == 100
    page = clerk.get("/desk/firms?q=firma&page=2")
    assert names(page) == [f"Firma {n:03}" for n in range(100, 150)]
    assert 'rel="prev"' in page.text
    assert 'rel="next"' not in page.text


def test_a_cell_is_stored_as_it_was_typed_and_taken_back(clerk: Visitor, inventory: Store, area: int) -> None:
    firm = a_tenant(inventory, area)
    cells = {
        "street": " Am Kreuz ",
        "confirmed_on": "01.03.2026",
        "is_person": "nein",
        "area": "Erfurter Kreuz",
    }
    done = sent(clerk, "cells", {"rows": [{"id": firm, "version": 1, "cells": cells}]}).json()
    [row] = done["rows"]
    assert row["version"] == 2
    assert {name: row["cells"][name] for name in cells} == cells | {"street": "Am Kreuz"}
    back = sent(clerk, "take-back", {"change_set": done["change_set"]}).json()
    assert back["rows"][0]["cells"]["street"] == ""
    again = sent(clerk, "take-back", {"change_set": back["change_set"]}).json()
    assert again["rows"][0]["cells"]["street"] == "Am Kreuz"


def test_a_stale_cell_is_answered_with_what_is_stored_now(
    clerk: Visitor, inventory: Store, area: int
) -> None:
    firm = a_tenant(inventory, area)
    body = {"rows": [{"id": firm, "version": 1, "cells": {"street": "Mine"}}]}
    sent(clerk, "cells", {"rows": [{"id": firm, "version": 1, "cells": {"street": "Ihre"}}]})
    answer = sent(clerk, "cells", body)
    assert answer.status_code == 409
    assert [(row["version"], row["cells"]["street"]) for row in answer.json()["current"]] == [(2, "Ihre")]


@pytest.mark.parametrize(
    ("cells", "field"),
    [
        ({"confirmed_on": "gestern"}, "confirmed_on"),
        ({"area": "Mond"}, "area"),
        ({"name": ""}, "name"),
        ({"email": "kein"}, "email"),
        ({"is_person": "vielleicht"}, "is_person"),
        ({"number": "x"}, "number"),
        ({"geometry": "hier"}, "geometry"),
        ({"version": "3"}, "version"),
    ],
)
def test_a_cell_that_cannot_be_taken_says_why(
    clerk: Visitor, inventory: Store, area: int, cells: dict[str, str], field: str
) -> None:
    firm = a_tenant(inventory, area)
    answer = sent(clerk, "cells", {"rows": [{"id": firm, "version": 1, "cells": cells}]})
    assert answer.status_code == 422
    assert list(answer.json()["refused"][str(firm)]) == [field]
    looked = sent(clerk, "preview", {"rows": [{"id": firm, "version": 1, "cells": cells}]})
    assert list(looked.json()["rows"][0]["problems"]) == [field]
    assert inventory.row("tenant", firm)["version"] == 1  # type: ignore[index]


def test_a_place_is_set_in_degrees_or_metres(clerk: Visitor, inventory: Store, area: int) -> None:
    firm = a_tenant(inventory, area)
    first = {"id": firm, "version": 1, "cells": {"geometry": "640500 5635700"}}
    assert sent(clerk, "cells", {"rows": [first]}).status_code == 200
    second = {"id": firm, "version": 2, "cells": {"geometry": "50,8500000, 10,9900000"}}
    answer = sent(clerk, "cells", {"rows": [second]})
    lon, lat = answer.json()["rows"][0]["at"]
    assert (round(lon, 5), round(lat, 5)) == (10.99, 50.85)


@pytest.mark.parametrize(
    "body",
    [[], {}, {"rows": []}, {"rows": [1]}, {"rows": [{"id": 1}]},
     {"rows": [{"id": "1", "version": 1, "cells": {}}]},
     {"rows": [{"id": 1, "version": 1, "cells": {"name": 1}}]},
     {"rows": [{"id": 1, "version": 1, "cells": {}}, {"id": 1, "version": 1, "cells": {}}]}],
)  # fmt: skip
def test_what_is_no_block_of_cells_is_not_read(clerk: Visitor, body: Any) -> None:
    assert sent(clerk, "cells", body).status_code == 400


def test_cells_are_taken_from_our_own_page_only(clerk: Visitor, inventory: Store, area: int) -> None:
    firm = a_tenant(inventory, area)
    body = {"rows": [{"id": firm, "version": 1, "cells": {"name": "Mein"}}]}
    assert sent(clerk, "cells", body, **{"x-form-token": "0" * 40}).status_code == 403
    assert sent(clerk, "cells", body, **{"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert inventory.row("tenant", firm)["name"] == "Muster GmbH"  # type: ignore[index]


def test_the_map_gets_the_firms_of_the_filter(clerk: Visitor, inventory: Store, area: int) -> None:
    a_tenant(inventory, area, name="Hier", geometry=point(300, 300))
    a_tenant(inventory, area, name="Ohne Stelle", geometry=None)
    found = clerk.get("/desk/firms/places?q=hier").json()
    assert [row["name"] for row in found["firms"]] == ["Hier"]
    assert found["firms"][0]["at"] is not None
    parts = clerk.get("/desk/firms/map").json()
    assert all(clerk.client.get(path).status_code == 200 for path in parts["scripts"])


def test_who_looks_for_a_firm_is_told_of_planned_and_ended_ones(
    clerk: Visitor, inventory: Store, area: int
) -> None:
    a_tenant(inventory, area, name="Holzbau Bald", valid_from=LATER)
    a_tenant(inventory, area, name="Holzbau Vorbei", valid_to=today())
    page = clerk.get("/desk/firms?q=holzbau")
    assert names(page) == []
    assert "2 weitere stehen in einem anderen Zustand" in page.text
    assert names(clerk.get("/desk/firms?q=holzbau&state=all")) == ["Holzbau Bald", "Holzbau Vorbei"]
    assert 'href="/desk/firms?q=holzbau&amp;state=all"' in page.text
    assert "anderen Zustand" not in clerk.get("/desk/firms").text


def test_more_filters_are_folded_until_one_is_set(clerk: Visitor, area: int) -> None:
    for asked in ("", "q=a", "state=today"):
        assert '<details class="desk-fold">' in clerk.get(f"/desk/firms?{asked}").text
    for asked in (f"area={area}", "state=all", "person=yes", "unconfirmed=1"):
        assert '<details class="desk-fold" open>' in clerk.get(f"/desk/firms?{asked}").text
