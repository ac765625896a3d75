"""A loopback site whose pages need a browser, and misbehave in the ways a browser makes possible."""

import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

ARTICLES = 6
ENDLESS = 20  # articles of the listing that grows, five at a time
HTML = "text/html; charset=utf-8"
# what a page may not do, tried before the article is written
MISCHIEF = """
alert("Subscribe!");
confirm("Leave?");
window.open("/popup");
navigator.serviceWorker && navigator.serviceWorker.register("/worker.js");
"""
WRITE = """
const article = document.createElement("article");
const number = location.pathname.split("/").pop();
const told = "The ferry to the island left on time, as on " + number + " days before, said the harbour master. ";
article.innerHTML = "<h1>Ferry " + number + " leaves on time</h1><time datetime='2026-11-01T10:00:00Z'></time>";
for (let i = 1; i < 6; i++) article.innerHTML += "<p>" + told.repeat(2) + "Passenger " + i + " agreed at length.</p>";
article.innerHTML += "<p>The reader came with " + navigator.userAgent + ", which the harbour master wrote down.</p>";
document.body.append(article);
"""
CHALLENGE = """<div id="challenge-form"><p>Verify that you are human.</p></div>
<script>if (location.pathname.endsWith("walled")) document.getElementById("challenge-form").remove();</script>"""
HEAP = "for (const kept = [];;) kept.push(Array.from({length: 10000}, (_, i) => ({i})));"
ARRAYS = (
    "for (const kept = []; kept.length < 48;) kept.push(new Uint8Array(1 << 26).fill(1));"
    "document.write('<h1>Three gigabytes are held</h1><p>' + 'The reader has much memory, it seems. '.repeat(99));"
)
GROW = """
let shown = 0;
const end = document.getElementById("end");
new IntersectionObserver(seen => {
  if (!seen[0].isIntersecting || shown >= TOTAL) return;
  for (let i = 0; i < 5; i++) {
    const row = document.createElement("div");
    row.style.height = "900px";
    row.innerHTML = "<h2><a href='/article/" + ++shown + "'>Ferry " + shown + " leaves the island on time</a></h2>";
    end.before(row);
  }
}).observe(end);
""".replace("TOTAL", str(ENDLESS))


@dataclass
class ScriptedSite:
    """The running site: its address, what it was asked for by whom, and a bell that rings when a page hangs."""

    home: str = ""
    paths: Counter[str] = field(default_factory=Counter)
    agents: Counter[str] = field(default_factory=Counter)
    special: tuple[str, ...] = ()
    hanging: threading.Event = field(default_factory=threading.Event)
    closing: threading.Event = field(default_factory=threading.Event)

    def answer(self, path: str) -> tuple[str, str] | None:
        """Return content type and text, None for a path that is not there."""
        name = path.rpartition("/")[2]
        pages = {
            "/listing": (HTML, self._listing()),
            "/endless": (HTML, f'<title>All</title><body><div id="end">end</div><script>{GROW}</script>'),
            "/article.js": ("text/javascript", WRITE),
            "/mischief.js": ("text/javascript", MISCHIEF),
            "/style.css": ("text/css", "@font-face{font-family:f;src:url(/font.woff2)} body{font-family:f}"),
            "/article/busy": (HTML, "<title>Busy</title><script>for (;;) {}</script>"),
            "/article/heap": (HTML, f"<title>Heap</title><script>{HEAP}</script>"),
            "/article/arrays": (HTML, f"<title>Arrays</title><script>{ARRAYS}</script>"),
            "/article/late": (HTML, _article("<script src=/never.js></script>")),
            "/article/file": ("application/zip", "PK"),
            "/article/walled": (HTML, _article("", before=CHALLENGE)),
            "/article/barred": (HTML, f"<title>Are you human?</title>{CHALLENGE}"),
        }
        if path.startswith("/article/") and name.isdecimal():
            return HTML, _article("")
        return pages.get(path)

    def _listing(self) -> str:
        names = [*self.special, *map(str, range(1, ARTICLES + 1))]
        links = "".join(
            f'<li><a href="/article/{name}">Ferry {name} leaves the island on time</a></li>' for name in names
        )
        return f"<title>Latest</title><ul>{links}</ul>"


def _article(after: str, before: str = "") -> str:
    return (
        '<!DOCTYPE html><html lang="en"><head><title>The Scripted Times</title>'
        f'<link rel="stylesheet" href="/style.css"></head><body>{before}'
        '<img src="/picture.png"><video src="/film.mp4" autoplay></video>'
        f'<script src="/article.js"></script><script src="/mischief.js"></script>{after}</body></html>'
    )


def _handler(site: ScriptedSite) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            site.paths[self.path] += 1
            site.agents[self.headers["User-Agent"]] += 1
            if self.path in ("/article/silent", "/never.js"):
                site.hanging.set()
                site.closing.wait()
                return
            self._send(site.answer(self.path))

        def _send(self, answer: tuple[str, str] | None) -> None:
            kind, text = answer or ("text/plain", "not here")
            self.send_response(200 if answer else 404)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(text)))
            self.send_header("Content-Security-Policy", "script-src 'self' 'unsafe-inline'")
            self.end_headers()
            self.wfile.write(text.encode())

        def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
            """Say nothing."""

    return Handler


@contextmanager
def scripted_site(*special: str) -> Iterator[ScriptedSite]:
    """Serve the site in threads; its listing names the ``special`` articles first: silent, busy ... barred."""
    site = ScriptedSite(special=special)
    with ThreadingHTTPServer(("127.0.3.1", 0), _handler(site)) as server:
        server.daemon_threads = True
        site.home = f"http://127.0.3.1:{server.server_port}/"
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield site
        finally:
            site.closing.set()
            server.shutdown()
            thread.join()
