"""Which storage a location names."""

from newscrawl.errors import LakeRefused
from newscrawl.lake.directory import Directory
from newscrawl.lake.storage import Storage
from newscrawl.printable import redacted


def open_storage(location: str) -> Storage:
    """Return the storage that ``location`` names, a directory or ``s3://bucket/prefix``; else raise LakeRefused."""
    scheme, separator, rest = location.partition("://")
    if not separator:
        return Directory(location)
    if scheme != "s3" or not rest.strip("/"):
        raise LakeRefused(
            f"lake {redacted(location)}: is neither a directory nor s3://bucket/prefix; set NEWSCRAWL_LAKE or --lake"
        )
    if "@" in rest:
        raise LakeRefused(
            "lake s3://...: an @ in NEWSCRAWL_LAKE or --lake; keys are taken from the environment alone, "
            "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY"
        )
    from newscrawl.lake.s3 import Bucket  # noqa: PLC0415 -- boto3 takes half a second to load

    return Bucket(*rest.strip("/").partition("/")[::2])
