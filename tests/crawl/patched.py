"""newscrawl with other constants: ``python -m tests.crawl.patched '{"module:NAME": value, ...}' crawl ...``.

Or scrapy: ``... '{...}' scrapy preview ...``.
"""

import json
import sys
from importlib import import_module

from scrapy.cmdline import execute

from newscrawl.cli import main

if __name__ == "__main__":
    for place, value in json.loads(sys.argv[1]).items():
        module, _, name = place.partition(":")
        setattr(import_module(module), name, value)
    if sys.argv[2] == "scrapy":
        execute(sys.argv[2:])
    main(sys.argv[2:])
