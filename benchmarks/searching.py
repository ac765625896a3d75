"""What the searches of fuzz_parsers and fuzz_extract share: they are limited by processor time, not by the clock.

On a busy machine a minute of the clock may be a second of a search: it would search for less than was asked, and find
that parsers hang which do not.
"""

import faulthandler
import os
import signal
import sys
from collections.abc import Callable
from mmap import mmap
from pathlib import Path
from time import process_time

import atheris

HANGS = 60  # seconds of processor time for one input; whatever runs then is shown, and the process dies
LENGTH = 8  # bytes, before the input that is kept while it is being read
NEVER = 10**7  # seconds: libFuzzer's own limits, by the clock, are not wanted


def search(name: str, one_input: Callable[[bytes], None], corpus: Path, seconds: int, options: dict[str, int]) -> None:
    """Search for ``seconds`` of processor time, in this process, which ends with it: 0 where nothing was found.

    The input that is being read lies in ``<corpus>.now``, as its length and its bytes, for a parser that hangs.
    """
    largest = options["max_len"]
    now = corpus.with_name(f"{corpus.name}.now")
    now.write_bytes(bytes(LENGTH + largest))
    with now.open("r+b") as file:
        kept = mmap(file.fileno(), 0)
    executions = 0
    faulthandler.register(signal.SIGPROF, chain=True)
    began = process_time()

    def counted(data: bytes) -> None:
        nonlocal executions
        if process_time() - began > seconds:
            sys.stdout.write(
                f"{name}: {executions} executions in {seconds} s of processor time,"
                f" {sum(1 for _ in corpus.iterdir())} inputs kept, nothing found\n"
            )
            sys.stdout.flush()
            os._exit(0)  # libFuzzer ends by its own clock, or by what it finds
        executions += 1
        kept[: LENGTH + len(data)] = len(data).to_bytes(LENGTH, "little") + data
        signal.setitimer(signal.ITIMER_PROF, HANGS)
        one_input(data)

    told = {**options, "timeout": NEVER, "verbosity": 0}
    arguments = [f"-{option}={value}" for option, value in told.items()]
    atheris.Setup(
        [sys.argv[0], *arguments, f"-dict={_dictionary(corpus)}", f"-artifact_prefix={corpus}.", str(corpus)], counted
    )
    atheris.Fuzz()


def prepare(corpus: Path, seeds: dict[str, bytes], words: set[str]) -> None:
    """Put inputs to begin with into the folder, and beside it the words that mutations may put in."""
    corpus.mkdir(parents=True, exist_ok=True)
    for seed, data in seeds.items():
        (corpus / seed).write_bytes(data)
    _dictionary(corpus).write_text("".join(f'"{word}"\n' for word in sorted(words) if word), "ascii")


def _dictionary(corpus: Path) -> Path:
    return corpus.with_name(f"{corpus.name}.dict")
