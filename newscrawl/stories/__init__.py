"""Stories: what a text is recognised by, and how two texts relate; pure."""

from newscrawl.stories.fingerprints import Fingerprint, fingerprint, pack, unpack
from newscrawl.stories.relations import Relation, relate

__all__ = ["Fingerprint", "Relation", "fingerprint", "pack", "relate", "unpack"]
