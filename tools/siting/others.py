"""Signs among others, on their ground, with their faces; and what is expected of each."""

from tools.siting.faces import FACES, face, letters_for, one
from tools.siting.scenes import COUNTRY_ROADS, HOME, OFFICIAL, OLD, OTHER, TOWN_ROADS, Inventory


def neighbours(made: Inventory) -> None:
    """Posts with several signs."""
    for count, expected in ((4, ["post.signs"]), (3, [])):
        for scene in list(made.towns(f"{count} signs on a post"))[:3]:
            for place in range(count):
                scene.sign(-120 + place * 0.05, 0.6, *expected, lower_edge_m=2.5 + place * 0.4)


def gaps(made: Inventory) -> None:
    """Signs that stand close, for the same traffic or another."""
    for gap, expected in ((6.0, ["neighbour.distance"]), (11.0, [])):
        for scene in list(made.towns(f"{gap} m apart"))[:3]:
            scene.sign(-120, 0.6, *expected)
            scene.sign(-120 + gap, 0.6, *expected)
    for gap, expected in ((22.0, ["neighbour.distance"]), (31.0, [])):
        for scene in list(made.countries(f"{gap} m apart"))[:3]:
            scene.sign(-180, 1.6, *expected, **OFFICIAL)
            scene.sign(-180 + gap, 1.6, *expected, **OFFICIAL)
    for scene in list(made.towns("opposite each other"))[:3]:
        scene.sign(0, 0.6)
        scene.sign(0, 0.6, side=-1)
    for scene in list(made.towns("its neighbour is gone"))[:2]:
        scene.sign(-120, 0.6)
        scene.sign(-118, 0.1, state="dismantled")


def facings(made: Inventory) -> None:
    """Signs that look past the traffic, or at the other lane."""
    for scene, turned in zip(made.towns("faces no traffic"), (65, 80, 90, -75, -90), strict=True):
        scene.sign(-120, 0.8, "facing.traffic", turned=turned)
    for scene, turned in zip(made.towns("slightly turned"), (20, 40, 55, -30, -55), strict=True):
        scene.sign(-120, 0.8, turned=turned)
    for scene in made.towns("looks at the far lane"):
        scene.sign(-120, 0.8, "facing.side", turned=180)


def grounds(made: Inventory) -> None:
    """Municipality and plot."""
    for scene in list(made.towns("in another municipality"))[:3]:
        scene.sign(-120, 0.6, "municipality.inside", municipality=OTHER)
    for scene in list(made.towns("under the old key"))[:2]:
        scene.sign(-120, 0.6, municipality=OLD)
    for kind, expected in (("private", ["plot.private"]), ("public", [])):
        for scene in list(made.towns(f"{kind} plot"))[:3]:
            scene.sign(-120, 0.6, *expected)
            scene.box("plots", -120, (scene.width_m or 0) / 2 + 0.9, 3, kind=kind)


def buildings(made: Inventory) -> None:
    """Signs in and beside buildings."""
    for type_, expected in (("EIN", ["building.outside"]), ("HSN", [])):
        for scene in list(made.towns(f"{type_} in a building"))[:3]:
            scene.sign(-120, 4.0, *expected, type=type_)
            scene.box("buildings", -120, (scene.width_m or 0) / 2 + 4.3, 2.5)
    for scene in list(made.towns("beside a building"))[:3]:
        scene.sign(-120, 0.6)
        scene.box("buildings", -120, (scene.width_m or 0) / 2 + 5.0, 3)


def codes(made: Inventory) -> None:
    """Codes where one may stop and where not."""
    for stop, expected in (("none", ["code.stopping_place"]), ("lay_by", []), ("car_park", [])):
        for scene in made.towns(f"code, stopping place {stop}"):
            scene.sign(-120, 0.6, *expected, code="7K3M9QX4", stopping_place=stop)


def unknowns(made: Inventory) -> None:
    """What is missing is said, and nothing else is claimed."""
    for scene in list(made.towns("fields missing"))[:3]:
        scene.sign(-120, 0.6, "data.missing", lower_edge_m=None)
    for name in ("bearing_deg", "width_mm"):
        for scene in list(made.towns(f"{name} missing"))[:2]:
            scene.sign(-120, 0.9, "data.missing")[name] = None
    made.scene("speed missing", ("G", None, 6.0), in_town=True).sign(-120, 0.6, "data.missing")
    made.scene("town missing", ("L", 50, 6.0), in_town=None).sign(-120, 1.6, "data.missing")
    made.scene("width missing", ("G", 50, None), in_town=True).sign(-120, 0.6, "data.missing")
    narrow = made.scene("width missing and near", ("G", 50, None), in_town=True)
    narrow.sign(-120, 0.1, "data.missing", "clearance.lateral")
    made.scene("no road near", ("G", 50, 6.0), in_town=True).sign(-120, 70.0, "data.missing")
    made.scene("pedestrians' board far from roads", ("G", 50, 6.0), in_town=True).sign(-120, 70, type="INF")


