"""Rules about a sign's post, its neighbours, and the traffic it looks at."""

from collections.abc import Iterator

from signage.errors import Said
from signage.siting.figures import Figures
from signage.siting.kinds import DRIVEN_PAST, WAY_SIGNS
from signage.siting.rules.fixes import away_from_road, facing_of, turned_to
from signage.siting.rules.table import ROUNDING, Fault, de, rule
from signage.siting.values import Sign, Site


@rule(
    "post.rigid",
    "warning",
    "Starres Hindernis",
    "rigid obstacle",
    figures=("post.rigid", "post.tube"),
    types=("BEG",),
)
def gives_way_to_a_car(sign: Sign, site: Site, figures: Figures) -> Iterator[Fault]:
    """Ein Pylon außerorts steht als starres Hindernis fern der Fahrbahn oder hinter einer Schutzplanke."""
    road, edge = site.road, site.to_edge_m
    if road is None or edge is None or site.in_town is not False or not road.speed_kmh:
        return
    key = figures.step("post.rigid.distance", road.speed_kmh)
    if not 0 <= edge < figures[key] - ROUNDING:
        return
    tube, wall = de(figures["post.tube.diameter"], 0), de(figures["post.tube.wall"], 1)
    yield Fault(
        Said(
            f"Starres Hindernis {de(edge, 1)} m neben {road}; ohne Schutzplanke {de(figures[key], 1)} m oder "
            f"Stahlrohr bis {tube} × {wall} mm",
            f"rigid obstacle {edge:.1f} m beside {road}; without guard rail {figures[key]:.1f} m or a steel "
            f"tube up to {figures['post.tube.diameter']:.0f} x {figures['post.tube.wall']:.1f} mm",
        ),
        key,
        measured=round(edge, 1),
        fix=away_from_road(sign, site, figures[key] - edge),
    )


@rule(
    "post.signs",
    "warning",
    "Schilder am Pfosten",
    "signs on the post",
    figures=("post.signs", "post.same_within"),
)
def shares_its_post_with_few(sign: Sign, site: Site, figures: Figures) -> Iterator[Fault]:
    """An einem Pfosten hängen höchstens drei Schilder."""
    count = site.signs_on_post
    if count > figures["post.signs"]:
        yield Fault(
            Said(
                f"{count} Schilder an einem Pfosten statt höchstens {figures['post.signs']:.0f}",
                f"{count} signs on one post instead of at most {figures['post.signs']:.0f}",
            ),
            "post.signs",
            measured=count,
        )


@rule(
    "neighbour.distance",
    "warning",
    "Abstand zum Nachbarn",
    "distance to the next sign",
    figures=("neighbour",),
    types=DRIVEN_PAST,
)
def keeps_off_its_neighbour(sign: Sign, site: Site, figures: Figures) -> Iterator[Fault]:
    """Zwischen Schildern für denselben Verkehr bleibt Zeit, jedes zu lesen."""
    if site.near_sign_m is None or site.in_town is None:
        return
    key = f"neighbour.distance.{'in_town' if site.in_town else 'outside'}"
    if site.near_sign_m < figures[key] - ROUNDING:
        yield Fault(
            Said(
                f"Das nächste Schild für denselben Verkehr steht {de(site.near_sign_m, 1)} m entfernt statt "
                f"{de(figures[key], 0)} m",
                f"the next sign for the same traffic stands {site.near_sign_m:.1f} m away instead of "
                f"{figures[key]:.0f} m",
            ),
            key,
            measured=round(site.near_sign_m, 1),
        )


@rule(
    "facing.traffic",
    "warning",
    "Blickrichtung",
    "facing",
    figures=("facing.off_axis", "facing.readers_within"),
    types=DRIVEN_PAST,
)
def looks_at_traffic(sign: Sign, site: Site, figures: Figures) -> Iterator[Fault]:
    """Ein Wegweiser sieht den Verkehr an, der ihn lesen soll."""
    if sign.bearing_deg is None or site.road_bearing_deg is None:
        return
    facing = facing_of(site)
    if site.reading_road is None and facing is not None:
        off = abs((sign.bearing_deg - site.road_bearing_deg + 90) % 180 - 90)
        yield Fault(
            Said(
                f"Sieht keinen Verkehr an: {off:.0f}° aus der Achse von {site.road}",
                f"faces no traffic: {off:.0f}° off the axis of {site.road}",
            ),
            "facing.off_axis",
            measured=round(off),
            fix=turned_to(facing),
        )


@rule(
    "facing.side", "hint", "Straßenseite", "side of the road", figures=("facing.right_hand",), types=WAY_SIGNS
)
def stands_right_of_its_readers(sign: Sign, site: Site, figures: Figures) -> Iterator[Fault]:
    """Ein Wegweiser steht rechts des Verkehrs, der ihn liest."""
    facing = facing_of(site)
    if site.reading_side != "left" or facing is None:
        return
    if figures["facing.right_hand"]:
        yield Fault(
            Said(
                f"Steht links des Verkehrs auf {site.reading_road}, der es liest",
                f"stands left of the traffic on {site.reading_road} that reads it",
            ),
            "facing.right_hand",
            fix=turned_to(facing),
        )
