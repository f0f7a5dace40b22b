"""A websocket server on loopback that answers as a test says."""

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from websockets.sync.server import ServerConnection, serve

SILENT = logging.getLogger("tests.fakes.socket")
SILENT.setLevel(logging.CRITICAL)


@contextmanager
def socket_serving(speak: Callable[[ServerConnection], None]) -> Iterator[str]:
    """The server's address, until the end of the block."""
    with serve(speak, "127.0.0.1", 0, logger=SILENT, compression="deflate") as server:
        port = server.socket.getsockname()[1]
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"ws://127.0.0.1:{port}"
        server.shutdown()
        thread.join()
