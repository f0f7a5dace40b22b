"""The samples of `tests/samples`, as the answers that they stand for."""

import json
from datetime import UTC, datetime
from pathlib import Path

from openclout.vocabulary.networks import Account, Page

SAMPLES = Path(__file__).parent.parent / "samples"
AT = datetime(2026, 11, 22, 12, tzinfo=UTC)

Json = dict[str, object]


def load(path: Path) -> Json:
    found: Json = json.loads(path.read_text(encoding="utf-8"))
    return found


def paged(said: object, body: bytes | None = None) -> Page:
    """A page as a sample writes it."""
    assert isinstance(said, dict)
    content = said.get("body", "")
    written = content.encode() if isinstance(content, str) else json.dumps(content, ensure_ascii=False).encode()
    return Page(
        kind=said["kind"],
        url=said["url"],
        status=said.get("status", 200),
        headers=said.get("headers", {}),
        body=written if body is None else body,
        at=AT,
        account=Account(**said["account"]),
        about=said.get("about", {}),
    )
