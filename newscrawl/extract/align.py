"""Read the paragraphs of a text from the blocks of the page that it was taken from."""

import re
from collections import Counter

from newscrawl.extract.blocks import Block

_WORD = re.compile(r"\w+")
NGRAM = 4
ENOUGH = 0.8
LONG = 8


def aligned(found: list[Block], lines: list[str], mode) -> list[str]:
    """Return the blocks whose text stands in ``lines``; ``lines`` themselves where too much of them is not found."""
    told = _words(" ".join(lines))
    grams = set(_grams(told))
    whole_lines = Counter(" ".join(_words(l)) for l in lines)
    long, short = [], []
    words = [_words(b.text) for b in found]
    for i, b in enumerate(found):
        if len(words[i]) >= LONG:
            own = _grams(words[i])
            if sum(gram in grams for gram in own) >= ENOUGH * len(own):
                long.append(i)
        elif words[i] and " ".join(words[i]) in whole_lines:
            short.append(i)
    if not long: return lines
    long = _once(found, long, words)
    kept = sorted({*long, *(i for i in short if long[0] < i < long[-1] or _near(found, i, long))})
    covered = sum(len(words[i]) for i in kept)
    if covered < ENOUGH * len(told):
        return lines
    if "C" in mode:
        kept = _filled(found, kept, long)
    return [found[i].text for i in kept]

def _near(found, i, long):
    ps = {found[j].element.getparent() for j in (long[0], long[-1])}
    return found[i].element.getparent() in ps

def _once(found, long, words):
    holders = Counter()
    for i in long: holders[found[i].element.getparent()] += len(words[i])
    best = {}
    for i in long:
        k = tuple(words[i])
        if k not in best or holders[found[i].element.getparent()] > holders[found[best[k]].element.getparent()]:
            best[k] = i
    return sorted(best.values())

def _filled(found, kept, long):
    ids = set(kept)
    holders = Counter()
    for i in long:
        holders[found[i].element.getparent()] += len(found[i].text)
    total = sum(holders.values())
    main = {h for h, n in holders.items() if n >= .2 * total}
    out = []
    for i, b in enumerate(found):
        if i in ids: out.append(i)
        elif kept[0] < i < kept[-1] and b.element.getparent() in main and b.tag in ('p','h2','h3','h4','li') and b.links < .5 * len(b.text):
            out.append(i)
    return out

def _words(text: str) -> list[str]:
    return [word.casefold() for word in _WORD.findall(text)]


def _grams(words: list[str]) -> list[tuple[str, ...]]:
    return [tuple(words[i : i + NGRAM]) for i in range(max(1, len(words) - NGRAM + 1))]
