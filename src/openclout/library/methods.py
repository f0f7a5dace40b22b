"""Which numbers to score by: a version that ships, a method file, or numbers at hand.

Comes in: a name, a path or `Weights`. Goes out: `Weights`. Raises BadInput for a file that is not in order.
"""

from pathlib import Path

from openclout.scoring.weights import Weights, load, method_of
from openclout.vocabulary.errors import BadInput

ENDING = ".toml"
Method = str | Path | Weights
"""A version (2026.1), a method file (mine.toml), or numbers at hand."""


def weights_of(method: Method) -> Weights:
    """The numbers of a method."""
    if isinstance(method, Weights):
        return method
    if isinstance(method, str) and not method.endswith(ENDING):
        return load(method)
    path = Path(method)
    try:
        return method_of(path.read_text(encoding="utf-8"), path.name)
    except FileNotFoundError as error:
        raise BadInput(f"There is no method file {path}. `openclout fit DATA --out {path.name}` makes one.") from error
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"The method file {path} cannot be read ({error}). Choose another one.") from error
