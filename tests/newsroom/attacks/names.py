"""newscrawl with a name server of the test's own: ``python -m tests.newsroom.attacks.names PORT crawl ...``.

Names that end in ``.example`` are asked for there, by UDP, for A and AAAA each time; others are looked up as always.
"""

import socket
import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import Any

from twisted.names import dns

from newscrawl.cli import main
from newscrawl.fetch import guard

SECONDS = 20
PACKET = 4096


def answer_for(name: str, address: str) -> Any:
    """Return the record that says it, A or AAAA."""
    record: Any = dns
    kind, made = (dns.AAAA, record.Record_AAAA) if ":" in address else (dns.A, record.Record_A)
    return record.RRHeader(name, kind, payload=made(address, ttl=0), ttl=0)


@contextmanager
def name_server(addresses_of: Callable[[str, int], list[str]]) -> Iterator[int]:
    """Answer questions by a function of the name and of how often it was asked for; yield the port."""
    asked: Counter[str] = Counter()
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as server:
        server.bind(("127.0.0.1", 0))

        def serve() -> None:
            while True:
                packet, client = server.recvfrom(PACKET)
                if not packet:
                    return
                message = dns.Message()
                message.decode(BytesIO(packet))
                name, kind = message.queries[0].name.name.decode(), message.queries[0].type
                asked[name] += kind == dns.A
                answers = [answer_for(name, address) for address in addresses_of(name, asked[name])]
                message.answer = True
                message.answers = [answer for answer in answers if answer.type == kind]
                server.sendto(message.toStr(), client)

        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield server.getsockname()[1]
        finally:
            with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as last:
                last.sendto(b"", server.getsockname())
            thread.join()


def ask(port: int, name: str, kind: int) -> list[str]:
    """Return the addresses of a kind that the server gives."""
    question = dns.Message(id=1)
    question.addQuery(name.encode(), kind, dns.IN)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client:
        client.settimeout(SECONDS)
        client.sendto(question.toStr(), ("127.0.0.1", port))
        answer = dns.Message()
        answer.decode(BytesIO(client.recv(PACKET)))
    records: list[Any] = answer.answers
    family = {dns.A: socket.AF_INET, dns.AAAA: socket.AF_INET6}[kind]
    return [socket.inet_ntop(family, record.payload.address) for record in records]


def look_up_there(port: int) -> None:
    """Have the guard look names up at the server."""
    as_always = guard.look_up

    def look_up(host: str) -> list[str]:
        if not host.endswith(".example"):
            return as_always(host)
        return [*ask(port, host, dns.A), *ask(port, host, dns.AAAA)]

    guard.look_up = look_up


if __name__ == "__main__":
    look_up_there(int(sys.argv[1]))
    main(sys.argv[2:])
