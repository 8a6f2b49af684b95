"""Figures are complete, each is read by a rule, and a municipality may correct single ones."""

import re
from pathlib import Path

import pytest

from signage.errors import InvalidInput
from signage.siting.figures import CERTAINTIES, FIELDS, Figures, load_figures
from signage.siting.rules import RULES

OWN = """
["clearance.lateral.in_town.normal"]
value = 0.6
unit = "m"
source = "Dienstanweisung"
edition = "2026"
certainty = "found"
"""


def own_file(folder: Path, text: str) -> Path:
    path = folder / "own.toml"
    path.write_text(text, "utf-8")
    return path


def test_every_figure_has_all_its_fields() -> None:
    for figure in load_figures().pack.values():
        assert all(getattr(figure, name) is not None for name in FIELDS), figure.key
        assert all((figure.source, figure.edition, figure.german, figure.english)), figure.key
        assert figure.certainty in CERTAINTIES, figure.key


def test_every_figure_is_read_by_a_rule() -> None:
    unread = [key for key in load_figures() if not any(rule.reads(key) for rule in RULES.values())]
    assert unread == []


def test_every_figure_of_a_rule_exists() -> None:
    pack = load_figures()
    for rule in RULES.values():
        for name in rule.figures:
            assert any(key == name or key.startswith(f"{name}.") for key in pack), (rule.key, name)


def test_every_figure_named_in_the_code_belongs_to_the_pack() -> None:
    room = Path(RULES["lower_edge"].find.__code__.co_filename).parents[1]
    named = {
        key
        for path in room.rglob("*.py")
        for key in re.findall(r'figures\["([\w.]+)"\]', path.read_text("utf-8"))
    }
    assert named <= set(load_figures())
    assert named


def test_a_municipality_corrects_a_single_figure(tmp_path: Path) -> None:
    figures = load_figures(own_file(tmp_path, OWN))
    assert figures["clearance.lateral.in_town.normal"] == 0.6
    assert figures.figure("clearance.lateral.in_town.normal").citation.source == "Dienstanweisung"
    assert figures["clearance.lateral.outside.normal"] == 1.5


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("clearance.lateral.in_town.normal", "clearance.lateral.nowhere"),
        ('unit = "m"', 'unit = "cm"'),
        ("value = 0.6", 'value = "0.6"'),
        ("value = 0.6", "value = -1"),
        ("value = 0.6", "value = nan"),
        ("value = 0.6", "value = true"),
        ('edition = "2026"\n', ""),
        ('"found"', '"sure"'),
        ('"Dienstanweisung"', '" "'),
        ("value = 0.6", "value ="),
    ],
)
def test_a_faulty_own_figure_is_refused(tmp_path: Path, before: str, after: str) -> None:
    with pytest.raises(InvalidInput, match=r"own\.toml"):
        load_figures(own_file(tmp_path, OWN.replace(before, after)))


def test_all_faults_of_an_own_file_are_named_together(tmp_path: Path) -> None:
    faulty = OWN.replace('"m"', '"cm"') + OWN.replace("in_town.normal", "nowhere")
    with pytest.raises(InvalidInput) as refused:
        load_figures(own_file(tmp_path, faulty))
    assert list(refused.value.problems) == ["clearance.lateral.in_town.normal", "clearance.lateral.nowhere"]


@pytest.mark.parametrize(("speed", "leg"), [(20, 30), (30, 30), (35, 40), (50, 70), (85, 155), (130, 200)])
def test_the_leg_of_a_triangle_is_interpolated_between_listed_speeds(speed: int, leg: float) -> None:
    assert figures().between("sight.leg", speed) == pytest.approx(leg)


@pytest.mark.parametrize(
    ("speed", "height"), [(30, 105), (40, 105), (60, 140), (80, 175), (110, 210), (130, 280)]
)
def test_letters_grow_with_the_speed(speed: int, height: float) -> None:
    assert figures()[figures().step("letter_height", speed)] == height


def figures() -> Figures:
    return load_figures()
