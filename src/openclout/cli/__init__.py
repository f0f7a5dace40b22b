"""The command `openclout`. Comes in: words. Goes out: tables, JSON, exit codes (docs/reference/commands.md)."""

from openclout.cli.app import main

__all__ = ["main"]
