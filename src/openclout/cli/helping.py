"""What `--help` says behind flags and arguments: nothing.

Comes in: a command as Typer makes it. Goes out: the same command, with fewer words in its help.
Typer writes `<bool>` behind each flag, as if one had to write `--json true`, and Python's types behind arguments whose
names say what they are.
"""

from typing import Any

from typer.core import TyperArgument, TyperCommand, TyperGroup


class Command(TyperCommand):
    """One command."""

    def get_params(self, ctx: Any) -> list[Any]:  # noqa: D102 - Typer keeps these types to itself
        return _plain(super().get_params(ctx))


class Group(TyperGroup):
    """All commands together."""

    def get_params(self, ctx: Any) -> list[Any]:  # noqa: D102 - the same
        return _plain(super().get_params(ctx))


def _plain(params: list[Any]) -> list[Any]:
    for param in params:
        if isinstance(param, TyperArgument) or param.is_flag:
            param.display_type_rich = _nothing
    return params


def _nothing(ctx: object) -> None:  # noqa: ARG001 - as it is called
    return None
