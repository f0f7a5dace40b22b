"""The errors that OpenClout raises, as one tree.

OpenCloutError
+-- BadInput        a file, table or argument is not what was expected
|   +-- WrongTable  a table lacks a column or holds the wrong type
+-- BadSetting      a setting is unknown or out of range
+-- NotFound        nobody (or nothing) of that name
|   +-- Ambiguous   several people answer to that name
+-- Busy            another process is writing
+-- RefusedRun      the guard will not publish a run
+-- NetworkError    somebody else's server did not answer as it should
    +-- RateLimited     it wants to be asked later
    +-- Unauthorised    it wants to know who asks, or does not let us in
    +-- Gone            what was asked for is not there, or not any more
    +-- Unsafe          the address is not one that may be asked, or the answer not one that may be taken

Every message says what was expected, what came, and what to do.
"""


class OpenCloutError(Exception):
    """Anything that OpenClout refuses to do."""


class BadInput(OpenCloutError):
    """A file, table or argument is not what was expected."""


class WrongTable(BadInput):
    """A table lacks a column, or a column holds the wrong type."""


class BadSetting(OpenCloutError):
    """A setting is unknown, or its number is out of range."""


class NotFound(OpenCloutError):
    """Nobody, or nothing, of that name."""


class Ambiguous(NotFound):
    """Several people answer to that name."""


class Busy(OpenCloutError):
    """Another process is writing here."""


class RefusedRun(OpenCloutError):
    """The guard will not publish this run."""


class NetworkError(OpenCloutError):
    """Somebody else's server did not answer as it should."""


class RateLimited(NetworkError):
    """A server wants to be asked later."""


class Unauthorised(NetworkError):
    """A server wants to know who asks, or does not let us in."""


class Gone(NetworkError):
    """What was asked for is not there, or not any more."""


class Unsafe(NetworkError):
    """The address is not one that may be asked, or the answer not one that may be taken."""
