"""What a WMS or WMTS offers, and whether configured base maps answer."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from signage.errors import InvalidInput, NotFound, Unavailable, UntrustedFile
from signage.maps.capabilities import offers
from signage.maps.configured import read_maps
from signage.services.basemap_check import fault_of, offered_layers
from tests.parts import servers
from tests.parts.pictures import Pictures, running_pictures

WMS = """<WMS_Capabilities version="1.3.0" xmlns="http://www.opengis.net/wms" xmlns:xlink="http://www.w3.org/1999/xlink">
<Service><ContactInformation><ContactPersonPrimary><ContactOrganization>Land "Muster"</ContactOrganization>
</ContactPersonPrimary></ContactInformation></Service>
<Capability><Request><GetMap><Format>image/jpeg</Format><DCPType><HTTP><Get>
<OnlineResource xlink:href="{origin}/wms?map=dop&amp;"/></Get></HTTP></DCPType></GetMap></Request>
<Layer><CRS>EPSG:3857</CRS><Layer><Name>dop20</Name><Title>Luftbild</Title></Layer></Layer>
<Layer><CRS>EPSG:25832</CRS><CRS>EPSG:25833</CRS><Name>alt</Name></Layer>
<Layer><CRS>EPSG:4326</CRS><CRS>EPSG:25832</CRS><Name>grad</Name></Layer></Capability></WMS_Capabilities>"""
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


def test_a_wms_offers_its_layers_with_the_entry_they_need(pictures: Pictures, tmp_path: Path) -> None:
    photo, old, _ = offered_layers(pictures.wms)
    assert (photo["title"], old["name"], "entry" in old) == ("Luftbild", "alt", False)
    file = tmp_path / "maps.toml"
    file.write_text(photo["entry"], encoding="utf-8")
    [one] = read_maps(file).maps
    assert (one.name, one.wms_layers, one.image_format) == ("Luftbild", "dop20", "image/jpeg")
    assert (one.url, one.attribution) == (pictures.wms, '© Land "Muster"')
    assert fault_of(one) == ""


def test_a_wms_in_degrees_alone_is_asked_in_degrees(pictures: Pictures, tmp_path: Path) -> None:
    degrees = offered_layers(pictures.wms)[2]
    file = tmp_path / "maps.toml"
    file.write_text(degrees["entry"], encoding="utf-8")
    [one] = read_maps(file).maps
    assert one.wms_crs == "EPSG:4326"
    assert fault_of(one) == ""
    [asked] = [asked for asked in pictures.asked_of_wms() if asked.get("REQUEST") == "GetMap"]
    assert (asked["CRS"], asked["BBOX"]) == ("EPSG:4326", "50.89,8.98,50.90,8.99")


def test_a_layer_that_no_browser_can_show_says_in_which_systems_it_comes(pictures: Pictures) -> None:
    old = offered_layers(pictures.wms)[1]
    assert old["systems"] == "EPSG:25832, EPSG:25833"
    document = WMTS.replace("EPSG::3857", "EPSG::25832").format(origin=pictures.origin)
    pictures.documents["/utm.xml"] = document
    [plan] = offered_layers(f"{pictures.origin}/utm.xml")
    assert (plan["systems"], "entry" in plan) == ("EPSG:25832", False)


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
    ("said", "instead"),
    [
        ("-20037508.3427892 20037508.3427892", "1000000 6600000"),  # a corner of its own
        ("559082264.0287178</", "500000000</"),  # scales of its own
        ("559082264.0287178</", "-1</"),
        ("559082264.0287178</", "1e-320</"),
        ("<TileWidth>256", "<TileWidth>512"),
        ("<ows:Identifier>7<", "<ows:Identifier>07<"),  # which {z} cannot write
        ("<ows:Identifier>7<", "<ows:Identifier>fein<"),
    ],
)
def test_a_wmts_whose_tiles_would_be_drawn_at_a_wrong_place_is_not_offered(
    pictures: Pictures, said: str, instead: str
) -> None:
    document = pictures.wmts_document()
    assert said in document
    pictures.documents["/grid.xml"] = document.replace(said, instead)
    [plan] = offered_layers(f"{pictures.origin}/grid.xml")
    assert "entry" not in plan
    assert plan["grid"] == "WM"


def test_a_level_called_by_thousands_of_digits_is_none_of_web_maps(pictures: Pictures) -> None:
    document = re.sub("<ScaleDenominator>.*?</ScaleDenominator>", "", pictures.wmts_document())
    assert offers(document.encode())[0]["entry"]
    [plan] = offers(document.replace("Identifier>7<", f"Identifier>{'7' * 5000}<").encode())
    assert ("entry" in plan, plan["grid"]) == (False, "WM")


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
