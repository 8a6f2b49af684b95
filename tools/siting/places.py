"""Signs beside the road: clearance, height, junctions, strips, and what is expected of each."""

from tools.siting.scenes import OFFICIAL, PYLON, Inventory


def clearances(made: Inventory) -> None:
    """Boards near and far from the carriageway, on both sides of the road."""
    for side, clear in ((1, 0.5), (-1, 0.51), (1, 0.9)):
        for scene in made.towns("clear enough"):
            scene.sign(-120, clear, side=side)
    for scene, clear in zip(made.towns("too near"), (0.05, 0.2, 0.29, 0.35, 0.48), strict=True):
        scene.sign(-120, clear, "clearance.lateral", side=made.chance.choice((1, -1)))


def clearances_outside(made: Inventory) -> None:
    """The same outside town, and boards that are turned or far too near."""
    for side, clear in ((1, 1.5), (-1, 1.52)):
        for scene in made.countries("clear enough"):
            scene.sign(-150, clear, side=side, **OFFICIAL)
    for scene, clear in zip(made.countries("too near"), (0.4, 0.9, 0.98, 1.1, 1.48), strict=True):
        scene.sign(-150, clear, "clearance.lateral", **OFFICIAL)
    for scene in made.towns("turned board reaches less"):
        scene.sign(-120, 0.52, turned=45, width_mm=2000)
    for scene in made.towns("on the carriageway"):
        scene.sign(-120, -1.2, "carriageway.free")


def heights(made: Inventory) -> None:
    """Lower edges, with and without a path below."""
    for scene, edge in zip(made.towns("low"), (1.0, 1.5, 1.8, 1.95, 1.99), strict=True):
        scene.sign(-120, 0.6, "lower_edge", lower_edge_m=edge)
    for scene in made.countries("just high enough"):
        scene.sign(-150, 1.6, lower_edge_m=2.0, **OFFICIAL)
    for edge, stop, expected in (
        (2.1, "footpath", ["lower_edge"]),
        (2.25, "footpath", []),
        (2.0, "none", []),
    ):
        for scene in list(made.towns("over a footpath"))[:3]:
            scene.sign(-120, 0.6, *expected, lower_edge_m=edge, stopping_place=stop)
    for edge, expected in ((2.1, ["lower_edge"]), (2.2, [])):
        for scene in list(made.countries("over a cycle path"))[:3]:
            row = scene.sign(-150, 1.6, *expected, lower_edge_m=edge, **OFFICIAL)
            ends = [scene.along(row, step) for step in (-30, 30)]
            made.paths.append({"line": ends, "kind": "cycle", "width_m": 2.5})


def junctions(made: Inventory) -> None:
    """Sight triangles, and what is no obstacle in them."""
    for type_ in ({"lower_edge_m": 2.05}, PYLON):
        for scene in made.towns("in the triangle"):
            scene.side_road()
            near = -6 if scene.speed_kmh == 30 else -12
            scene.sign(near, 0.6, "junction.sight", **type_)
    for scene in made.towns("above the triangle"):
        scene.side_road()
        scene.sign(-6, 0.6, lower_edge_m=2.5)
    for scene in made.towns("opposite the side road"):
        scene.side_road(side=1)
        scene.sign(-12, 0.6, side=-1, lower_edge_m=2.05)


def junctions_outside(made: Inventory) -> None:
    """The same outside town, with side roads that join askew."""
    for scene in made.countries("in the triangle"):
        scene.side_road(bend=made.chance.choice((0.0, 0.2, -0.2)))
        scene.sign(-8, 1.6, "junction.sight", lower_edge_m=2.05, **OFFICIAL)


def distances(made: Inventory) -> None:
    """Way signs at, before and far before a junction."""
    for s, expected in (
        (-20, []),
        (-60, ["advance.distance"]),
        (-102, []),
        (-248, []),
        (-300, ["advance.distance"]),
    ):
        for scene in made.countries(f"{-s} m before the junction"):
            scene.side_road(side=made.chance.choice((1, -1)))
            scene.sign(s, 1.6, *expected, **OFFICIAL)
    for scene in made.towns("far before the junction"):
        scene.side_road()
        scene.sign(-320, 0.6, "advance.distance")
    for scene in made.towns("facing the side road across a T"):
        scene.side_road(side=-1)
        scene.sign(0, 0.6, turned=90)


def strips(made: Inventory) -> None:
    """Building-free strips and rigid pylons."""
    for scene in made.countries("guide sign in the ban"):
        scene.sign(-150, 1.6, "strip.building_free")
    for edge, expected in ((25.0, ["strip.building_free"]), (39.0, ["strip.building_free"]), (41.0, [])):
        for scene in made.countries(f"pylon at {edge:.0f} m"):
            scene.sign(-150, edge - 0.75, *expected, **PYLON)
    for scene in made.countries("rigid pylon"):
        edge = 7.3 if scene.speed_kmh == 100 else 4.3
        scene.sign(-150, edge - 0.75, "strip.building_free", "post.rigid", **PYLON)
    for scene in made.countries("pylon far enough"):
        edge = 7.7 if scene.speed_kmh == 100 else 4.7
        scene.sign(-150, edge - 0.75, "strip.building_free", **PYLON)
    for edge, expected in ((38.0, ["strip.building_free"]), (98.0, ["strip.building_free"]), (101.0, [])):
        scene = made.scene("board by a motorway", ("A", 130, 12.0), in_town=False)
        scene.sign(0, edge, *expected, **{**PYLON, "type": "INF"})
    for scene in made.towns("pylon in town"):
        scene.sign(-120, 1.0, **PYLON)


PLACES = (clearances, clearances_outside, heights, junctions, junctions_outside, distances, strips)
