"""The databases that the ledger writes to."""

from tests.state.places import database, location

__all__ = ["database", "location"]
