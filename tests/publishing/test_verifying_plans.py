"""The plans of a publication, held against plans that are drawn from the store of today."""

from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import pytest

from signage.domain.validity import today
from signage.services.verifying import Verified, every_code, verify
from signage.store import Store
from signage_api.visitor.published import RightAnswers
from tests.places import a_municipality, a_sign, a_tenant, add, an_area, line
from tests.publishing.conftest import SETTINGS, publish_sample

Round = Callable[[], Verified]
OTHER = "/area/1.pdf zeigt etwas anderes als den Bestand"
LOST = "/area/1.pdf antwortet mit 404, nicht mit 200"


@pytest.fixture
def one_area(geopackage: Store) -> Store:
    """One area with a firm and two signs."""
    a_municipality(geopackage)
    area = an_area(geopackage)
    a_tenant(geopackage, area)
    for number in ("EK-001", "EK-002"):
        a_sign(geopackage, area, number=number)
    return geopackage


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """Where the tests publish."""
    return (tmp_path / "out").resolve()


@pytest.fixture
def look(one_area: Store, out: Path, start_nginx: Callable[..., str]) -> Iterator[Round]:
    """Call for what the public sees wrong."""
    site = out / "current/site"
    address = start_nginx(f"root {site};\nlocation / {{ try_files $uri $uri/index.html =404; }}")
    right = RightAnswers(one_area, SETTINGS, languages=["de"])
    with closing(right):
        yield lambda: verify(every_code(one_area), right, address, languages=["de"], today=today())


def publish_plans(store: Store, out: Path, day: date | None = None) -> Path:
    """The only plan of a publication."""
    publish_sample(store, out, day=day or today(), with_plans=True)
    return out / "current/site/area/1.pdf"


def said(found: Verified) -> list[str]:
    return [str(fault.said) for fault in found.faults]


def test_a_plan_that_was_drawn_on_an_earlier_day_holds(one_area: Store, out: Path, look: Round) -> None:
    earlier = today() - timedelta(days=40)
    first = publish_plans(one_area, out, earlier).read_bytes()
    assert publish_plans(one_area, out).read_bytes() == first
    found = look()
    assert said(found) == []
    assert found.files == len(["1.pdf", "1.vcf", "search.js"])


@pytest.mark.parametrize("forged", [b"%PDF-1.7 of somebody else", None])
def test_a_plan_that_is_swapped_or_lost_is_named_once(
    one_area: Store, out: Path, look: Round, forged: bytes | None
) -> None:
    plan = publish_plans(one_area, out)
    kept = plan.read_bytes()
    plan.unlink()
    if forged:
        plan.write_bytes(forged)
    assert said(look()) == [OTHER if forged else LOST]
    plan.write_bytes(kept + b"\n")
    assert said(look()) == [OTHER]


def test_a_plan_whose_surroundings_changed_is_named_until_it_is_drawn_anew(
    one_area: Store, out: Path, look: Round
) -> None:
    publish_plans(one_area, out)
    add(one_area, "road", name="Neue Straße", road_class="L", geometry=line((-5, 0), (-5, 900)))
    assert said(look()) == [OTHER]
    publish_plans(one_area, out)
    assert said(look()) == []
