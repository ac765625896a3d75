"""A lake that fails in the middle of a crawl: the exit code says so, and the next run makes the lake whole."""

import shutil
import signal
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from dataclasses import replace

import pytest

from tests.crawl.running import Place, differences, ended
from tests.crawl.scripted import Site
from tests.crawl.test_faults import OUTLET, count, wait_until
from tests.newsroom import Newsroom
from tests.services import S3, end

HASTE = '{"newscrawl.run.deliveries:LAST_ATTEMPTS": [0]}'  # the lake does not come back in seconds, so none are waited
NAMES = ("one", "two", "three")


@pytest.fixture
def server(s3_away: S3) -> Iterator[S3]:
    """An S3 server that a test may end and start again."""
    with s3_away:
        yield s3_away


def die(server: S3) -> None:
    server.process.send_signal(signal.SIGKILL)
    server.process.wait()


def change_its_key(server: S3) -> None:
    end(server.process)
    server.start(secret="another-secret-key")


def lose_its_bucket(server: S3) -> None:
    end(server.process)  # it remembers which folders there are
    for bucket in server.folder.iterdir():
        shutil.move(bucket, server.folder.with_name("lost"))
    server.start()


def recover(server: S3) -> None:
    if server.process.poll() is None:
        end(server.process)
    lost = server.folder.with_name("lost")
    if lost.exists():
        shutil.move(lost, server.folder / "bucket-1")
    server.start()


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (die, "does not answer"),
        (change_its_key, "check the credentials"),
        (lose_its_bucket, "there is no bucket bucket-1"),
    ],
)
def test_a_lake_lost_half_way_is_an_exit_12_and_the_next_crawl_delivers_what_waits(
    site: Site, place: Place, server: S3, fault: Callable[[S3], None], words: str
) -> None:
    remote = replace(place, lake=server.new_bucket())
    site.feed("feed", *(site.article(name) for name in NAMES))
    facts = [{"key": "ferries", "name": "Ferries", "home": site.home, "feeds": ["feed"]}]
    site.hung["/news/three"] = "headers"
    crawl = remote.start_module("tests.crawl.patched", HASTE, "crawl", "--facts", str(place.facts_file(facts)))
    wait_until(crawl, lambda: count(place.state, "SELECT count(*) >= 2 FROM outbox") > 0)
    fault(server)
    site.release()
    lost = ended(crawl)
    assert lost.code == 12, lost.err
    assert words in lost.reports["ferries"]["why"]
    assert lost.reports["ferries"]["outcomes"] == {"pending": 3}
    assert "Traceback" not in lost.err

    recover(server)
    assert remote.crawl(facts).code == 0
    assert sorted(record["url"] for record in remote.records()) == sorted(f"{site.home}news/{name}" for name in NAMES)
    assert [part["rows"] for manifest in remote.manifests() for part in manifest["parts"]] == [3]
    assert len(remote.reports()) == 2


class Door:
    """Passes connections on to an S3 server; kills it in the middle of the first part, and lets it start again."""

    def __init__(self, server: S3) -> None:
        self._server = server
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = self._listening.getsockname()[1]
        self.killed = threading.Event()
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        self._listening.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listening.accept()
                upstream = socket.create_connection(("127.0.0.1", self._server.port))
                threading.Thread(target=self._requests, args=(client, upstream), daemon=True).start()
                threading.Thread(target=self._answers, args=(upstream, client), daemon=True).start()

    def _requests(self, client: socket.socket, upstream: socket.socket) -> None:
        part = False
        with suppress(OSError), closing(client), closing(upstream):
            while sent := client.recv(65536):
                if part and not self.killed.is_set():
                    upstream.sendall(sent[: len(sent) // 2])
                    die(self._server)
                    self._server.start()
                    self.killed.set()
                    return
                part = sent.startswith(b"PUT ") and b"/articles/" in sent.partition(b"\r\n")[0]
                upstream.sendall(sent)

    def _answers(self, upstream: socket.socket, client: socket.socket) -> None:
        with suppress(OSError):
            while given := upstream.recv(65536):
                client.sendall(given)


def test_an_s3_server_killed_in_the_middle_of_a_put_and_started_again_has_the_part_whole_and_once(
    newsroom: Newsroom, place: Place, server: S3, monkeypatch: pytest.MonkeyPatch
) -> None:
    remote = replace(place, lake=server.new_bucket())
    with closing(Door(server)) as door:
        monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{door.port}")
        crawl = remote.crawl(newsroom.facts(OUTLET))
        assert door.killed.is_set()
        assert crawl.code == 0, crawl.err
        assert differences(newsroom.truth(OUTLET), remote.records()) == []
        (manifest,) = remote.manifests()
        assert [part["rows"] for part in manifest["parts"]] == [len(newsroom.truth(OUTLET))]
