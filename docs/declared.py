"""What the package declares, as tables: columns, acts, errors, settings, commands, networks.

Comes in: the installed package. Goes out: Markdown.
"""

import importlib
from collections.abc import Iterable

from openclout.scoring.weights import load
from openclout.vocabulary import acts, errors, tables
from openclout.vocabulary import networks as vocabulary
from pieces import doc, grid, plain, sentences


def lake_tables() -> str:
    return "\n\n".join(_lake_table(table) for table in tables.LAKE)


def _lake_table(table: tables.Table) -> str:
    split = f"\nIts files are split by `{table.partition}`." if table.partition else ""
    columns = grid(("column", "type"), ((f"`{name}`", f"`{kind!s}`") for name, kind in table.columns.items()))
    return f"### {table.name}\n\nOne row is {table.grain}.{split}\n\n{columns}"


def act_table() -> str:
    return grid(
        ("act", "number", "on pages", "points", "other names in files"),
        (
            (f"`{act.word}`", int(act), ", ".join(acts.PHRASES[act]), plain(load().acts[act]), _aliases(act))
            for act in acts.Act
        ),
    )


def _aliases(act: acts.Act) -> str:
    return ", ".join(f"`{name}`" for name, meant in acts.ALIASES.items() if meant is act and name != act.word)


def error_table() -> str:
    tree = [error for error in vars(errors).values() if isinstance(error, type)]
    return grid(
        ("error", "is a", "meaning"),
        ((f"`{error.__name__}`", f"`{error.__base__.__name__}`", doc(error)) for error in tree if error.__base__),
    )


def setting_table() -> str:
    module = importlib.import_module("openclout.settings")
    return grid(
        ("in openclout.toml", "in the environment", "default", "meaning"),
        (
            (f"`{name}`", f"`{module.PREFIX}{name.upper()}`", _default(field), field.description)
            for name, field in module.Settings.model_fields.items()
        ),
    )


def _default(field: object) -> str:
    factory = getattr(field, "default_factory", None)
    if factory is not None:
        return doc(factory)
    default = getattr(field, "default", None)
    return "nothing" if default is None else f"`{default}`"


def column_tables() -> str:
    module = importlib.import_module("openclout.importer.columns")
    return "\n\n".join(_column_table(kind) for kind in module.KINDS)


def _column_table(kind: object) -> str:
    needed, optional = getattr(kind, "needed", {}), getattr(kind, "optional", {})
    rows = [
        (f"`{ours}`", "yes" if ours in needed else "", _others(ours, names))
        for ours, names in {**needed, **optional}.items()
    ]
    return f"### {getattr(kind, 'name', '')}\n\n{grid(('column', 'needed', 'also understood'), rows)}"


def _others(ours: str, names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names if name != ours)


def count_kind_table() -> str:
    module = importlib.import_module("openclout.importer.columns")
    rows = ((f"`{kind}`", _others(kind, names)) for kind, names in module.COUNT_KINDS.items())
    return grid(("kind of count", "also understood"), rows)


def command_tables() -> str:
    typer = importlib.import_module("typer.main")
    commands = typer.get_command(importlib.import_module("openclout.cli.app").app).commands
    return "\n\n".join(_command_table(name, commands[name]) for name in commands if not commands[name].hidden)


def _command_table(name: str, command: object) -> str:
    head = f"## openclout {name}\n\n" + sentences(getattr(command, "help", None) or "")
    options = [option for option in getattr(command, "params", []) if option.name != "help"]
    rows = [(f"`{_spelled(option)}`", option.help or "") for option in options]
    return f"{head}\n\n{grid(('argument or option', 'meaning'), rows)}" if rows else head


def _spelled(option: object) -> str:
    spelled: list[str] = getattr(option, "opts", [])
    return ", ".join(word if word.startswith("-") else word.upper() for word in spelled)


def network_table() -> str:
    """What each network offers: a row for each capability, a column for each network."""
    networks = _networks()
    if not networks:
        return "No network is built yet."
    rows = (
        (f"{name}: {words}", *(_capability(network, name) for network in networks))
        for name, words in vocabulary.CAPABILITIES.items()
    )
    return grid(("what is told", *(network.title for network in networks)), rows)


def network_pages() -> str:
    """A link to the page of each network."""
    return "\n".join(f"- [{network.title}](networks/{network.name}.md)" for network in _networks())


def _networks() -> list[vocabulary.Network]:
    return [connector.NETWORK for connector in importlib.import_module("openclout.networks").NETWORKS]


def issue(network: vocabulary.Network, name: str) -> str:
    """Where the issue of something stands that is not built."""
    return f"networks/not-built.md#{f'{network.title} {name}'.lower().replace(' ', '-')}"


def _capability(network: vocabulary.Network, name: str) -> str:
    if name in network.offers:
        return "yes"
    return "withheld" if name in network.withholds else "not built"


def network_reasons() -> str:
    """Why something is withheld or not built, and which act a network's words mean."""
    return "\n\n".join(_network_part(network) for network in _networks()) or "No network is built yet."


def _network_part(network: vocabulary.Network) -> str:
    acts_of = ((f"`{word}`", f"`{act.word}`") for word, act in network.acts.items())
    lacking = [(name, "withheld", why) for name, why in network.withholds.items()]
    lacking += [(name, f"[not built]({issue(network, name)})", why) for name, why in network.not_built.items()]
    proof = f"\n\nUnproven until `openclout check-live {network.name}`: {network.unproven}" if network.unproven else ""
    return (
        f"### {network.title}\n\nIts documents: <{network.docs}>{proof}\n\n"
        f"{grid(('on the network', 'act'), acts_of)}\n\n{grid(('what', 'state', 'why'), lacking)}"
    )
