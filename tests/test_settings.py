"""What settings promise: documented, checked, and never guessed."""

import os
from pathlib import Path

import pytest
from pydantic import ValidationError

from openclout.clock import now, today
from openclout.settings import PREFIX, Settings, read_settings
from openclout.vocabulary.errors import BadSetting


@pytest.fixture(autouse=True)
def untouched(monkeypatch: pytest.MonkeyPatch) -> None:
    """No setting of the machine that runs the tests gets in."""
    for name in list(os.environ):
        if name.startswith(PREFIX):
            monkeypatch.delenv(name)


def test_every_setting_has_a_default_and_a_sentence(tmp_path: Path) -> None:
    settings = read_settings(tmp_path)
    for name, field in Settings.model_fields.items():
        assert field.description is not None
        assert field.description.endswith(".")
        assert hasattr(settings, name)
    assert (settings.host, settings.port, settings.keep_runs) == ("127.0.0.1", 8080, 7)
    assert settings.workers >= 1
    assert settings.ledger == f"sqlite:///{tmp_path / 'ledger.sqlite'}"


def test_without_a_home_things_are_kept_where_the_system_wants_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert read_settings().home == tmp_path / "openclout"
    monkeypatch.setenv("OPENCLOUT_HOME", str(tmp_path / "own"))
    assert read_settings().home == tmp_path / "own"
    assert read_settings(tmp_path / "named").home == tmp_path / "named"


def test_the_environment_wins_over_the_file_and_the_file_over_the_default(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "openclout.toml").write_text("port = 9000\nkeep_runs = 3\n")
    monkeypatch.setenv("OPENCLOUT_PORT", "9100")
    monkeypatch.setenv("OPENCLOUT_HOME", str(tmp_path))
    settings = read_settings()
    assert (settings.port, settings.keep_runs, settings.batch_rows) == (9100, 3, 1_000_000)


def test_settings_do_not_change(tmp_path: Path) -> None:
    with pytest.raises(ValidationError):
        read_settings(tmp_path).port = 1


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("prot = 8080", "There is no setting 'prot'"),
        ("port = 70000", "port should be less than or equal to 65535; it is 70000"),
        ("workers = 0", "workers should be greater than or equal to 1"),
        ("port = ", "should be TOML"),
        ('engine = "spark"', r"engine should .*sc://.*; it is 'spark'"),
    ],
)
def test_a_file_that_is_wrong_is_refused_with_what_to_do(tmp_path: Path, text: str, words: str) -> None:
    (tmp_path / "openclout.toml").write_text(text)
    with pytest.raises(BadSetting, match=words) as error:
        read_settings(tmp_path)
    assert "Change" in str(error.value) or "Correct" in str(error.value)


@pytest.mark.parametrize(("name", "words"), [("PROT", "environment has OPENCLOUT_PROT"), ("PORT", "port should be")])
def test_an_environment_that_is_wrong_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, words: str
) -> None:
    monkeypatch.setenv(PREFIX + name, "x")
    with pytest.raises(BadSetting, match=words):
        read_settings(tmp_path)


def test_the_clock_tells_utc() -> None:
    offset = now().utcoffset()
    assert offset is not None
    assert not offset
    assert today() <= now().date()


def test_shadow_methods_are_versions_that_ship(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert read_settings(tmp_path).shadow_methods == ()
    (tmp_path / "openclout.toml").write_text('shadow_methods = ["2026.0", "2026.0"]\n')
    assert read_settings(tmp_path).shadow_methods == ("2026.0",)
    monkeypatch.setenv("OPENCLOUT_SHADOW_METHODS", "2026.1, 2026.0")
    assert read_settings(tmp_path).shadow_methods == ("2026.1", "2026.0")
    monkeypatch.setenv("OPENCLOUT_SHADOW_METHODS", "2031.7")
    with pytest.raises(BadSetting, match=r"shadow_methods should be a list of versions that ship .* it is \(?'2031"):
        read_settings(tmp_path)


def test_tokens_are_read_and_never_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENCLOUT_TOKENS", '{"api.example.org": "abc123"}')
    settings = read_settings(tmp_path)
    assert settings.tokens == {"api.example.org": "abc123"}
    assert "abc123" not in repr(settings)
    for wrong in ('{"api.example.org": ["abc123"]}', "abc123", '["abc123"]'):
        monkeypatch.setenv("OPENCLOUT_TOKENS", wrong)
        with pytest.raises(BadSetting) as refused:
            read_settings(tmp_path)
        assert "abc123" not in str(refused.value)


def test_a_token_in_the_file_belongs_to_a_host(tmp_path: Path) -> None:
    (tmp_path / "openclout.toml").write_text('trusted_hosts = ["a.lan"]\n[tokens]\n"api.example.org" = "x"\n')
    settings = read_settings(tmp_path)
    assert settings.tokens == {"api.example.org": "x"}
    assert settings.trusted_hosts == {"a.lan"}
