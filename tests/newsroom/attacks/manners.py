"""Manners: headers and files for crawlers that are meant to harm one."""

from functools import partial

from tests.newsroom.attacks.frame import Attack, Visit, article, bad_page

MEGA = 1024 * 1024
FEW = 4096  # bytes of cookies


def large(path: str, kind: str, visit: Visit) -> bool:
    """Answer with a file for crawlers of 50 MB."""
    if visit.path != path:
        return False
    visit.head({"Content-Type": kind, "Content-Length": str(50 * MEGA)})
    for _ in range(50):
        visit.wfile.write((b"Disallow: /x" + b"y" * 51 + b"\n") * (MEGA // 64))
    return True


def header(name: str, value: str, visit: Visit) -> bool:
    """Answer the page with a hostile header."""
    return visit.path == "/bad" and visit.send(article("bad"), headers={name: value})


def refusing(value: str, visit: Visit) -> bool:
    """Refuse the page and say when to come again."""
    return visit.path == "/bad" and visit.send("not now", status=429, headers={"Retry-After": value})


def cookies(visit: Visit) -> bool:
    """Set 2,000 cookies with each page."""
    if not visit.path.startswith(("/bad", "/news")):
        return False
    if len(visit.headers.get("Cookie", "")) > FEW:
        return visit.send("you ate them", status=404)
    visit.send_response(200)
    for number in range(2000):
        visit.send_header("Set-Cookie", f"{visit.path.strip('/').replace('/', '-')}-{number}={'x' * 40}; Path=/")
    page = article(visit.path.rpartition("/")[2]).encode()
    visit.send_header("Content-Length", str(len(page)))
    visit.end_headers()
    visit.wfile.write(page)
    return True


TWO = {"delivered": 2}
REFUSED = {"delivered": 1, "failed:http-429": 1}
ATTACKS = (
    Attack(
        name="large-robots",
        does="a robots.txt of 50 MB: its first 500 KiB are read",
        answer=partial(large, "/robots.txt", "text/plain"),
    ),
    Attack(
        name="large-tdmrep",
        does="a tdmrep.json of 50 MB: its first 500 KiB are read",
        answer=partial(large, "/.well-known/tdmrep.json", "application/json"),
    ),
    Attack(
        name="etag",
        does="an ETag of 10,000 characters",
        outcomes=TWO,
        links=bad_page,
        answer=partial(header, "ETag", '"' + "x" * 10_000 + '"'),
    ),
    Attack(name="cookies", does="2,000 cookies a page: none is kept", outcomes=TWO, links=bad_page, answer=cookies),
    *(
        Attack(
            name=f"retry-after-{name}",
            does=f"`Retry-After: {value[:12]}`",
            outcomes=REFUSED,
            links=bad_page,
            answer=partial(refusing, value),
        )
        for name, value in (("large", "9" * 400), ("far", "Fri, 31 Dec 9999 23:59:59 GMT"))
    ),
)
