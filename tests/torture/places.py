"""Where tortured crawls keep their state and their lake."""

import itertools
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import boto3
from botocore.config import Config

from newscrawl.lake import multipart, s3
from newscrawl.lake.locations import open_storage
from newscrawl.lake.storage import Storage
from tests.services import S3, end
from tests.state.places import new_schema

MEMORY = "/dev/shm" if Path("/dev/shm").is_dir() else None  # a killed process loses nothing that a disk would keep
CHECKOUT = Path(__file__).parents[2]
IN_PIECES = 800, 3000  # bytes: parts and the schema go in pieces, small manifests do not
IMPATIENT = Config(connect_timeout=2, read_timeout=0.5)  # seconds: for answers that never come


@dataclass(frozen=True, slots=True)
class Lakes:
    """``new`` makes a lake and says in which folder its files lie; ``left`` says what is left of puts that failed."""

    new: Callable[[], tuple[Storage, Path]]
    left: Callable[[], list[str]] = list


_numbers = itertools.count(1)


def new_state(kind: str, folder: Path) -> str:
    """Return where a new state may lie."""
    return new_schema() if kind == "postgresql" else str(folder / f"state-{next(_numbers)}.sqlite3")


def bucket_lakes(folder: Path, log: Path, seed: str, stack: ExitStack) -> Lakes:
    """Start an S3 server and a proxy before it; return lakes in it."""
    s3.CONFIG = s3.CONFIG.merge(IMPATIENT)
    multipart.THRESHOLD_BYTES, multipart.PIECE_BYTES = IN_PIECES
    server = stack.enter_context(S3(Path(tempfile.mkdtemp(dir=folder, prefix="s3-"))))
    command = [sys.executable, "-m", "tests.torture.proxy", str(server.port), str(log), seed]
    proxy = subprocess.Popen(command, cwd=CHECKOUT, stdout=subprocess.PIPE)
    stack.callback(end, proxy)
    assert proxy.stdout
    stack.callback(proxy.stdout.close)
    bucket = server.new_bucket().split("/")[2]
    port = int(proxy.stdout.readline())
    os.environ.update(server.environment() | {"AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}"})
    boto3.setup_default_session()  # once: what a process inherits it need not load

    def new_bucket() -> tuple[Storage, Path]:
        prefix = f"lake-{next(_numbers)}"
        return open_storage(f"s3://{bucket}/{prefix}"), server.folder / bucket / prefix

    def left() -> list[str]:
        found = boto3.client("s3", endpoint_url=f"http://127.0.0.1:{server.port}").list_multipart_uploads(Bucket=bucket)
        return [f"an upload was left behind: {one['Key']}" for one in found.get("Uploads", [])]

    return Lakes(new_bucket, left)
