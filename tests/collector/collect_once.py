"""A process that crawls accounts; another process may kill it at any moment.

Arguments: the home folder, the address of the server, the names of the accounts.
"""

import sys
from pathlib import Path

from tests.collector.homes import collected

from openclout.vocabulary.networks import Account

if __name__ == "__main__":
    home, server, *names = sys.argv[1:]
    for balance in collected(Path(home), [Account("tiny", server, name) for name in names], together=3):
        assert not balance.trouble, balance
