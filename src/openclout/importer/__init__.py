"""Reads files that people hand over. Comes in: Parquet, CSV, NDJSON. Goes out: rows in the lake and the ledger."""

from openclout.importer.balance import Balance
from openclout.importer.importer import import_files

__all__ = ["Balance", "import_files"]
