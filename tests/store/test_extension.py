"""A database that lacks PostGIS gets it, or says so in a sentence."""

import psycopg
import pytest

from signage.errors import Unavailable
from signage.store import create_store


@pytest.fixture
def bare_url(postgis_url: str) -> str:
    """A database of which nobody has made anything yet."""
    with psycopg.connect(postgis_url, autocommit=True) as connection:
        connection.execute("DROP EXTENSION postgis CASCADE")
    return postgis_url


def test_the_extension_is_added_where_that_is_allowed(bare_url: str) -> None:
    with_it = create_store(bare_url)
    assert with_it.count("sign") == 0
    with_it.close()


def test_whoever_may_not_add_it_is_told_what_to_ask_for(bare_url: str) -> None:
    with psycopg.connect(bare_url, autocommit=True) as connection:
        connection.execute("DROP ROLE IF EXISTS clerk")
        connection.execute("CREATE ROLE clerk LOGIN PASSWORD 'clerk'")
        connection.execute("GRANT CREATE ON SCHEMA public TO clerk")
    place = bare_url.partition("@")[2]
    try:
        with pytest.raises(Unavailable, match=r"fehlt die Erweiterung PostGIS.*CREATE EXTENSION postgis;"):
            create_store(f"postgresql://clerk:clerk@{place}")
    finally:
        with psycopg.connect(bare_url, autocommit=True) as connection:
            connection.execute("DROP OWNED BY clerk")
            connection.execute("DROP ROLE clerk")
