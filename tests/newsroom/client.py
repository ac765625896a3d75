"""The newsroom as tests hold it: started, asked for the truth, told what is to happen, stopped."""

import json
import subprocess
import sys
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlencode
from urllib.request import ProxyHandler, build_opener

CHECKOUT = Path(__file__).resolve().parents[2]
STOPPING = 10  # seconds the server has to stop before it is killed

Record = dict[str, Any]


class Newsroom:
    """A context manager that runs the news site in a process of its own, on a free port unless one is given.

    A command the control host refuses raises urllib.error.HTTPError.
    """

    def __init__(self, port: int = 0) -> None:
        self.port = port

    def __enter__(self) -> Self:
        command = [sys.executable, "-m", "tests.newsroom", "serve", "--port", str(self.port)]
        self._process = subprocess.Popen(command, cwd=CHECKOUT, stdout=subprocess.PIPE, text=True)
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            self._stop()
            raise RuntimeError("the newsroom did not start; it said why on stderr")
        addresses = json.loads(line)
        self.control: str = addresses["control"]
        self.outlets: dict[str, str] = addresses["outlets"]
        self._opener = build_opener(ProxyHandler({}))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop()

    def home(self, outlet: str) -> str:
        """Return the URL of an outlet's front page, with a final slash."""
        return self.outlets[outlet]

    def truth(self, outlet: str | None = None) -> list[Record]:
        """Return every article, newest first in each outlet, removed ones too; see model.Article."""
        query = {"outlet": outlet} if outlet else {}
        return [json.loads(line) for line in self._get("/__truth.jsonl", **query).splitlines()]

    def facts(self, *outlets: str) -> list[Record]:
        """Return the facts file's objects for the outlets named, for all three that facts can reach without names."""
        known = {one["key"]: one for one in json.loads(self._get("/__facts.json"))}
        return [known[name] for name in outlets or known]

    def bad_facts(self, outlet: str) -> Record:
        """Return facts of the outlet whose only source is its feed of bad articles, see bad.LISTED."""
        (facts,) = self.facts(outlet)
        del facts["article_url"]  # the bad articles' addresses have no shape of their own
        return {**facts, "feeds": ["bad/feed.xml"], "news_sitemaps": [], "listings": []}

    def edit(self, url: str, part: str = "body") -> Record:
        """Edit an article's ``body`` (one more paragraph) or ``headline``; return its new truth."""
        return self._command("/__edit", url=url, part=part)

    def remove(self, url: str) -> Record:
        """Withdraw an article: its page is 410, nothing lists it; return its new truth."""
        return self._command("/__remove", url=url)

    def wall(self, url: str, *, on: bool = True) -> None:
        """Put a consent wall (status 200) before an article, or take it away."""
        self._command("/__wall", url=url, off="0" if on else "1")

    def move(self, url: str, path: str) -> Record:
        """Give an article another address, to which the old one leads; return its new truth."""
        return self._command("/__move", url=url, path=path)

    def copy(self, url: str, path: str) -> None:
        """Show an article at a further address, which the feed of the Harbour Post lists too."""
        self._command("/__copy", url=url, path=path)

    def lie(self, outlet: str, path: str) -> None:
        """Let every article page of the Harbour Post call ``path`` its canonical address."""
        self._command("/__lie", outlet=outlet, path=path)

    def fail(
        self, outlet: str, status: int = 503, count: int = 1, path: str = "/", retry_after: str | int | None = None
    ) -> None:
        """Answer the outlet's next ``count`` requests whose path begins with ``path`` with ``status``.

        0 closes the connection without an answer, -1 keeps it open and never answers. robots.txt is a path like others.
        """
        waiting = {} if retry_after is None else {"retry_after": str(retry_after)}
        self._command("/__fail", outlet=outlet, status=str(status), count=str(count), path=path, **waiting)

    def hang(self, outlet: str, path: str = "/", count: int = 1) -> None:
        """Accept the outlet's next ``count`` requests whose path begins with ``path`` and never answer them."""
        self.fail(outlet, status=-1, count=count, path=path)

    def log(self, *, reset: bool = False) -> dict[str, Record]:
        """Return for each outlet ``requests``, ``paths`` (path -> status -> count) and ``user_agents`` (-> count)."""
        return self._command("/__log", reset="1" if reset else "0")

    def _command(self, command: str, **query: str) -> Record:
        answer: Record = json.loads(self._get(command, **query))
        return answer

    def _get(self, command: str, **query: str) -> str:
        with self._opener.open(f"{self.control}{command}?{urlencode(query)}", timeout=30) as response:
            text: str = response.read().decode()
        return text

    def _stop(self) -> None:
        self._process.terminate()
        try:
            self._process.wait(STOPPING)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        assert self._process.stdout is not None
        self._process.stdout.close()
