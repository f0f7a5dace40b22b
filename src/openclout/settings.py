"""What can be set: one frozen record, read once and handed down.

Comes in: variables `OPENCLOUT_...` of the environment, and `openclout.toml` in the home folder; a variable wins over
the file. Goes out: `Settings`. A key that nobody knows is an error, so that a slip of the pen is noticed.
"""

import os
import tomllib
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field, ValidationError
from pydantic_settings import (
    BaseSettings,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)
from pydantic_settings.exceptions import SettingsError

from openclout.consent import DISCOVERABLE, Visibility
from openclout.engines.threads import cores
from openclout.scoring.weights import VERSIONS
from openclout.vocabulary.errors import BadSetting

PREFIX = "OPENCLOUT_"
FILE = "openclout.toml"
Count = Annotated[int, Field(ge=1)]


def usual_home() -> Path:
    """Where things are kept if nobody says otherwise (XDG Base Directory Specification 0.8)."""
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "openclout"


def _listed(found: object) -> object:
    """A list; in the environment it is one text with commas."""
    return tuple(part.strip() for part in found.split(",") if part.strip()) if isinstance(found, str) else found


def _shipped(versions: tuple[str, ...]) -> tuple[str, ...]:
    """Versions that ship, each once."""
    if set(versions) - set(VERSIONS):
        raise ValueError(f"a list of versions that ship ({', '.join(VERSIONS)})")
    return tuple(dict.fromkeys(versions))


class Settings(BaseSettings):
    """Every setting with its default and its unit."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_ignore_empty=True, extra="forbid", frozen=True)

    home: Path = Field(default_factory=usual_home, description="Folder of the lake, the ledger and the scoreboards.")
    ledger_url: str | None = Field(
        default=None,
        description="Address of the ledger's database, as postgresql://name@host/database; if none is given, "
        "a SQLite file in the home.",
    )
    memory_limit_mb: Count = Field(
        default=2048, description="Megabytes of memory that a scoring run tries to stay under."
    )
    workers: Count = Field(default_factory=cores, description="Number of threads that work at the same time.")
    engine: Annotated[str, Field(pattern=r"^(threads|sc://[^/?#]+.*)$")] = Field(
        default="threads",
        description="Where the heavy steps of a lake run that does not fit into memory: threads of this machine, or a "
        "cluster that speaks Spark Connect, as sc://host:15002, which sees the home folder at the same path.",
    )
    keep_runs: Count = Field(default=7, description="Number of published scoreboards that are kept.")
    visibility: Visibility = Field(
        default=DISCOVERABLE,
        description="Who is scored and shown: whoever does not mind being found (discoverable), or everyone, "
        "for research of your own that nobody else sees.",
    )
    batch_rows: Count = Field(default=1_000_000, description="Number of rows that an import commits together.")
    shadow_methods: Annotated[tuple[str, ...], NoDecode, BeforeValidator(_listed), AfterValidator(_shipped)] = Field(
        default=(),
        description="Method versions under which each run works out the day beside its own; in the environment with "
        "commas between.",
    )
    contact: str = Field(
        default="", description="Address or page by which the servers that we ask can reach you; it is told to them."
    )
    trusted_hosts: frozenset[str] = Field(
        default=frozenset(),
        description="Hosts that may be asked wherever they are, without TLS and at any port: servers of your own.",
    )
    tokens: dict[str, str] = Field(
        default_factory=dict,
        repr=False,
        description="Tokens by host: sent as a bearer token; as a parameter if it begins with a question mark, as "
        "`?key=...`; as a header of its own if it is written `Name: ...`.",
    )
    raw_days: Count = Field(default=30, description="Days for which the answers of networks are kept as they came.")
    webmention: bool = Field(
        default=False,
        description="Whether the site takes Webmentions, and collect verifies them.",
    )
    host: str = Field(default="127.0.0.1", description="Network address that the site listens on.")
    port: int = Field(default=8080, ge=1, le=65535, description="Port number that the site listens on.")

    @property
    def ledger(self) -> str:
        """The address of the ledger's database."""
        return self.ledger_url or f"sqlite:///{self.home / 'ledger.sqlite'}"

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - the signature is theirs
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - the signature is theirs
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """What is handed in wins over the environment, the environment over the file."""
        home = init_settings().get("home") or env_settings().get("home") or usual_home()
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls, Path(home) / FILE)


def read_settings(home: Path | None = None) -> Settings:
    """The settings of this machine; `home` wins over the environment. Raises BadSetting."""
    known = {PREFIX + name.upper() for name in Settings.model_fields}
    strange = sorted(name for name in os.environ if name.upper().startswith(PREFIX) and name.upper() not in known)
    if strange:
        raise BadSetting(
            f"Settings are named {', '.join(sorted(known))}; the environment has {', '.join(strange)}. "
            "Correct the name, or remove the variable."
        )
    try:
        return Settings(home=home) if home is not None else Settings()
    except tomllib.TOMLDecodeError as error:
        raise BadSetting(f"{FILE} in the home folder should be TOML, but: {error}. Correct the line.") from error
    except SettingsError as error:
        raise BadSetting(f"Lists and tables in the environment should be JSON, but: {error}. Correct it.") from error
    except ValidationError as error:
        faults = (sentence(fault["loc"], fault["msg"], fault["input"]) for fault in error.errors())
        raise BadSetting(" ".join(faults)) from error


def sentence(place: tuple[int | str, ...], fault: str, came: object) -> str:
    """What was expected, what came, and what to do."""
    name = str(place[0]) if place and place[0] in Settings.model_fields else ".".join(str(part) for part in place)
    if name not in Settings.model_fields:
        return f"There is no setting {name!r}; there are {', '.join(Settings.model_fields)}. Correct it or remove it."
    fault = fault.removeprefix("Input should be ").removeprefix("Value error, ")
    if name == "tokens":
        came = "not shown"
    return f"The setting {name} should be {fault}; it is {came!r}. Change {PREFIX}{name.upper()} or {FILE}."
