"""Stories: what a text is recognised by, and how two texts relate; pure."""

from newscrawl.stories.fingerprints import Fingerprint, fingerprint, keys_of, pack, unpack
from newscrawl.stories.relations import Relation, is_repeat, is_whole, relate, share_of_own

__all__ = [
    "Fingerprint",
    "Relation",
    "fingerprint",
    "is_repeat",
    "is_whole",
    "keys_of",
    "pack",
    "relate",
    "share_of_own",
    "unpack",
]
