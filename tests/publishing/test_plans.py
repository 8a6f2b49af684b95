"""The plans of areas lie beside the published pages, and are drawn anew only where they change."""

import re
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import pytest

from signage.services.area_sheets import area_sheet, area_sheets
from signage.services.publishing.checking import faults_of
from signage.store import Store
from signage_api.visitor import published
from tests.publishing.conftest import DAY, SETTINGS, publish_sample
from tests.publishing.test_release import manifest, rename

Drawn = list[tuple[int, str]]
_PLAN = re.compile(r'href="(/area/[^"]*\.pdf)"')


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> Drawn:
    """What was drawn; each plan says nothing but its area, language and day."""
    found: Drawn = []

    def draw(_: Store, wanted: Sequence[tuple[int, str]], **more: object) -> list[bytes | None]:
        found.extend(wanted)
        return [f"%PDF {area} {language} {more['day']}".encode() for area, language in wanted]

    monkeypatch.setattr(published, "area_sheets", draw)
    return found


def with_plans(store: Store, folder: Path, **more: object) -> Path:
    """The site of a publication with plans."""
    publish_sample(store, folder, with_plans=True, **more)  # type: ignore[arg-type]
    return folder / "current/site"


def test_every_directory_leads_to_the_plan_of_its_area(sample: Store, tmp_path: Path, drawn: Drawn) -> None:
    site = with_plans(sample, tmp_path / "out", asked=("de", "pl"))
    led = {path: _PLAN.findall(path.read_text("utf-8")) for path in site.rglob("index.html")}
    directories = [path for path in led if 'id="map"' in path.read_text("utf-8")]
    assert len(directories) > 60
    for path in directories:
        [plan] = led[path]
        assert (site / plan[1:]).is_file()
        assert plan.startswith("/area/en/") == (path.parent.name == "pl")  # where no plan is made in Polish
    assert sorted(drawn) == sorted(set(drawn))
    assert {f"/{path.relative_to(site)}" for path in site.rglob("*.pdf")} == {
        p for ps in led.values() for p in ps
    }
    assert faults_of(tmp_path / "out") == []


def test_only_the_plan_of_the_area_that_changed_is_drawn_anew(
    sample: Store, tmp_path: Path, drawn: Drawn
) -> None:
    out, every = tmp_path / "out", set()
    with_plans(sample, out)
    every, was = {*drawn}, manifest(out)
    drawn.clear()
    area = int(rename(sample, "Neu GmbH"))
    with_plans(sample, out, day=DAY + timedelta(days=1))
    assert len(every) > 1
    assert drawn == [(area, "de")]
    now = manifest(out)
    plans = {path for path in now if path.endswith(".pdf")}
    assert len(plans) == len(every)
    assert {path for path in plans if now[path] != was[path]} == {f"site/area/{area}.pdf"}


def test_a_plan_that_was_spoiled_is_drawn_anew(sample: Store, tmp_path: Path, drawn: Drawn) -> None:
    out = tmp_path / "out"
    site = with_plans(sample, out)
    drawn.clear()
    plan = min((site / "area").glob("*.pdf"))
    plan.write_bytes(b"%PDF of somebody else")
    with_plans(sample, out)
    assert drawn == [(int(plan.stem), "de")]
    assert faults_of(out) == []


def test_without_plans_no_page_leads_to_one(sample: Store, tmp_path: Path, drawn: Drawn) -> None:
    with_plans(sample, tmp_path / "out")
    publish_sample(sample, tmp_path / "out")
    site = tmp_path / "out/current/site"
    assert not any(_PLAN.search(path.read_text("utf-8")) for path in site.rglob("*.html"))
    assert [*site.rglob("*.pdf")] == []


def test_plans_that_are_drawn_together_are_those_of_the_service(sample: Store) -> None:
    said = {"day": DAY, "operator": SETTINGS.operator, "address": SETTINGS.public_url}
    together = area_sheets(sample, [(1, "de"), (999_999, "de"), (2, "en")], **said)  # type: ignore[arg-type]
    assert together == [
        area_sheet(sample, 1, language="de", **said),  # type: ignore[arg-type]
        None,
        area_sheet(sample, 2, language="en", **said),  # type: ignore[arg-type]
    ]
