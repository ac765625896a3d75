"""scrapyd as deploy/ sets it up, on a free port, in an environment that knows newscrawl only from the egg."""

import base64
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import sysconfig
import threading
import venv
from contextlib import suppress
from importlib.metadata import distribution
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlencode
from urllib.request import ProxyHandler, Request, build_opener

from tests.newsroom.client import CHECKOUT
from tests.services import ENDING, free_port, wait_for_port

NAME = "deployer"
PASSWORD = "percent%and:colon"  # what a configuration file and Basic authentication could stumble over
LONG = 240  # seconds; a job that hangs fails its test
TURN = 0.2

Record = dict[str, Any]


def end_group(process: "subprocess.Popen[bytes]") -> None:
    """End scrapyd and its crawls, which scrapyd alone would leave running: a signal to all, as systemd sends it."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        with suppress(ProcessLookupError):
            os.killpg(process.pid, number)
        if _group_ends(process):
            return


def _group_ends(process: "subprocess.Popen[bytes]") -> bool:
    for _ in range(int(2 * ENDING / TURN)):
        process.poll()
        try:
            os.killpg(process.pid, 0)
        except ProcessLookupError:
            return True
        threading.Event().wait(TURN)
    return False


class Scrapyd:
    """A context manager that runs scrapyd with its data below ``folder``, which outlives it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}/"
        self._opener = build_opener(ProxyHandler({}))

    def __enter__(self) -> Self:
        self.process = self.start(SCRAPYD_USERNAME=NAME, SCRAPYD_PASSWORD=PASSWORD)
        try:
            wait_for_port(self.process, "127.0.0.1", self.port)
        except BaseException:
            end_group(self.process)
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        end_group(self.process)

    def start(self, **credentials: str) -> "subprocess.Popen[bytes]":
        """Start scrapyd; what it says goes to scrapyd.log."""
        self.folder.mkdir(exist_ok=True)
        shutil.copy(CHECKOUT / "deploy/scrapyd/scrapyd.conf", self.folder)
        environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(self.folder),
            "SCRAPYD_HTTP_PORT": str(self.port),
            **credentials,
        }
        with (self.folder / "scrapyd.log").open("ab") as log:
            return subprocess.Popen(
                [str(self._python()), "-m", "scrapyd", "--pidfile="],
                cwd=self.folder,
                env=environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def knows_newscrawl(self) -> bool:
        """Tell whether scrapyd's environment has a newscrawl of its own, which would hide the egg."""
        command = [str(self._python()), "-c", "import newscrawl"]
        environment = {"PATH": os.environ["PATH"]}
        done = subprocess.run(command, cwd=self.folder, env=environment, stderr=subprocess.DEVNULL, check=False)
        return done.returncode == 0

    def deploy(self, password: str = PASSWORD) -> "subprocess.CompletedProcess[str]":
        """Deploy this checkout as `make deploy-scrapyd TARGET=test` does."""
        home = self.folder / "home"
        home.mkdir(exist_ok=True)
        (home / ".scrapy.cfg").write_text(f"[deploy:test]\nurl = {self.url}\n")
        return subprocess.run(
            [sys.executable, "deploy/scrapyd/deploy.py", "test"],
            cwd=CHECKOUT,
            env={**os.environ, "HOME": str(home), "SCRAPYD_USERNAME": NAME, "SCRAPYD_PASSWORD": password},
            capture_output=True,
            text=True,
            timeout=LONG,
            check=False,
        )

    def schedule(self, spider: str, *settings: str, **arguments: str) -> str:
        """Schedule a crawl and return the job's id."""
        form = [("project", "newscrawl"), ("spider", spider), *(("setting", setting) for setting in settings)]
        job: str = self.ask("schedule.json", [*form, *arguments.items()])["jobid"]
        return job

    def finished(self) -> list[str]:
        """Return the ids of the jobs that scrapyd lists as finished."""
        return [job["id"] for job in self.ask("listjobs.json?project=newscrawl")["finished"]]

    def wait_for(self, job: str) -> None:
        """Return when the job has finished; raise TimeoutError after a while, RuntimeError if scrapyd ends."""
        for _ in range(int(LONG / TURN)):
            if job in self.finished():
                return
            try:
                code = self.process.wait(TURN)
            except subprocess.TimeoutExpired:
                continue
            raise RuntimeError(f"scrapyd ended with {code}: {self.log()}")
        raise TimeoutError(f"job {job} has not finished: {self.log()}")

    def exit_code(self, job: str) -> int:
        """Return how the crawl of a finished job ended; only scrapyd's log says it."""
        ended = re.search(rf"Process (?:finished|died: exitstatus=(\d+)).* job='{job}'", self.log())
        if ended is None:
            raise RuntimeError(f"job {job} has not ended")
        return int(ended[1] or 0)

    def log(self) -> str:
        """Return what scrapyd has said."""
        return (self.folder / "scrapyd.log").read_text()

    def job_log(self, spider: str, job: str) -> str:
        """Return a crawl's log."""
        return (self.folder / f"logs/newscrawl/{spider}/{job}.log").read_text()

    def ask(self, path: str, form: list[tuple[str, str]] | None = None, *, password: str | None = PASSWORD) -> Record:
        """Call the API, with POST if there is a form; raise HTTPError where it refuses."""
        request = Request(self.url + path, data=urlencode(form).encode() if form else None)
        if password is not None:
            token = base64.b64encode(f"{NAME}:{password}".encode()).decode()
            request.add_header("Authorization", f"Basic {token}")
        with self._opener.open(request, timeout=30) as response:
            answer: Record = json.load(response)
        return answer

    def _python(self) -> Path:
        """Return an interpreter that finds the packages pinned for scrapyd, those of the tests' own, and no others."""
        folder = self.folder / "environment"
        if not folder.exists():
            venv.create(folder, symlinks=True)
            packages = Path(sysconfig.get_path("purelib", vars={"base": str(folder)}))
            for name in pinned("requirements-scrapyd.lock"):
                for file in distribution(name).files or ():
                    link = packages / file.parts[0]
                    if file.parts[0] != ".." and not link.exists():
                        link.symlink_to(Path(sysconfig.get_path("purelib")) / file.parts[0])
        return folder / "bin/python"


def pinned(lock: str) -> dict[str, str]:
    """Return the versions that a lock file of this checkout pins."""
    return dict(re.findall(r"(?m)^([\w.-]+)==(\S+)", (CHECKOUT / lock).read_text()))
