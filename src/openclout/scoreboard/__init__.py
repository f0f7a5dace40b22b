"""Derived: scores, explanations, history; one immutable SQLite file per run."""

from openclout.scoreboard.reading import Scoreboard
from openclout.scoreboard.shelf import Shelf
from openclout.scoreboard.writing import Draft

__all__ = ["Draft", "Scoreboard", "Shelf"]
