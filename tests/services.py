"""Real servers for tests, started on loopback on free ports and ended by their process id."""

import itertools
import socket
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from types import TracebackType
from typing import Self

import boto3

KEY_ID = "AKIAEXAMPLEKEY01"
SECRET = "secretsecretsecret"
STARTING = 20  # seconds
ENDING = 10


def free_port(host: str = "127.0.0.1") -> int:
    """Return a port that was free a moment ago."""
    with closing(socket.socket()) as probe:
        probe.bind((host, 0))
        port: int = probe.getsockname()[1]
        return port


def wait_for_port(process: subprocess.Popen[bytes], host: str, port: int) -> None:
    """Return when something listens; raise RuntimeError if the process ends first, TimeoutError after a while."""
    for _ in range(STARTING * 20):
        if process.poll() is not None:
            raise RuntimeError(f"{process.args!r} ended with {process.returncode}")
        with closing(socket.socket()) as probe:
            probe.settimeout(0.05)
            if probe.connect_ex((host, port)) == 0:
                return
        try:
            process.wait(0.05)
        except subprocess.TimeoutExpired:
            continue
    raise TimeoutError(f"{process.args!r} does not listen on {host}:{port}")


def end(process: subprocess.Popen[bytes]) -> None:
    """End a process that a test started."""
    process.terminate()
    try:
        process.wait(ENDING)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


class S3:
    """rclone's S3 server: checks signatures, keeps objects as files below ``folder``."""

    def __init__(self, folder: Path, port: int | None = None) -> None:
        self.folder = folder
        self.port = port or free_port()
        self._numbers = itertools.count(1)
        self._runs = False

    def __enter__(self) -> Self:
        self.start()
        return self

    def start(self, secret: str = SECRET) -> None:
        """Start the server, again if it has ended; ``secret`` is the key that it asks for."""
        program = Path(sys.executable).with_name("rclone")
        address = f"127.0.0.1:{self.port}"
        command = [str(program), "serve", "s3", "--addr", address, "--auth-key", f"{KEY_ID},{secret}"]
        self.process = subprocess.Popen(
            [*command, "--config", "/dev/null", str(self.folder)], stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL
        )
        wait_for_port(self.process, "127.0.0.1", self.port)
        self._runs = True

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        end(self.process)

    def environment(self) -> dict[str, str]:
        """Return what boto3 has to find in the environment."""
        return {
            "AWS_ENDPOINT_URL": f"http://127.0.0.1:{self.port}",
            "AWS_ACCESS_KEY_ID": KEY_ID,
            "AWS_SECRET_ACCESS_KEY": SECRET,
            "AWS_DEFAULT_REGION": "us-east-1",
        }

    def new_bucket(self) -> str:
        """Create a bucket and return it as a lake's URL with a prefix; the server need not run yet."""
        name = f"bucket-{next(self._numbers)}"
        if self._runs:  # then it remembers which folders there are
            environment = self.environment()
            boto3.client(
                "s3",
                endpoint_url=environment["AWS_ENDPOINT_URL"],
                aws_access_key_id=KEY_ID,
                aws_secret_access_key=SECRET,
                region_name="us-east-1",
            ).create_bucket(Bucket=name)
        else:
            (self.folder / name).mkdir()
        return f"s3://{name}/news"
