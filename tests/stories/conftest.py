"""The seeds and the corpus lie beside the project, not in it; where they are not, there is nothing to guard."""

from benchmarks.pages import CORPUS
from tests.stories.texts import SEEDS

collect_ignore = [name for name, place in (("test_seeds.py", SEEDS), ("test_corpus.py", CORPUS)) if not place.is_dir()]
