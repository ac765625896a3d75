"""The databases that the tests of state run on."""

from tests.state.places import database, location, postgresql_location

__all__ = ["database", "location", "postgresql_location"]
