"""The places that the tests of the lake run on."""

import pytest

from newscrawl.lake.locations import open_storage
from newscrawl.lake.storage import Storage
from tests.state.places import database, location, postgresql_location

__all__ = ["database", "location", "postgresql_location", "storage"]


@pytest.fixture(params=["directory", "bucket"])
def storage(request: pytest.FixtureRequest) -> Storage:
    """An empty lake: a directory, and a bucket of rclone's S3 server."""
    if request.param == "bucket":
        return open_storage(request.getfixturevalue("bucket"))
    return open_storage(str(request.getfixturevalue("tmp_path") / "lake"))
