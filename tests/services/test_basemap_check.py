"""What a WMS or WMTS offers, and whether configured base maps answer."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from signage.errors import InvalidInput, NotFound, Unavailable, UntrustedFile
from signage.maps.basemaps import BaseMap
from signage.maps.capabilities import offers
from signage.maps.configured import read_maps
from signage.services.basemap_check import fault_of, offered_layers
from tests.parts import servers, squares
from tests.parts.pictures import Pictures, running_pictures

WMS = """<WMS_Capabilities version="1.3.0" xmlns="http://www.opengis.net/wms" xmlns:xlink="http://www.w3.org/1999/xlink">
<Service><ContactInformation><ContactPersonPrimary><ContactOrganization>Land "Muster"</ContactOrganization>
</ContactPersonPrimary></ContactInformation></Service>
<Capability><Request><GetMap><Format>image/jpeg</Format><DCPType><HTTP><Get>
<OnlineResource xlink:href="{origin}/wms?map=dop&amp;"/></Get></HTTP></DCPType></GetMap></Request>
<Layer><CRS>EPSG:3857</CRS><Layer><Name>dop20</Name><Title>Luftbild</Title></Layer></Layer>
<Layer><CRS>EPSG:25832</CRS><CRS>EPSG:25833</CRS><Name>alt</Name></Layer>
<Layer><CRS>EPSG:4326</CRS><Name>grad</Name></Layer>
<Layer><CRS>EPSG:1</CRS><CRS>AUTO2:42001</CRS><Name>fremd</Name></Layer></Capability></WMS_Capabilities>"""
WMTS = """<Capabilities xmlns="http://www.opengis.net/wmts/1.0" xmlns:ows="http://www.opengis.net/ows/1.1">
<ows:ServiceProvider><ows:ProviderName>Land Muster</ows:ProviderName></ows:ServiceProvider>
<Contents><Layer><ows:Title>Plan</ows:Title><ows:Identifier>plan</ows:Identifier>
<Style isDefault="true"><ows:Identifier>farbe</ows:Identifier></Style><Format>image/png</Format>
<TileMatrixSetLink><TileMatrixSet>WM</TileMatrixSet></TileMatrixSetLink>
<ResourceURL format="image/png" resourceType="tile"
template="{origin}/wmts/{{Style}}/{{TileMatrixSet}}/{{TileMatrix}}/{{TileRow}}/{{TileCol}}.png"/>
</Layer><TileMatrixSet><ows:Identifier>WM</ows:Identifier>
<ows:SupportedCRS>urn:ogc:def:crs:EPSG::3857</ows:SupportedCRS>
<TileMatrix><ows:Identifier>WM:0</ows:Identifier></TileMatrix><TileMatrix><ows:Identifier>WM:1</ows:Identifier>
</TileMatrix></TileMatrixSet></Contents></Capabilities>"""


@pytest.fixture
def pictures() -> Iterator[Pictures]:
    """A host that describes itself."""
    with running_pictures() as running:
        running.documents = {
            "/wms?map=dop&SERVICE=WMS&REQUEST=GetCapabilities": WMS.format(origin=running.origin),
            "/WMTSCapabilities.xml": WMTS.format(origin=running.origin),
        }
        yield running


def configured(folder: Path, entry: str) -> BaseMap:
    """The one map of a file with that entry."""
    file = folder / "maps.toml"
    file.write_text(entry, encoding="utf-8")
    [one] = read_maps(file).maps
    return one


def test_a_wms_offers_its_layers_with_the_entry_they_need(pictures: Pictures, tmp_path: Path) -> None:
    photo = offered_layers(pictures.wms)[0]
    assert photo["title"] == "Luftbild"
    one = configured(tmp_path, photo["entry"])
    assert (one.name, one.wms_layers, one.image_format) == ("Luftbild", "dop20", "image/jpeg")
    assert (one.url, one.attribution) == (pictures.wms, '© Land "Muster"')
    assert (one.crs, one.projection) == ("EPSG:3857", None)
    assert fault_of(one) == ""


def test_an_owner_who_writes_the_sign_of_copyright_gets_no_second_one(
    pictures: Pictures, tmp_path: Path
) -> None:
    said = WMS.replace('Land "Muster"', "© Land Muster")
    pictures.documents["/wms?map=dop&SERVICE=WMS&REQUEST=GetCapabilities"] = said.format(
        origin=pictures.origin
    )
    assert configured(tmp_path, offered_layers(pictures.wms)[0]["entry"]).attribution == "© Land Muster"


@pytest.mark.parametrize(
    ("number", "system", "box"),
    [
        (
            1,
            "EPSG:25832",
            (498593.29, 5637592.64, 499296.80, 5638704.80),
        ),  # PROJ 9: cs2cs EPSG:4326 EPSG:25832
        (2, "EPSG:4326", (50.89, 8.98, 50.9, 8.99)),
    ],
)
def test_a_wms_in_another_system_is_asked_in_it(
    pictures: Pictures, tmp_path: Path, number: int, system: str, box: tuple[float, ...]
) -> None:
    """In the order of its axes: a system in degrees names the latitude first."""
    one = configured(tmp_path, offered_layers(pictures.wms)[number]["entry"])
    assert one.crs == system
    assert fault_of(one) == ""
    [asked] = [asked for asked in pictures.asked_of_wms() if asked.get("REQUEST") == "GetMap"]
    assert asked["CRS"] == system
    assert [float(edge) for edge in asked["BBOX"].split(",")] == pytest.approx(box, abs=0.01)


def test_a_layer_in_unknown_systems_alone_says_in_which_it_comes(pictures: Pictures) -> None:
    strange = offered_layers(pictures.wms)[3]
    assert strange["systems"] == "AUTO2:42001, EPSG:1"
    assert "entry" not in strange


def test_a_layer_says_where_it_has_pictures(tmp_path: Path) -> None:
    box = (
        "<EX_GeographicBoundingBox><westBoundLongitude>9.8</westBoundLongitude><eastBoundLongitude>12.7"
        "</eastBoundLongitude><southBoundLatitude>50.2</southBoundLatitude><northBoundLatitude>51.7"
        "</northBoundLatitude></EX_GeographicBoundingBox>"
    )
    document = WMS.replace("<Name>alt</Name>", f"{box}<Name>alt</Name>").format(origin="https://a.example")
    one = configured(tmp_path, offers(document.encode())[1]["entry"])
    assert one.bounds == (9.8, 50.2, 12.7, 51.7)


def test_a_configured_layer_in_the_wrong_system_is_told_with_those_that_the_host_offers(
    pictures: Pictures, tmp_path: Path
) -> None:
    file = tmp_path / "maps.toml"
    entry = f'name = "Alt"\nattribution = "Q"\nwms = "{pictures.wms}"\nlayers = "alt"\n'
    file.write_text(f"[[base]]\n{entry}", encoding="utf-8")
    [one] = read_maps(file).maps
    pictures.refuses = "<ServiceException code='InvalidCRS'/>"
    assert fault_of(one) == "Die Ebene alt gibt es dort in EPSG:25832, EPSG:25833, nicht in EPSG:3857."


def test_a_wmts_offers_tiles_as_the_map_asks_for_them(pictures: Pictures) -> None:
    [plan] = offered_layers(f"{pictures.origin}/WMTSCapabilities.xml")
    [entry] = tomllib.loads(plan["entry"])["base"]
    assert entry["tiles"] == f"{pictures.origin}/wmts/farbe/WM/WM:{{z}}/{{y}}/{{x}}.png"
    assert (entry["attribution"], entry["max_zoom"]) == ("© Land Muster", 1)


@pytest.mark.parametrize(
    ("said", "instead", "level", "has"),
    [
        ("-20037508.3427892 20037508.3427892", "1000000 6600000", 7, {"corner": [1000000, 6600000]}),
        ("559082264.0287178<", "500000000<", 0, {"pixel": 140000}),
        ("<TileWidth>256", "<TileWidth>512", 3, {"tile": [512, 256]}),
        ("<ows:Identifier>7<", "<ows:Identifier>07<", 7, {"level": "07", "tiles": [128, 128]}),
        ("<ows:Identifier>7<", "<ows:Identifier>fein<", 7, {"level": "fein"}),
    ],
)
def test_a_wmts_whose_tiles_are_not_those_of_all_web_maps_is_offered_with_its_levels(
    pictures: Pictures, said: str, instead: str, level: int, has: dict[str, object]
) -> None:
    document = pictures.wmts_document()
    assert said in document
    pictures.documents["/grid.xml"] = document.replace(said, instead)
    [plan] = offered_layers(f"{pictures.origin}/grid.xml")
    [entry] = tomllib.loads(plan["entry"])["base"]
    assert (entry["crs"], len(entry["grid"])) == ("EPSG:3857", 19)
    assert {name: entry["grid"][level][name] for name in has} == has


@pytest.mark.parametrize("scale", ["-1", "1e-320"])
def test_a_level_that_says_too_little_is_left_out(pictures: Pictures, scale: str) -> None:
    document = pictures.wmts_document().replace("559082264.0287178<", f"{scale}<")
    [entry] = tomllib.loads(offers(document.encode())[0]["entry"])["base"]
    assert [one["level"] for one in entry["grid"]] == [str(zoom) for zoom in range(1, 19)]


def test_a_level_called_by_thousands_of_digits_is_none(pictures: Pictures) -> None:
    document = re.sub("<ScaleDenominator>.*?</ScaleDenominator>", "", pictures.wmts_document())
    assert offers(document.encode())[0]["entry"]
    [plan] = offers(document.replace("Identifier>7<", f"Identifier>{'7' * 5000}<").encode())
    assert "entry" not in plan


def test_a_wmts_in_metres_of_a_country_is_offered_and_asked_for_a_tile_of_its_own(
    pictures: Pictures, tmp_path: Path
) -> None:
    pictures.documents["/utm.xml"] = squares.wmts_document(pictures.origin, "utm", 64)
    one = configured(tmp_path, offered_layers(f"{pictures.origin}/utm.xml")[0]["entry"])
    assert (one.crs, one.bounds, len(one.grid)) == ("EPSG:25832", (5.5, 47.0, 15.5, 55.2), 14)
    assert fault_of(one) == ""
    assert pictures.asked[-1] == "/squares/utm/07/155/158.png?step=64"


def test_tiles_in_web_mercator_of_their_own_are_asked_for_where_the_layer_has_pictures() -> None:
    document = squares.wmts_document("https://a.example", "padded", 64)
    [entry] = tomllib.loads(offers(document.encode())[0]["entry"])["base"]
    assert (entry["crs"], entry["bounds"]) == ("EPSG:3857", [5.5, 47, 15.5, 55.2])


def test_a_corner_is_read_in_the_order_that_puts_the_layer_on_the_tiles(tmp_path: Path) -> None:
    """EPSG:3044 names its northing first; some services write the easting first all the same."""
    document = squares.wmts_document("https://a.example", "utm", 64).replace("::25832", "::3044")
    easting, northing = squares.GRIDS["utm"][1]
    turned = document.replace(f"{easting} {northing}", f"{northing} {easting}")
    for text in (document, turned):
        one = configured(tmp_path, offers(text.encode())[0]["entry"])
        assert one.grid[0]["corner"] == [easting, northing]


def test_a_wmts_that_begins_close_by_is_counted_by_its_scales(pictures: Pictures) -> None:
    document = pictures.wmts_document(parameters=True)
    far, near = (
        document.index("<TileMatrix><ows:Identifier>WM:0<"),
        document.index("<TileMatrix><ows:Identifier>WM:9<"),
    )
    pictures.documents["/close.xml"] = document[:far] + document[near:]
    [plan] = offered_layers(f"{pictures.origin}/close.xml")
    [entry] = tomllib.loads(plan["entry"])["base"]
    assert "TILEMATRIX=WM:{z}&" in entry["tiles"]
    assert entry["max_zoom"] == 18


def test_a_wmts_without_a_template_is_asked_by_parameters(tmp_path: Path) -> None:
    document = WMTS.replace("<ResourceURL", "<Other").replace('resourceType="tile"', "")
    document = document.replace(
        "<Contents>", '<Get xmlns:x="http://www.w3.org/1999/xlink" x:href="https://a.example/w?"/><Contents>'
    )
    file = tmp_path / "saved.xml"
    file.write_text(document.format(origin="https://a.example"), encoding="utf-8")
    [entry] = tomllib.loads(offered_layers(str(file))[0]["entry"])["base"]
    assert entry["tiles"].startswith("https://a.example/w?SERVICE=WMTS&REQUEST=GetTile")
    assert entry["tiles"].endswith("&TILEMATRIX=WM:{z}&TILEROW={y}&TILECOL={x}")


def test_a_wmts_is_asked_where_it_gives_tiles_by_parameters_and_not_at_its_owners_page(
    pictures: Pictures,
) -> None:
    document = pictures.wmts_document(parameters=True).replace(
        "<ows:ServiceProvider>", '<ows:ServiceProvider><ows:ProviderSite xlink:href="http://office.example"/>'
    )
    rest = '<ows:Get xlink:href="http://rest.example/"><ows:Value>RESTful</ows:Value></ows:Get>'
    tiles = f'<ows:Get xlink:href="{pictures.origin}/placed?">'
    given = document.replace(f"{tiles[:-1]}/>", f"{rest}{tiles}<ows:Value>KVP</ows:Value></ows:Get>")
    assert rest in given
    for text in (document, given):
        [entry] = tomllib.loads(offers(text.encode())[0]["entry"])["base"]
        assert entry["tiles"].startswith(f"{pictures.origin}/placed?SERVICE=WMTS&")


@pytest.mark.parametrize("template", [True, False])
def test_what_a_wmts_asks_beside_the_place_is_answered_as_it_would_itself(template: bool) -> None:
    """Such as the year of an aerial photo."""
    document = WMTS.replace("{{TileMatrixSet}}/", "{{TileMatrixSet}}/{{time}}/") if template else WMTS
    document = document if template else document.replace('resourceType="tile"', "")
    time = "<Dimension><ows:Identifier>Time</ows:Identifier><Default>current</Default></Dimension>"
    document = document.replace("<Format>", f"{time}<Format>")
    [entry] = tomllib.loads(offers(document.format(origin="https://a.example").encode())[0]["entry"])["base"]
    assert ("/WM/current/WM:{z}/" if template else "&Time=current&") in entry["tiles"]


def test_of_tiles_as_shapes_and_as_pictures_those_as_pictures_are_taken(tmp_path: Path) -> None:
    shapes = '<ResourceURL format="application/vnd.mapbox-vector-tile" resourceType="tile" template="https://a.example/s"/>'
    document = WMTS.replace("<ResourceURL", f"{shapes}<ResourceURL").format(origin="https://a.example")
    one = configured(tmp_path, offers(document.encode())[0]["entry"])
    assert one.url == "https://a.example/wmts/farbe/WM/WM:{z}/{y}/{x}.png"


def test_a_large_layer_elsewhere_is_not_looked_for_in_germany(tmp_path: Path) -> None:
    document = WMS.replace(
        "<Name>grad</Name>",
        "<EX_GeographicBoundingBox><westBoundLongitude>-170</westBoundLongitude><eastBoundLongitude>-60"
        "</eastBoundLongitude><southBoundLatitude>10</southBoundLatitude><northBoundLatitude>90"
        "</northBoundLatitude></EX_GeographicBoundingBox><Name>grad</Name>",
    )
    one = configured(tmp_path, offers(document.format(origin="https://a.example").encode())[2]["entry"])
    assert one.bounds == (-170, 10, -60, 85)


@pytest.mark.parametrize("encoding", ["gbk", "nowhere"])
def test_a_document_in_letters_that_cannot_be_read_is_refused_in_words(encoding: str) -> None:
    with pytest.raises(InvalidInput, match="encoding"):
        offers(f'<?xml version="1.0" encoding="{encoding}"?><x/>'.encode())


def test_no_letters_hide_the_entities_of_a_document() -> None:
    with pytest.raises(UntrustedFile):
        offers('<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'.encode("utf-16"))


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("<html><body>Hallo</body></html>", InvalidInput),
        ("Hallo", InvalidInput),
        ('<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>', UntrustedFile),
    ],
)
def test_a_document_of_another_kind_is_refused(tmp_path: Path, text: str, kind: type[Exception]) -> None:
    file = tmp_path / "saved.xml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(kind):
        offered_layers(str(file))


def test_where_there_is_no_document_it_is_said(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match=r"away\.xml"):
        offered_layers(str(tmp_path / "away.xml"))
    with pytest.raises(Unavailable, match="antwortet nicht"):
        offered_layers(f"http://127.0.0.1:{servers.free_port()}/wms")


def test_a_host_that_sends_no_picture_is_told_with_what_it_sent(pictures: Pictures, tmp_path: Path) -> None:
    pictures.documents = {"/wmts/6/21/33.png": "<ServiceException>Layer fehlt</ServiceException>"}
    file = tmp_path / "maps.toml"
    file.write_text(
        f'[[base]]\nname = "P"\nattribution = "Q"\ntiles = "{pictures.tiles}"\n', encoding="utf-8"
    )
    [one] = read_maps(file).maps
    assert "text/xml: <ServiceException>Layer fehlt" in fault_of(one)
    pictures.away, pictures.documents = True, {}
    assert "antwortet nicht" in fault_of(one)
