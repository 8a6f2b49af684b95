"""docs/api.md: every exchange answers as the page says."""

import re
from pathlib import Path

from starlette.testclient import TestClient

from signage.services.tokens import new_token
from signage.settings import Settings
from signage.store import Store
from signage_api.app import create_app
from tests.places import a_municipality, a_sign, a_tenant, an_area

PAGE = Path(__file__).parents[2] / "docs" / "api.md"
EXCHANGE = re.compile(
    r"```http\n(?P<method>[A-Z]+) (?P<path>\S+)\n(?P<headers>(?:.+\n)*)"
    r"(?:\n(?P<body>(?:.+\n)+))?```\n\n`(?P<status>\d+)`"
)


def test_every_exchange_answers_as_the_page_says(geopackage: Store) -> None:
    a_municipality(geopackage)
    area = an_area(geopackage)
    a_sign(geopackage, area)
    a_tenant(geopackage, area)
    assert geopackage.revision() == 4
    token = new_token(geopackage, municipality="16070028", label="Doku")
    client = TestClient(create_app(Settings(), store=geopackage))
    text = PAGE.read_text("utf-8")
    found = list(EXCHANGE.finditer(text))
    assert len(found) == text.count("```http") > 8
    for exchange in found:
        lines = exchange["headers"].replace("TOKEN", token).splitlines()
        headers = dict(line.split(": ", 1) for line in lines)
        content = (exchange["body"] or "").encode()
        answer = client.request(exchange["method"], exchange["path"], headers=headers, content=content)
        assert answer.status_code == int(exchange["status"]), (exchange[0], answer.text)
