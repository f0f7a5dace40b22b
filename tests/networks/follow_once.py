"""A process that follows a stream into a lake, a few messages a commit; another process may kill it at any moment.

Arguments: the home folder, the address of the server, the last cursor. A line is written after each commit.
"""

import sys
from pathlib import Path

from tests.collector.homes import means_at
from tests.networks.doing import LOCAL

from openclout.collector.sockets import listening
from openclout.collector.streaming import Stream
from openclout.networks import bluesky

TOGETHER = 3


def followed(home: Path, server: str, last: int) -> None:
    """Follow a stream up to a cursor."""
    with means_at(home, networks=(bluesky,), manners=LOCAL) as means:
        stream = Stream(means, bluesky, server)
        if int(stream.place.cursor or 0) >= last:
            return
        address = bluesky.stream(server, stream.place.cursor or "0")
        with listening(means.session.guard, address, "tests") as messages:
            piece: list[bytes] = []
            for message in filter(None, messages):
                piece.append(message)
                over = int(bluesky.listen(message).cursor or 0) >= last
                if over or len(piece) == TOGETHER:
                    stream.take(piece)
                    piece = []
                    sys.stdout.write(f"{stream.place.cursor}\n")
                    sys.stdout.flush()
                if over:
                    return


if __name__ == "__main__":
    followed(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]))
