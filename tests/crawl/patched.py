"""newscrawl with other constants: ``python -m tests.crawl.patched '{"module:NAME": value, ...}' crawl ...``."""

import json
import sys
from importlib import import_module

from newscrawl.cli import main

if __name__ == "__main__":
    for place, value in json.loads(sys.argv[1]).items():
        module, _, name = place.partition(":")
        setattr(import_module(module), name, value)
    main(sys.argv[2:])
