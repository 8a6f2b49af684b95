"""An Apache of the tests' own, in a folder of their own."""

import contextlib
import os
import shutil
import signal
from collections.abc import Iterator
from pathlib import Path

from tests.parts.missing import missing
from tests.parts.servers import free_port, running

_MODULES = ("mpm_event", "authz_core", "dir", "mime", "headers", "rewrite")
_MAIN = """\
ServerName localhost
ServerRoot {folder}
DefaultRuntimeDir {folder}
PidFile {folder}/apache.pid
ErrorLog {folder}/error.log
Listen 127.0.0.1:{port}
{modules}
{user}
TypesConfig {types}
StartServers 1
DocumentRoot {site}
<Directory {site}>
    AllowOverride All
    Require all granted
</Directory>
"""


@contextlib.contextmanager
def running_apache(site: Path, folder: Path) -> Iterator[str]:
    """The base address of an Apache that hands out `site` by its `.htaccess`; its own files are in `folder`.

    Both must be open to everybody: as root its workers become a user of no rights.
    """
    program = shutil.which("apache2", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")
    if program is None:
        missing("Apache", "no apache2 on the PATH or in /usr/sbin")
    port, library = free_port(), Path("/usr/lib/apache2/modules")
    types = folder / "mime.types"
    types.write_text("text/html html\napplication/json json\nimage/jpeg jpg\n")
    settings = folder / "apache.conf"
    settings.write_text(
        _MAIN.format(
            folder=folder,
            port=port,
            site=site,
            types=types,
            modules="\n".join(f"LoadModule {name}_module {library}/mod_{name}.so" for name in _MODULES),
            user="User nobody\nGroup nogroup" if os.geteuid() == 0 else "",
        )
    )
    command: list[str | Path] = [program, "-D", "FOREGROUND", "-f", settings]
    with running(command, port=port, log=folder / "apache.log", stop=signal.SIGTERM):
        yield f"http://127.0.0.1:{port}"
