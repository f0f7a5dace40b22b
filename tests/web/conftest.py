"""An app over the samples, in memory and on loopback."""

import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.testclient import TestClient
from tests.web.samples import WEIGHTS, SampleScores

from openclout.cli.serving import card_of
from openclout.scoring.fits import fits
from openclout.scoring.methods import METHODS
from openclout.web import create_app


@pytest.fixture(scope="session")
def app() -> Starlette:
    card = card_of(Path("nowhere"))
    return create_app(SampleScores, weights=WEIGHTS, methods=METHODS, made_up=True, fit=fits(), card=card)


@pytest.fixture
def client(app: Starlette) -> Iterator[TestClient]:
    with TestClient(app, follow_redirects=False, raise_server_exceptions=False) as client:
        yield client


@pytest.fixture(scope="session")
def home(app: Starlette) -> Iterator[str]:
    """The address of the app on loopback."""
    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, log_level="critical", lifespan="off", access_log=False))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    server.should_exit = True
    thread.join(timeout=10)
    listener.close()
