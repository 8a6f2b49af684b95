"""A PostgreSQL cluster with PostGIS that belongs to the test run alone."""

import contextlib
import getpass
import itertools
import os
import pwd
import re
import secrets
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import psycopg

from tests.parts.missing import missing
from tests.parts.servers import free_port, running

_SPEED = ("fsync", "synchronous_commit", "full_page_writes", "autovacuum")
_TEMPLATE = "with_postgis"
_HAS_STRATEGIES = 150_000
_HAS_ITERATIONS = 16
_EXTENSION = "extension/postgis.control"
_MEMORY = Path("/dev/shm")
_ROOM = 2 * 1024**3  # of it a cluster takes some 200 MB, and each process that runs tests has one


@dataclass(frozen=True)
class Cluster:
    """A running server; every database in it may be thrown away."""

    port: int
    password: str
    _numbers: "itertools.count[int]" = field(default_factory=itertools.count)

    def url(self, database: str) -> str:
        """The address of `database` as a person would write it in a settings file."""
        return f"postgresql://signage:{self.password}@127.0.0.1:{self.port}/{database}"

    def run(self, statement: str, database: str = "postgres") -> None:
        """One statement of our own words, outside a transaction."""
        with psycopg.connect(self.url(database), autocommit=True) as connection:
            connection.execute(statement.encode())

    def copy(self, name: str, like: str = _TEMPLATE) -> None:
        """Make the database `name` as `like` is, to which nobody is connected; else an empty one with
        PostGIS.
        """
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            # Where nothing must reach the disk, this is twice as quick as by the log.
            how = "STRATEGY file_copy" if connection.info.server_version >= _HAS_STRATEGIES else ""
            connection.execute(f"CREATE DATABASE {name} TEMPLATE {like} {how}".encode())

    @contextlib.contextmanager
    def fresh_database(self, like: str = _TEMPLATE) -> Iterator[str]:
        """The address of a new database, a copy of `like`; it is dropped at the end, used or not."""
        name = f"test_{next(self._numbers)}"
        self.copy(name, like)
        try:
            yield self.url(name)
        finally:
            self.run(f"DROP DATABASE {name} WITH (FORCE)")


@contextlib.contextmanager
def running_cluster() -> Iterator[Cluster]:
    """A cluster on loopback in a folder of its own, gone at the end; skips where PostgreSQL is missing."""
    programs = programs_with_postgis()
    # Not pytest's tmp_path: a socket's path must be short, and the folder belongs to another user.
    folder = Path(tempfile.mkdtemp(prefix="signage-pg-", dir=quick_folder()))
    try:
        cluster = Cluster(port=free_port(), password=secrets.token_hex(8))
        owner = _owner(folder)
        _initialise(programs, folder, cluster.password, owner)
        command: list[str | Path] = [programs / "postgres", "-D", folder / "data"]
        with running(
            command,
            port=cluster.port,
            log=folder / "log",
            user=owner,
            stop=signal.SIGINT,
            environ=_port(cluster),
        ):
            _await_ready(cluster)
            _make_template(cluster)
            yield cluster
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def programs_with_postgis(root: Path = Path("/")) -> Path:
    """The folder of the newest PostgreSQL that offers PostGIS, else of any; Debian keeps it off the PATH."""
    debian = [path.parent for path in root.glob("usr/lib/postgresql/*/bin/initdb")]
    offers = {one: (root / "usr/share/postgresql" / one.parent.name / _EXTENSION).exists() for one in debian}
    debian.sort(key=lambda one: (offers[one], float(one.parent.name)), reverse=True)
    if debian and offers[debian[0]]:
        return debian[0]
    if found := shutil.which("initdb"):
        return Path(found).resolve().parent
    if not debian:
        missing("PostgreSQL", "no initdb on the PATH or in /usr/lib/postgresql")
    return debian[0]


def quick_folder(memory: Path = _MEMORY, room: int = _ROOM) -> Path | None:
    """Where files live in memory, if there is room: on a disk a copied database takes ten times as long.

    None is the usual folder for what does not last.
    """
    if not os.access(memory, os.W_OK | os.X_OK) or shutil.disk_usage(memory).free < room:
        return None
    return memory


def _owner(folder: Path) -> str | None:
    """The user who runs the server, None for ourselves: PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return None
    users = {entry.pw_name for entry in pwd.getpwall()}
    owner = "postgres" if "postgres" in users else "nobody"
    shutil.chown(folder, owner)
    return owner


def _initialise(programs: Path, folder: Path, password: str, owner: str | None) -> None:
    secret = folder / "password"
    secret.write_text(password)
    if owner:
        shutil.chown(secret, owner)
    command = [programs / "initdb", "-D", folder / "data", "-U", "signage", "--pwfile", secret, "--no-sync"]
    command += ["--encoding=UTF8", "--locale=C", "--no-instructions", *_cheap_passwords(programs)]
    made = subprocess.run(
        [str(word) for word in command], capture_output=True, text=True, user=owner, cwd=folder, check=False
    )
    if made.returncode != 0:
        raise RuntimeError(f"initdb as {owner or getpass.getuser()}: {made.stderr}")
    settings = {
        "listen_addresses": "'127.0.0.1'",
        "unix_socket_directories": f"'{folder}'",
        "max_connections": "60",
    }
    settings |= dict.fromkeys(_SPEED, "off")
    with (folder / "data/postgresql.conf").open("a") as file:
        file.writelines(f"{name} = {value}\n" for name, value in settings.items())


def _cheap_passwords(programs: Path) -> list[str]:
    """A password is proved for each connection, by thousands of hashes unless something is said."""
    told = subprocess.run([programs / "initdb", "--version"], capture_output=True, text=True, check=True)
    version = re.search(r"\d+", told.stdout.partition(") ")[2])
    if version and int(version[0]) >= _HAS_ITERATIONS:
        return ["--auth=scram-sha-256", "--set=scram_iterations=1"]
    return ["--auth=md5"]


def _port(cluster: Cluster) -> dict[str, str]:
    return {"PGPORT": str(cluster.port)}


def _await_ready(cluster: Cluster, *, seconds: float = 30) -> None:
    """It listens before it answers: on a busy machine the first connection meets a server that is still
    starting.
    """
    give_up = time.monotonic() + seconds
    while True:
        try:
            return cluster.run("SELECT 1")
        except psycopg.OperationalError:
            if time.monotonic() > give_up:
                raise
            time.sleep(0.05)


def _make_template(cluster: Cluster) -> None:
    cluster.run(f"CREATE DATABASE {_TEMPLATE} IS_TEMPLATE true")
    try:
        cluster.run("CREATE EXTENSION postgis", _TEMPLATE)
    except psycopg.errors.FeatureNotSupported as error:
        missing("PostGIS", str(error).splitlines()[0])
