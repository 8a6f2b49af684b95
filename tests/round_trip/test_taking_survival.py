"""A large file that is being taken when the process dies: nothing of it is stored, the next try works."""

import os
import signal
import subprocess
import sys

from signage.services.rights import everywhere
from signage.services.round_trip import desk, uploads
from signage.services.round_trip.layouts import Layout
from signage.store import Store

BOSS = everywhere("Leitstelle")
SEVERAL = 300
# Says »writing« when most of the rows are written, and waits there for what comes.
CHILD = """
import sys, time
from signage.services.rights import everywhere
from signage.services.round_trip import desk, taking, uploads
from signage.services.round_trip.running import Takings
from signage.store import open_store

real, done = taking.add_values, []

def add_values(*given):
    done.append(real(*given))
    if len(done) == 200:
        print("writing", flush=True)
        time.sleep(60)
    return done[-1]

taking.add_values = add_values
store = open_store(sys.argv[1])
upload = uploads.load_upload(store, sys.argv[2], account=None)
rights = everywhere("Leitstelle")
stamp = desk.compare(store, upload, rights=rights).stamp
desk.begin_to_take(store, upload, Takings(), stamp=stamp, rights=rights).finished.wait()
"""


def test_kill_9_while_a_large_file_is_taken(office: Store) -> None:
    rows = "".join(f"Neu {number} KG;EK\n" for number in range(SEVERAL))
    key = desk.receive(office, f"Betrieb;Standort\n{rows}".encode(), "liste.csv", rights=BOSS)
    upload = uploads.load_upload(office, key, account=None)
    desk.lay_out(office, upload, Layout({"Betrieb": "name", "Standort": "area"}), rights=BOSS)
    before, url = office.history_state(), office.url
    command = [sys.executable, "-c", CHILD, url, key]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "writing\n"
        os.kill(process.pid, signal.SIGKILL)
    assert office.history_state() == before
    upload = uploads.load_upload(office, key, account=None)
    assert desk.taken_of(upload) is None
    stamp = desk.compare(office, upload, rights=BOSS).stamp
    taken = desk.take_decided(office, upload, stamp=stamp, rights=BOSS)
    assert taken.counts["added"] == SEVERAL
