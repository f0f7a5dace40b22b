import http.client
import signal
import socket
import subprocess
import sys
from urllib.parse import urlsplit

import pytest
from tests.web.samples import SampleScores

from openclout.web import create_app, serve

PROGRAM = """
from openclout.web import create_app, serve
from tests.web.samples import SampleScores
serve(create_app(SampleScores), "127.0.0.1", 0)
"""


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
def test_the_address_is_printed_and_a_stop_ends_it_cleanly(stop: signal.Signals) -> None:
    command = [sys.executable, "-c", PROGRAM]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as started:
        assert started.stdout is not None
        assert started.stderr is not None
        address = urlsplit(next(word for word in started.stdout.readline().split() if word.startswith("http")))
        connection = http.client.HTTPConnection(address.netloc, timeout=10)
        connection.request("GET", "/healthz")
        assert connection.getresponse().status == 200
        connection.close()
        started.send_signal(stop)
        assert started.wait(timeout=20) == (0 if stop == signal.SIGINT else -stop)
        assert started.stderr.read() == ""


def test_a_taken_port_is_an_error() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(OSError, match=r"[Aa]ddress already in use"):
        serve(create_app(SampleScores), "127.0.0.1", taken.getsockname()[1])
