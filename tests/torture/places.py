"""Where tortured crawls keep their state and their lake."""

import itertools
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import boto3
from botocore.config import Config

from newscrawl.lake import s3
from newscrawl.lake.locations import open_storage
from newscrawl.lake.storage import Storage
from tests.services import S3, end
from tests.state.places import new_schema

MEMORY = "/dev/shm" if Path("/dev/shm").is_dir() else None  # a killed process loses nothing that a disk would keep
CHECKOUT = Path(__file__).parents[2]
IMPATIENT = Config(connect_timeout=2, read_timeout=0.5)  # seconds: for answers that never come

_numbers = itertools.count(1)


def new_state(kind: str, folder: Path) -> str:
    """Return where a new state may lie."""
    return new_schema() if kind == "postgresql" else str(folder / f"state-{next(_numbers)}.sqlite3")


def bucket_lakes(folder: Path, log: Path, seed: str, stack: ExitStack) -> Callable[[], tuple[Storage, Path]]:
    """Start an S3 server and a proxy before it; return what makes new lakes, each with the folder that it lies in."""
    s3.CONFIG = s3.CONFIG.merge(IMPATIENT)
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

    return new_bucket
