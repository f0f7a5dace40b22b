"""Pages and look-ups over HTTP, against the same server answering a constant of the same size.

Comes in: a home with a published run. Goes out: requests a second and CPU time a request of the server, by its own
account in /proc; the asking process is another one.
"""

import http.client
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

REQUESTS = 600
SERVER = """
import sys
from pathlib import Path
import uvicorn
from starlette.responses import Response
from starlette.routing import Route
from openclout.scoreboard import Shelf
from openclout.scoring.weights import entries
from openclout.web import create_app
app = create_app(Shelf(Path(sys.argv[1]) / "scoreboard").newest, weights=entries())
app.router.routes.insert(0, Route("/constant/{size:int}", lambda request: Response(b"x" * request.path_params["size"])))
uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[2]), access_log=False, log_level="error", lifespan="off")
"""


@dataclass(frozen=True)
class Served:
    """What one kind of request costs."""

    what: str
    bytes: int
    a_second: float
    cpu_us: float


def measure(home: Path, *, port: int = 8791) -> list[Served]:
    """Ask for pages and look-ups of many people, and for constants of the same sizes."""
    from openclout.scoreboard import Shelf

    people = [person.name for person in Shelf(home / "scoreboard").open().top(limit=REQUESTS)]
    server = subprocess.Popen([sys.executable, "-c", SERVER, str(home), str(port)])
    try:
        _wait(port)
        found = []
        for what, paths in (
            ("look-up, first time (/@name/score.json)", [f"/@{name}/score.json" for name in people]),
            ("look-up, asked before", [f"/@{name}/score.json" for name in people]),
            ("whole record, first time (/@name.json)", [f"/@{name}.json" for name in people]),
            ("whole record, asked before", [f"/@{name}.json" for name in people]),
            ("page, first time (/@name)", [f"/@{name}" for name in people]),
            ("page, asked before", [f"/@{name}" for name in people]),
        ):
            asked = _ask(server.pid, port, what, paths)
            constant = _ask(
                server.pid, port, f"constant as large as a {what.split(',')[0]}", [f"/constant/{asked.bytes}"]
            )
            found += [asked, constant]
        return found
    finally:
        server.terminate()
        server.wait()


def _wait(port: int) -> None:
    for _ in range(200):
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port)
            connection.request("GET", "/healthz")
            connection.getresponse().read()
        except ConnectionRefusedError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError("The server did not answer within 20 seconds.")


def _ask(pid: int, port: int, what: str, paths: list[str]) -> Served:
    connection = http.client.HTTPConnection("127.0.0.1", port)
    sizes = 0
    for _ in range(50):
        connection.request("GET", "/healthz")
        connection.getresponse().read()
    cpu, began = _cpu(pid), time.perf_counter()
    for place in range(REQUESTS):
        connection.request("GET", paths[place % len(paths)])
        sizes += len(connection.getresponse().read())
    taken = time.perf_counter() - began
    return Served(what, sizes // REQUESTS, REQUESTS / taken, (_cpu(pid) - cpu) / REQUESTS * 1e6)


def _cpu(pid: int) -> float:
    """CPU seconds of a process so far."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
