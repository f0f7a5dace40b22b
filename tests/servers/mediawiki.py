"""A real MediaWiki of the tests' own: Debian's `mediawiki` on SQLite, served by PHP.

Comes in: nothing. Goes out: a wiki that people can write, while it runs. Installed by `install.sh mediawiki`.
"""

import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx2
from tests.servers.php import php
from tests.servers.postgres import free_port

PACKAGED = Path("/usr/share/mediawiki")
PASSWORD = "wiki-of-ada-7"  # noqa: S105 - it opens nothing
SETTINGS = """
$wgRateLimits = []; $wgJobRunRate = 0; $wgEnableUploads = false; $wgMainCacheType = CACHE_NONE;
$wgPasswordPolicy['policies']['default'] = [];
"""


def installed() -> str | None:
    """Why it cannot be started; None if it can."""
    there = shutil.which("php") is not None and (PACKAGED / "api.php").exists()
    return None if there else "mediawiki is not installed: tests/servers/install.sh mediawiki"


@dataclass(frozen=True)
class Wiki:
    """A wiki, and the folder of its server."""

    address: str
    folder: Path

    @property
    def api(self) -> str:
        """Where it is asked."""
        return f"{self.address}/w/api.php"

    def person(self, name: str) -> "Editor":
        """Sign somebody up and in."""
        self.runs("createAndPromote", "--force", name, PASSWORD)
        return Editor(self, httpx2.Client(timeout=60)).signed_in(name)

    def runs(self, script: str, *words: str) -> str:
        """Run one of the wiki's own scripts of maintenance."""
        named: list[str | Path] = [
            "php",
            PACKAGED / "maintenance" / f"{script}.php",
            "--conf",
            self.folder / "conf.php",
        ]
        done = subprocess.run([*named, *words], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout


@dataclass(frozen=True)
class Editor:
    """Somebody who writes in a wiki; without signing in, somebody unnamed."""

    wiki: Wiki
    client: httpx2.Client

    def signed_in(self, name: str) -> "Editor":
        """The same, signed in."""
        said = self._asked(action="login", lgname=name, lgpassword=PASSWORD, lgtoken=self._token("login"))
        assert said["login"]["result"] == "Success", said  # type: ignore[index]
        return self

    def writes(self, title: str, text: str) -> int:
        """Save a page; the number of the revision."""
        said = self._asked(action="edit", title=title, text=text, token=self._token("csrf"), summary="a test")
        found = said["edit"]
        assert isinstance(found, dict), said
        assert found["result"] == "Success", said
        return int(found["newrevid"])

    def _token(self, kind: str) -> str:
        answer = self.client.get(
            self.wiki.api, params={"action": "query", "meta": "tokens", "type": kind, "format": "json"}
        )
        return str(answer.json()["query"]["tokens"][f"{kind}token"])

    def _asked(self, **words: str) -> Mapping[str, object]:
        answer = self.client.post(self.wiki.api, data={**words, "format": "json", "formatversion": "2"})
        assert answer.status_code == 200, answer.text
        return dict(answer.json())


@contextmanager
def mediawiki() -> Iterator[Wiki]:
    """Start a wiki, hand it out, end it and remove what it wrote."""
    folder = Path(tempfile.mkdtemp(prefix="openclout-mediawiki-"))
    try:
        port = free_port()
        address = f"http://127.0.0.1:{port}"
        words: list[str | Path] = [
            *("php", PACKAGED / "maintenance" / "install.php", "--dbtype", "sqlite", "--dbpath", folder / "db"),
            *("--dbname", "w", "--server", address, "--scriptpath", "/w", "--pass", PASSWORD, "--confpath", folder),
            *("Wiki", "Admin"),
        ]
        (folder / "db").mkdir()
        done = subprocess.run(words, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        conf = folder / "conf.php"
        conf.write_text((folder / "LocalSettings.php").read_text() + SETTINGS)
        (folder / "pages").mkdir()
        (folder / "pages" / "w").symlink_to(PACKAGED)
        with php(folder / "pages", port, folder / "php.log", {"MW_CONFIG_FILE": str(conf)}):
            yield Wiki(address, folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
