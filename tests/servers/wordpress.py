"""A real WordPress of the tests' own: Debian's `wordpress` on its own MariaDB, served by PHP.

Comes in: nothing. Goes out: a blog on which people can write, while it runs. Installed by `install.sh wordpress`.
"""

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx2
from tests.servers.php import php, running
from tests.servers.postgres import free_port

PACKAGED = Path("/usr/share/wordpress")
PROGRAMS = ("php", "mariadbd", "mariadb-install-db", "mariadb")
NAME, PASSWORD = "ada", "pages-of-ada-7"
CONFIG = """<?php
define('DB_NAME', 'wp'); define('DB_USER', 'wp'); define('DB_PASSWORD', 'wp'); define('DB_HOST', '127.0.0.1:{port}');
define('DB_CHARSET', 'utf8mb4'); define('DB_COLLATE', '');
foreach (['AUTH_KEY','SECURE_AUTH_KEY','LOGGED_IN_KEY','NONCE_KEY','AUTH_SALT','SECURE_AUTH_SALT','LOGGED_IN_SALT',
          'NONCE_SALT'] as $one) define($one, 'only for tests ' . $one);
define('WP_ENVIRONMENT_TYPE', 'local'); define('WP_HTTP_BLOCK_EXTERNAL', true); define('DISABLE_WP_CRON', true);
define('AUTOMATIC_UPDATER_DISABLED', true);
$table_prefix = 'wp_';
if (!defined('ABSPATH')) define('ABSPATH', __DIR__ . '/');
require_once ABSPATH . 'wp-settings.php';
"""

PATIENT = "<?php add_filter('wp_is_comment_flood', '__return_false', 99);"
"""Two comments from one machine within seconds are a flood elsewhere."""


def installed() -> str | None:
    """Why it cannot be started; None if it can."""
    missing = [name for name in PROGRAMS if shutil.which(name) is None]
    return "wordpress is not installed: tests/servers/install.sh wordpress" if missing or not there() else None


def there() -> bool:
    """Whether the packaged tree is there."""
    return (PACKAGED / "wp-load.php").exists()


@dataclass(frozen=True)
class Blog:
    """A blog, and the folder of its server."""

    address: str
    folder: Path
    port: int

    def php(self, code: str) -> str:
        """Run code inside the blog; what it prints."""
        done = subprocess.run(
            ["php", "-d", "display_errors=0", "-r", f"require 'wp-load.php'; {code}"],
            cwd=self.folder / "pages",
            capture_output=True,
            text=True,
            check=False,
            env={**os.environ, "HTTP_HOST": self.address.removeprefix("http://")},
        )
        assert done.returncode == 0, done.stderr + done.stdout
        return done.stdout

    def writes(self, title: str, html: str, at: str) -> int:
        """Publish a post over the REST API, by the owner; its number."""
        return self._made("posts", title=title, content=html, status="publish", date_gmt=at)

    def edits(self, number: int, html: str) -> None:
        """Change a post."""
        self._made(f"posts/{number}", content=html)

    def _made(self, route: str, **words: str) -> int:
        answer = httpx2.post(
            f"{self.address}/?rest_route=/wp/v2/{route}", json=words, auth=(NAME, self.password()), timeout=60
        )
        assert answer.status_code in {200, 201}, answer.text
        return int(answer.json()["id"])

    def password(self) -> str:
        """An application password of the owner."""
        return (self.folder / "password").read_text()

    def comments(self, post: int, name: str, page: str = "", *, approved: bool = True) -> int:
        """Comment over the blog's own form, as a visitor; approve it. Its number."""
        said = {"comment_post_ID": f"{post}", "author": name, "email": f"{name.lower()}@example.org", "url": page}
        words = {"comment": f"A word by {name} on {post} {os.urandom(4).hex()}", "submit": "Post"}
        answer = httpx2.post(f"{self.address}/wp-comments-post.php", data=said | words, timeout=60)
        assert answer.status_code == 302, answer.text
        found = re.search(r"#comment-(\d+)", answer.headers["location"])
        assert found is not None, answer.headers["location"]
        if approved:
            self.php(f"wp_set_comment_status({found[1]}, 'approve');")
        return int(found[1])


@contextmanager
def wordpress() -> Iterator[Blog]:
    """Start a database and a blog, hand it out, end both and remove what they wrote."""
    folder = Path(tempfile.mkdtemp(prefix="openclout-wordpress-"))
    try:
        with mariadb(folder) as database:
            pages = folder / "pages"
            shutil.copytree(PACKAGED, pages, ignore=shutil.ignore_patterns("wp-config.php"))
            (pages / "wp-config.php").write_text(CONFIG.format(port=database))
            (pages / "wp-content" / "mu-plugins").mkdir(exist_ok=True)
            (pages / "wp-content" / "mu-plugins" / "tests.php").write_text(PATIENT)
            port = free_port()
            with php(pages, port, folder / "php.log") as address:
                yield made(Blog(address, folder, port))
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def made(blog: Blog) -> Blog:
    """The blog with its owner, without the posts that every new blog has."""
    words = {"weblog_title": "Pages of Ada", "user_name": NAME, "admin_email": "ada@example.org", "blog_public": "1"}
    secret = {"admin_password": PASSWORD, "admin_password2": PASSWORD, "pw_weak": "on"}
    answer = httpx2.post(f"{blog.address}/wp-admin/install.php?step=2", data=words | secret, timeout=120)
    assert answer.status_code == 200, answer.text
    assert "Success" in answer.text, answer.text
    blog.php(
        "foreach (get_posts(['post_type' => ['post', 'page'], 'post_status' => 'any']) as $one)"
        " wp_delete_post($one->ID, true);"
    )
    code = "echo WP_Application_Passwords::create_new_application_password(1, ['name' => 'tests'])[0];"
    (blog.folder / "password").write_text(blog.php(code))
    return blog


@contextmanager
def mariadb(folder: Path) -> Iterator[int]:
    """A database server of one's own; its port."""
    store, port = folder / "maria", free_port()
    store.mkdir()
    as_root = ["--user=mysql"] if os.getuid() == 0 else []
    if as_root:
        folder.chmod(0o755)
        shutil.chown(store, "mysql", "mysql")
    words: list[str | Path] = ["mariadb-install-db", "--no-defaults", f"--datadir={store}", *as_root]
    subprocess.run([*words, "--auth-root-authentication-method=normal"], check=True, capture_output=True)
    socket = store / "s.sock"
    server: list[str | Path] = [
        *("mariadbd", "--no-defaults", f"--datadir={store}", *as_root, f"--socket={socket}", f"--port={port}"),
        *("--bind-address=127.0.0.1", "--innodb-flush-log-at-trx-commit=0", "--skip-log-bin"),
    ]
    with running(server, port, folder / "maria.log"):
        code = "CREATE DATABASE wp; CREATE USER wp@127.0.0.1 IDENTIFIED BY 'wp'; GRANT ALL ON wp.* TO wp@127.0.0.1;"
        subprocess.run(["mariadb", "--no-defaults", f"--socket={socket}", "-u", "root", "-e", code], check=True)
        yield port
