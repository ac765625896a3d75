"""``python -m tests.newsroom serve [--port P]``: run the loopback news site until SIGTERM or SIGINT."""

import argparse
import asyncio
import sys

from tests.newsroom import site


def main() -> int:
    """Run the command line; exit code 2 where the port is busy."""
    parser = argparse.ArgumentParser(prog="python -m tests.newsroom", description="A loopback news site for tests.")
    commands = parser.add_subparsers(dest="command", required=True)
    serve = commands.add_parser(
        "serve", help="serve until SIGTERM or SIGINT; prints one line of JSON with the addresses"
    )
    serve.add_argument("--port", type=port, default=0, help="the port of all hosts; 0, the default, takes a free one")
    arguments = parser.parse_args()
    try:
        sockets = site.bind(arguments.port)
    except OSError as error:
        print(f"newsroom: {error}", file=sys.stderr)
        return 2
    asyncio.run(site.serve(sockets))
    return 0


def port(text: str) -> int:
    """Read a port number; raises argparse.ArgumentTypeError for any other text."""
    if not text.isdecimal() or int(text) > 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is no port: give 0 to 65535")
    return int(text)


sys.exit(main())
