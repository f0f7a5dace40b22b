"""The files that pages load: style sheet, script, mark, typeface.

Comes in: the folder `static` and the figures' styles. Goes out: their bytes, under an address that changes with them.
Inter: @fontsource-variable/inter 5.3.0 from npm, `files/inter-latin-wght-normal.woff2`, SIL Open Font License 1.1.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from importlib.resources import files
from importlib.resources.abc import Traversable

from openclout.figures import sheet

KINDS = {
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "svg": "image/svg+xml",
    "woff2": "font/woff2",
}
PLAIN = "text/plain; charset=utf-8"


@dataclass(frozen=True)
class Assets:
    """Every file by its path, and one digest of them all: a new digest is a new address."""

    digest: str
    bodies: Mapping[str, bytes]

    def href(self, path: str) -> str:
        """The address of a file; raises KeyError when there is none."""
        if path not in self.bodies:
            raise KeyError(path)
        return f"/static/{self.digest}/{path}"

    @staticmethod
    def kind(path: str) -> str:
        """The media type of a file, by its ending."""
        return KINDS.get(path.rpartition(".")[2], PLAIN)


def load_assets() -> Assets:
    """Read the static folder once. The figures' styles come first in `style.css`."""
    bodies = dict(_walk(files("openclout.web").joinpath("static"), ""))
    bodies["style.css"] = sheet().encode() + bodies["style.css"]
    digest = sha256()
    for path, body in sorted(bodies.items()):
        digest.update(f"{path}\0{len(body)}\0".encode())
        digest.update(body)
    return Assets(digest.hexdigest()[:12], bodies)


def _walk(folder: Traversable, path: str) -> Iterator[tuple[str, bytes]]:
    for found in sorted(folder.iterdir(), key=lambda found: found.name):
        if found.is_dir():
            yield from _walk(found, f"{path}{found.name}/")
        else:
            yield f"{path}{found.name}", found.read_bytes()
