"""A site of a few scripted answers, for what the newsroom's outlets would never do."""

import threading
from collections import Counter, defaultdict
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Literal, Self

PROSE = "The ferry to the island left on time on Tuesday, as the harbour master had promised the passengers at noon. "


class Site:
    """Answers by path: a text (200), or (status, headers, text); what is not there is 404."""

    def __init__(self, host: str = "127.0.4.1") -> None:
        self.answers: dict[str, str | tuple[int, dict[str, str], str]] = {}
        self.paths: Counter[str] = Counter()
        self.agents: Counter[str] = Counter()
        self.cookies: defaultdict[str, set[str]] = defaultdict(set)  # by path
        self.hung: dict[str, Literal["headers", "body"]] = {}  # paths whose answer stops before, or in the middle
        self._goes_on = threading.Event()
        self._server = ThreadingHTTPServer((host, 0), self._handler())
        self._thread = threading.Thread(target=self._server.serve_forever)
        self.home = f"http://{host}:{self._server.server_address[1]}/"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def release(self) -> None:
        """Let what hangs go on, and hang no more."""
        self.hung.clear()
        self._goes_on.set()
        self._goes_on = threading.Event()

    def article(self, name: str) -> str:
        """Serve an article and return its URL."""
        paragraphs = "".join(f"<p>{number}. {PROSE * 2}</p>" for number in range(1, 5))
        head = f"<title>Ferry {name} leaves</title>"
        self.answers[f"/news/{name}"] = f"{head}<article><h1>Ferry {name} leaves</h1>{paragraphs}</article>"
        return f"{self.home}news/{name}"

    def feed(self, path: str, *links: str) -> str:
        """Serve a feed of links and return its path as facts name it."""
        items = "".join(f"<item><title>Ferry</title><link>{link}</link></item>" for link in links)
        self.answers[f"/{path}"] = f"<rss version='2.0'><channel><title>Ferries</title>{items}</channel></rss>"
        return path

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                site.paths[self.path] += 1
                site.agents[self.headers["User-Agent"]] += 1
                site.cookies[self.path].add(self.headers["Cookie"] or "")
                with suppress(ConnectionError):
                    self._answer()

            def _answer(self) -> None:
                hung, goes_on = site.hung.get(self.path), site._goes_on
                if hung == "headers":
                    goes_on.wait()
                answer = site.answers.get(self.path, (404, {}, "not found"))
                status, headers, text = (200, {}, answer) if isinstance(answer, str) else answer
                body = text.encode("latin-1" if "Content-Encoding" in headers else "utf-8")
                self.send_response(status)
                for name, value in {"Content-Type": "text/html; charset=utf-8", **headers}.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body[: len(body) // 2])
                if hung == "body":
                    goes_on.wait()
                self.wfile.write(body[len(body) // 2 :])

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002 -- the base class's name
                pass

        return Handler
