"""Rules about the ground a sign stands on, and about its code."""

from collections.abc import Iterator

from signage.errors import Said
from signage.siting.figures import Figures
from signage.siting.kinds import ON_WALLS
from signage.siting.rules.table import Fault, de, rule
from signage.siting.values import Fix, Sign, Site


@rule("district.inside", "error", "Im Landkreis", "inside the district", figures=("district.inside",))
def stands_in_the_district(sign: Sign, site: Site, figures: Figures) -> Iterator[Fault]:
    """Ein Schild steht in einer der Gemeinden des Bestands."""
    if site.in_district is False and figures["district.inside"]:
        yield Fault(
            Said("Liegt außerhalb aller Gemeinden des Bestands", "lies outside all municipalities on record"),
            "district.inside",
        )


@rule(
    "municipality.inside",
    "error",
    "In seiner Gemeinde",
    "in its municipality",
    figures=("municipality.tolerance",),
)
def stands_in_its_municipality(sign: Sign, site: Site, figures: Figures) -> Iterator[Fault]:
    """Ein Schild steht in der Gemeinde, der es zugeordnet ist."""
    off, here = site.to_own_municipality_m, site.municipality
    if off is None or here is None or off <= figures["municipality.tolerance"]:
        return
    there, own = site.municipality_name or here, site.own_municipality_name or sign.municipality
    label = Said(f"Der Gemeinde {there} zuordnen", f"assign to municipality {there}")
    yield Fault(
        Said(
            f"Steht in der Gemeinde {there}, {de(off, 0)} m außerhalb der eigenen ({own})",
            f"stands in municipality {there}, {off:.0f} m outside its own ({own})",
        ),
        "municipality.tolerance",
        measured=round(off),
        fix=Fix(label, {"municipality": here}),
    )


@rule("plot.private", "warning", "Privatgrund", "private land", figures=("plot.private_needs_consent",))
def stands_on_public_ground(sign: Sign, site: Site, figures: Figures) -> Iterator[Fault]:
    """Auf privatem Grund steht ein Schild nur mit Zustimmung der Eigentümer."""
    if site.plot == "private" and sign.type not in ON_WALLS and figures["plot.private_needs_consent"]:
        yield Fault(
            Said(
                "Steht auf privatem Grund; nötig ist die Zustimmung der Eigentümer",
                "stands on private land; the owner's consent is needed",
            ),
            "plot.private_needs_consent",
        )


@rule("building.outside", "error", "Nicht im Gebäude", "not in a building", figures=("building.tolerance",))
def stands_outside_buildings(sign: Sign, site: Site, figures: Figures) -> Iterator[Fault]:
    """Ein Schild steht nicht im Grundriss eines Gebäudes."""
    deep = site.in_building_m
    if deep is not None and deep > figures["building.tolerance"] and sign.type not in ON_WALLS:
        yield Fault(
            Said(f"Liegt {de(deep, 1)} m tief in einem Gebäude", f"lies {deep:.1f} m deep in a building"),
            "building.tolerance",
            measured=round(deep, 1),
        )


@rule(
    "code.stopping_place",
    "warning",
    "Code nur mit Halteplatz",
    "code only with a stopping place",
    figures=("code.needs_stopping_place",),
)
def can_be_scanned_at_rest(sign: Sign, site: Site, figures: Figures) -> Iterator[Fault]:
    """Einen Code trägt ein Schild nur dort, wo man halten darf."""
    if sign.code and sign.stopping_place == "none" and figures["code.needs_stopping_place"]:
        yield Fault(
            Said(
                "Trägt einen Code, aber man darf hier nicht halten",
                "carries a code, but nobody may stop here",
            ),
            "code.needs_stopping_place",
        )
