"""Where a person is found on the site.

Comes in: a name. Goes out: a path, every unusual sign in it encoded.
"""

from urllib.parse import quote

AS_JSON = ".json"


def address(name: str) -> str:
    """A person's address, `/@name`. A name that ends as one asks for JSON has its last point encoded too."""
    found = "/@" + quote(name, safe=":.-_~@", errors="replace")
    return found.removesuffix(AS_JSON) + AS_JSON.replace(".", "%2E") if found.endswith(AS_JSON) else found
