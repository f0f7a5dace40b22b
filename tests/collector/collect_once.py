"""A process that crawls two accounts and says how far it is; another process may kill it at any moment.

Arguments: the home folder, the address of the server.
"""

import sys
from pathlib import Path

from tests.collector.homes import collected
from tests.fakes import tiny
from tests.fakes.web import Question

from openclout.vocabulary.networks import Account


def say(*_: object) -> None:
    """One line for each step."""
    sys.stdout.write("step\n")
    sys.stdout.flush()


if __name__ == "__main__":
    home, server = sys.argv[1:]
    assert tiny.NETWORK and Question
    say()
    for balance in collected(Path(home), [Account("tiny", server, name) for name in ("ada", "ben")]):
        say()
        assert not balance.trouble, balance
