"""The command `custody`."""

from api.cli.program import main

__all__ = ["main"]
