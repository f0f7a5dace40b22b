"""The pages on a port of this machine, until Ctrl-C.

Comes in: an app, a host, a port. Goes out: answers; the address is printed once the port is open.
"""

import socket
import sys

import uvicorn
from starlette.applications import Starlette


def serve(app: Starlette, host: str = "127.0.0.1", port: int = 8000) -> None:
    """Answer until Ctrl-C, then return. Port 0 takes a free one. Raises OSError when the port is taken."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.create_server((host, port), family=family) as listener:
        name = f"[{host}]" if family == socket.AF_INET6 else host
        sys.stdout.write(f"OpenClout is at http://{name}:{listener.getsockname()[1]}/ (Ctrl-C ends it)\n")
        sys.stdout.flush()
        config = uvicorn.Config(app, access_log=False, log_level="warning", lifespan="off", server_header=False)
        try:
            uvicorn.Server(config).run(sockets=[listener])
        except KeyboardInterrupt:  # uvicorn has already shut down; it raises the signal again for its caller
            return