def ages(made: Inventory) -> None:
    """Film and inspection on the corpus's day."""
    films: tuple[tuple[str, str, list[str]], ...] = (
        ("RA1", "2014-05-01", ["film.life"]),
        ("RA1", "2016-01-01", []),
        ("RA2", "2011-05-01", ["film.life"]),
    )
    for film, mounted, expected in (*films, ("RA2", "2014-01-01", [])):
        scene = made.scene(f"film {film} of {mounted}", TOWN_ROADS[1], in_town=True)
        scene.sign(-120, 0.6, *expected, film_class=film, mounted_on=mounted)
    for inspected, expected in (("2023-05-01", ["inspection.due"]), ("2025-01-01", [])):
        scene = made.scene(f"inspected {inspected}", TOWN_ROADS[1], in_town=True)
        scene.sign(-120, 0.6, *expected, inspected_on=inspected)


def faces(made: Inventory) -> None:
    """What the face says, on streets of different speed."""
    for note, changes, make, expected in FACES:
        for road in (TOWN_ROADS[0], TOWN_ROADS[1], COUNTRY_ROADS[1]):
            scene = made.scene(f"face: {note}", road, in_town=road in TOWN_ROADS)
            family = {"municipality": HOME, **({} if road in TOWN_ROADS else OFFICIAL), **changes}
            clear = 0.6 if road in TOWN_ROADS else 1.6
            if "guide" not in changes.values() or road in TOWN_ROADS:
                scene.sign(-120, clear, *expected, face=make(letters_for(int(road[1]))), **family)
    for scene in made.towns("far from the lane"):
        said = face(one())(letters_for(scene.speed_kmh or 50))
        scene.sign(-120, 20.0, "reading.time", face=said)


def texts(made: Inventory) -> None:
    """Signs that name a firm as the directory no longer has it."""
    for scene in made.towns("names a firm that is gone"):
        scene.sign(-120, 0.6, "text.current", untrue=["Nennt „Fortzug GmbH“; die Firma ist weg."])


def several(made: Inventory) -> None:
    """Several faults at one sign."""
    for scene in made.towns("three faults"):
        faults = ("lower_edge", "code.stopping_place", "clearance.lateral")
        scene.sign(-120, 0.2, *faults, lower_edge_m=1.7, code="7K3M9QX4")
    for scene in made.countries("faults of an official sign"):
        wrong = ("municipality.inside", "clearance.lateral", "official.plain", "code.stopping_place")
        scene.sign(-150, 0.5, *wrong, municipality=OTHER, code="7K3M9QX4", **OFFICIAL)


def mendable(made: Inventory) -> None:
    """Faults that only another place, or another face, can mend."""
    for scene in list(made.towns("board in the triangle"))[:3]:
        scene.side_road()
        scene.sign(-9, 0.6, "junction.sight", type="INF", lower_edge_m=0.9, height_m=2.6, width_mm=1800)
    for scene in list(made.towns("three in a row"))[:3]:
        for s in (-120, -114, -108):
            scene.sign(s, 0.6, "neighbour.distance")
    for scene in list(made.towns("street names on one post"))[:2]:
        for place in range(4):
            scene.sign(-40 + place * 0.05, 0.6, "post.signs", type="STR", family="official")
    scene = made.scene("close on private ground", TOWN_ROADS[1], in_town=True)
    scene.sign(-120, 0.6, "neighbour.distance")
    scene.sign(-114, 0.6, "neighbour.distance")
    scene.box("plots", -94, 4.0, 12, kind="private")
    for note, text, widths, logo in (
        ("long street", "Werner-von-Siemens-Straße", (2000, 2400), False),
        ("long district", "Gewerbegebiet Hörselgau", (2000, 2400), True),
        ("long name", "Autohaus Krüger", (1200, 1200), False),
    ):
        for road, width in zip(TOWN_ROADS[:2], widths, strict=True):
            scene = made.scene(f"face: {note}", road, in_town=True)
            said = face(one(text, width_mm=width, has_logo=logo, distance_m=None))(letters_for(int(road[1])))
            scene.sign(-120, 1.5, "slot.text_fits", type="SAM", face=said, width_mm=width)


OTHERS = (
    neighbours,
    gaps,
    facings,
    grounds,
    buildings,
    codes,
    unknowns,
    ages,
    faces,
    several,
    mendable,
    texts,
)
