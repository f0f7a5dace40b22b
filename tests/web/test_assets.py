from hashlib import sha256

from openclout.web.assets import load_assets

VENDORED = {
    "vendor/inter-5.3.0/inter-latin-wght-normal.woff2": "3100e775e8616cd2611beecfa23a4263"
    "d7037586789b43f035236a2e6fbd4c62",
    "vendor/inter-5.3.0/LICENSE": "3b0a5fca3d17942cde889069889dedbbbd075e9b599968c82a95f4d944e9b345",
}


def test_what_is_vendored_is_what_was_published() -> None:
    bodies = load_assets().bodies
    found = {path: sha256(body).hexdigest() for path, body in bodies.items() if path.startswith("vendor/")}
    assert found == VENDORED


def test_the_licence_travels_with_the_typeface() -> None:
    assert b"SIL OPEN FONT LICENSE" in load_assets().bodies["vendor/inter-5.3.0/LICENSE"]


def test_the_same_files_have_the_same_address() -> None:
    assert load_assets().digest == load_assets().digest
