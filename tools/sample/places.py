"""The commercial areas of the sample: true names, places near the true ones, everything else schematic."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Site:
    """One area: where it lies, how it is turned, how large it is and how full.

    `axis_deg` turns the drawing clockwise; at 0 the road outside runs east to west, south of the area.
    `outside` is the class, number and speed of that road. Plots below `plot_m2` are not divided.
    """

    key: str
    name: str
    ags: str
    lon: float
    lat: float
    axis_deg: float
    size_m: tuple[float, float]
    plan: str
    outside: tuple[str, str, int]
    plot_m2: float
    tenants: int
    postcode: str
    place: str
    kind: str = "1700"
    signs: str = "entrance"


def _site(
    key: str,
    name: str,
    ags: str,
    where: tuple[float, float],
    axis_deg: float,
    plan: str,
    outside: tuple[str, str, int],
    post: tuple[str, str],
    *,
    size_m: tuple[float, float] = (420, 300),
    plot_m2: float = 5200,
    tenants: int = 7,
    kind: str = "1700",
    signs: str = "entrance",
) -> Site:
    return Site(
        key=key, name=name, ags=ags, lat=where[0], lon=where[1], axis_deg=axis_deg, plan=plan,
        outside=outside, postcode=post[0], place=post[1], size_m=size_m, plot_m2=plot_m2,
        tenants=tenants, kind=kind, signs=signs,
    )  # fmt: skip


AMT_WACHSENBURG, ARNSTADT, ILMENAU, STADTILM, GROSSBREITENBACH = (
    "16070028", "16070004", "16070029", "16070048", "16070058",
)  # fmt: skip
GOTHA, WALTERSHAUSEN, HOERSEL, OHRDRUF, DREI_GLEICHEN, NESSE_APFELSTAEDT = (
    "16067029", "16067072", "16067088", "16067053", "16067089", "16067087",
)  # fmt: skip
L_IN, L_OUT = ("L", "L 1044", 70), ("L", "L 1046", 80)
B7, B87, B247 = ("B", "B 7", 100), ("B", "B 87", 70), ("B", "B 247", 80)
P_ARN, P_ILM, P_AW = ("99310", "Arnstadt"), ("98693", "Ilmenau"), ("99334", "Amt Wachsenburg")
P_DG, P_NA, P_GTH = ("99869", "Drei Gleichen"), ("99192", "Nesse-Apfelstädt"), ("99867", "Gotha")

SITES = (
    _site("EK", "Erfurter Kreuz", AMT_WACHSENBURG, (50.8638, 10.9436), -6, "EK", ("L", "L 1044", 70),
          P_AW, size_m=(1900, 1300), plot_m2=26000, tenants=62, kind="1800", signs="all"),
    _site("GS", "Gotha-Süd", GOTHA, (50.9265, 10.7085), 78, "GS", B247, P_GTH, size_m=(900, 700),
          plot_m2=7600, tenants=42, signs="all"),
    _site("GO", "Gotha-Ost", GOTHA, (50.9497, 10.7465), 8, "GO", B7, P_GTH, size_m=(800, 600),
          plot_m2=7000, tenants=36, signs="all"),
    _site("OH", "Ohrdruf", OHRDRUF, (50.8405, 10.7300), 98, "OH", B247, ("99885", "Ohrdruf"),
          size_m=(1300, 1000), plot_m2=15000, tenants=36, kind="1800", signs="all"),
    _site("WA", "Waltershausen", WALTERSHAUSEN, (50.9035, 10.5715), -14, "WA", ("L", "L 1027", 70),
          ("99880", "Waltershausen"), size_m=(800, 560), plot_m2=6400, tenants=28, signs="all"),
    _site("AW", "Am Wald", ILMENAU, (50.7000, 10.9300), 22, "AW", B87, P_ILM, size_m=(700, 500),
          plot_m2=4600, tenants=30, kind="1800", signs="all"),
    _site("AN", "Arnstadt-Nord/Bachschleife", ARNSTADT, (50.8505, 10.9540), 64, "AN", L_IN, P_ARN,
          size_m=(800, 520), plot_m2=6000, tenants=24, signs="all"),
    _site("EO", "Ehrenberg-Ost", ILMENAU, (50.6835, 10.9510), -28, "loop", B87, P_ILM,
          size_m=(560, 400), plot_m2=3600, tenants=14, signs="board"),
    _site("TH", "Thörey", AMT_WACHSENBURG, (50.8890, 10.9330), 35, "spine", L_OUT, P_AW,
          size_m=(620, 420), plot_m2=8200, tenants=10, kind="1800", signs="board"),
    _site("RU", "Rudisleben", ARNSTADT, (50.8560, 10.9770), -70, "loop", L_IN, P_ARN, tenants=8),
    _site("FO", "In den Folgen", ILMENAU, (50.6830, 10.9800), 12, "spine", B87, P_ILM, tenants=8),
    _site("GH", "Grenzhammer", ILMENAU, (50.6755, 10.9430), -48, "through", B87, P_ILM, tenants=7,
          signs="none"),
    _site("ZA", "Zur Ausspanne", ILMENAU, (50.6960, 10.9050), 52, "spine", ("L", "L 3004", 70), P_ILM,
          size_m=(520, 360), plot_m2=5200, tenants=9),
    _site("LW", "Langewiesen", ILMENAU, (50.6700, 10.9870), 6, "through", B87, P_ILM, tenants=6),
    _site("GE", "Gehren", ILMENAU, (50.6540, 10.9990), -35, "spine", ("B", "B 88", 70), P_ILM,
          tenants=7),
    _site("GA", "Gräfinau-Angstedt", ILMENAU, (50.6905, 11.0060), 28, "loop", B87, P_ILM, tenants=6,
          signs="none"),
    _site("WB", "Wümbach", ILMENAU, (50.7000, 10.9850), -12, "spine", ("K", "K 52", 70), P_ILM,
          tenants=5, signs="none"),
    _site("GB", "Großbreitenbach", GROSSBREITENBACH, (50.5880, 11.0180), 40, "loop",
          ("L", "L 1047", 70), ("98701", "Großbreitenbach"), tenants=7),
    _site("SI", "Stadtilm", STADTILM, (50.7810, 11.0930), -22, "spine", B87, ("99326", "Stadtilm"),
          size_m=(520, 340), tenants=9),
    _site("HG", "Hörselgau", HOERSEL, (50.9250, 10.5930), 4, "spine", L_OUT, ("99880", "Hörsel"),
          size_m=(600, 420), plot_m2=8200, tenants=10, kind="1800", signs="board"),
    _site("ST", "Wandersleben „Das Steinfeld“", DREI_GLEICHEN, (50.8890, 10.8450), 18, "loop", L_OUT,
          P_DG, size_m=(560, 400), plot_m2=6400, tenants=9),
    _site("GR", "Grabsleben", DREI_GLEICHEN, (50.9410, 10.8290), -4, "through", B7, P_DG, tenants=6),
    _site("GW", "Günthersleben-Wechmar", DREI_GLEICHEN, (50.8985, 10.7715), 58, "loop", L_OUT, P_DG,
          tenants=8),
    _site("AP", "Apfelstädt", NESSE_APFELSTAEDT, (50.8965, 10.8960), -30, "spine", L_OUT, P_NA,
          tenants=7),
    _site("KH", "Kornhochheim", NESSE_APFELSTAEDT, (50.9030, 10.9210), 66, "through", ("K", "K 7", 70),
          P_NA, tenants=6),
    _site("ND", "Neudietendorf", NESSE_APFELSTAEDT, (50.9175, 10.9060), 14, "loop", L_OUT, P_NA,
          tenants=7),
    _site("EM", "Emleben", "16067013", (50.8995, 10.6960), -58, "spine", B247, ("99869", "Emleben"),
          tenants=6),
    _site("SC", "Schwabhausen", "16067059", (50.8935, 10.7370), 24, "through", B247,
          ("99869", "Schwabhausen"), tenants=7),
    _site("TD", "Tambach-Dietharz", "16067065", (50.7985, 10.6230), -66, "spine", ("L", "L 1028", 70),
          ("99897", "Tambach-Dietharz"), tenants=6),
    _site("SB", "Sonneborn", "16067063", (50.9885, 10.5850), 10, "spine", ("K", "K 2", 70),
          ("99869", "Sonneborn"), size_m=(340, 260), tenants=5, kind="1500", signs="none"),
    _site("FR", "Friedrichroda", "16067019", (50.8655, 10.5740), -40, "loop", ("B", "B 88", 70),
          ("99894", "Friedrichroda"), tenants=6, kind="1500"),
)  # fmt: skip
BY_KEY = {site.key: site for site in SITES}
