"""What could not be checked, said once for each sign."""

from collections.abc import Iterator

from signage.errors import Said
from signage.siting.figures import Figures
from signage.siting.kinds import DRIVEN_PAST, ON_POSTS
from signage.siting.rules.table import Fault, rule
from signage.siting.values import Sign, Site

_MISSING = {
    "road": ("Straße (keine in der Nähe bekannt)", "road (none known near)"),
    "in_town": ("innerorts oder außerorts", "in or outside town"),
    "speed": ("Tempo der Straße", "speed of the road"),
    "width": ("Fahrbahnbreite (angenommen)", "width of the carriageway (presumed)"),
    "bearing": ("Blickrichtung", "facing"),
    "board": ("Schildbreite", "width of the sign"),
    "stopping_place": ("Haltemöglichkeit", "stopping place"),
    "letters": ("Schrifthöhe", "letter height"),
    "lower_edge": ("Unterkante", "lower edge"),
}


@rule(
    "data.missing",
    "hint",
    "Nicht geprüft",
    "not checked",
    figures=("data.complete",),
    types=(*DRIVEN_PAST, *ON_POSTS),
)
def says_what_is_missing(sign: Sign, site: Site, figures: Figures) -> Iterator[Fault]:
    """Was für die Prüfung fehlt, wird genannt statt geraten."""
    missing = [_MISSING[name] for name in (*_missing_of_road(site), *_missing_of_sign(sign, site))]
    if missing and figures["data.complete"]:
        german, english = (", ".join(pair[i] for pair in missing) for i in (0, 1))
        yield Fault(
            Said(
                f"Nicht alles geprüft, es fehlt: {german}", f"not everything was checked, missing: {english}"
            ),
            "data.complete",
        )


def _missing_of_road(site: Site) -> Iterator[str]:
    road = site.road
    if road is None:
        yield "road"
    elif road.in_town is None:
        yield "in_town"
    if road and not road.speed_kmh:
        yield "speed"
    if road and road.width_is_presumed:
        yield "width"


def _missing_of_sign(sign: Sign, site: Site) -> Iterator[str]:
    if sign.bearing_deg is None:
        yield "bearing"
    if sign.width_mm is None:
        yield "board"
    if sign.code and sign.stopping_place is None:
        yield "stopping_place"
    if sign.type in DRIVEN_PAST and sign.face and sign.face.slots and not sign.face.letter_height_mm:
        yield "letters"
    if sign.lower_edge_m is None and (sign.type in ON_POSTS or site.triangles):
        yield "lower_edge"
