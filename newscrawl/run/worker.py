"""A worker process: pure functions are called in it one after the other, each with a deadline that the kernel keeps.

It is started by workers.py and ends when its connection does.
"""

import logging
import signal
import traceback
from multiprocessing.connection import Connection


def serve(connection: Connection) -> None:
    """Answer calls until the connection closes: (True, result), or (False, exception).

    A call is (function, positional arguments, keyword arguments, seconds). When its seconds have passed, SIGALRM ends
    the process wherever it is, inside a parser written in C as well.
    """
    logging.disable()  # what parsers have to say about a page is no event of the crawl
    for number in (signal.SIGINT, signal.SIGTERM):  # sent to the whole group; the crawl decides when we end
        signal.signal(number, signal.SIG_IGN)
    while True:
        try:
            function, arguments, keywords, seconds = connection.recv()
        except EOFError:
            return
        signal.setitimer(signal.ITIMER_REAL, seconds)
        try:
            answer = True, function(*arguments, **keywords)
        except Exception as error:  # noqa: BLE001 -- it is raised again by the caller
            error.add_note(traceback.format_exc())
            answer = False, error
        signal.setitimer(signal.ITIMER_REAL, 0)
        connection.send(answer)


def main(descriptor: int) -> None:
    """Serve the connection that the parent left open as ``descriptor``."""
    serve(Connection(descriptor))
