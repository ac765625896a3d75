"""The running newsroom: every outlet at an address of its own, the control host beside them, one port for all."""

import asyncio
import contextlib
import errno
import json
import signal
import socket
from urllib.parse import unquote

from tests.newsroom.control import Control
from tests.newsroom.outlets import OUTLETS
from tests.newsroom.response import Response
from tests.newsroom.server import MAX_REQUEST, Answer, Connections, Request

CONTROL = "127.0.2.1"
ADDRESSES = {outlet.desk.name: f"127.0.2.{number}" for number, outlet in enumerate(OUTLETS, 2)}
ATTEMPTS = 50  # to find a port that is free on all addresses


class PortBusy(OSError):
    """The port is taken on one of the addresses; the text names both."""


def bind(port: int) -> list[socket.socket]:
    """Open one listening socket for the control host and each outlet, all on one port, any free one where it is 0."""
    for _ in range(1 if port else ATTEMPTS):
        try:
            return _bind_all(port)
        except PortBusy:
            if port:
                raise
    raise PortBusy(f"no port found that is free on {CONTROL} and {', '.join(ADDRESSES.values())}")


def _bind_all(port: int) -> list[socket.socket]:
    with contextlib.ExitStack() as opened:
        sockets = []
        for host in (CONTROL, *ADDRESSES.values()):
            one = opened.enter_context(socket.socket())
            one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                one.bind((host, port))
            except OSError as error:
                if error.errno != errno.EADDRINUSE:
                    raise
                raise PortBusy(f"port {port} is busy on {host}: choose another with --port") from error
            one.listen()
            port = one.getsockname()[1]
            sockets.append(one)
        opened.pop_all()
    return sockets


async def serve(sockets: list[socket.socket]) -> None:
    """Serve on bound sockets, print the addresses as one line of JSON, and return after SIGTERM or SIGINT."""
    port = sockets[0].getsockname()[1]
    homes = {name: f"http://{host}:{port}/" for name, host in ADDRESSES.items()}
    control = Control({outlet.desk.name: outlet(homes[outlet.desk.name]) for outlet in OUTLETS})
    answers = [_control_answer(control), *(_outlet_answer(control, name) for name in homes)]
    all_connections = [Connections(answer) for answer in answers]
    servers = [
        await asyncio.start_server(connections.serve, sock=sock, limit=MAX_REQUEST)
        for connections, sock in zip(all_connections, sockets, strict=True)
    ]
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    print(json.dumps({"control": f"http://{CONTROL}:{port}", "outlets": homes}), flush=True)
    await stop.wait()
    for server in servers:
        server.close()
    for connections in all_connections:
        await connections.close()


def _control_answer(control: Control) -> Answer:
    return lambda request: control.answer(request.path, request.query)


def _outlet_answer(control: Control, name: str) -> Answer:
    outlet, faults, log = control.outlets[name], control.faults[name], control.logs[name]

    def answer(request: Request) -> Response:
        response = faults.take(request.target) or outlet.answer(unquote(request.target))
        log.record(request.target, response.status, request.headers.get("user-agent", ""))
        return response

    return answer
