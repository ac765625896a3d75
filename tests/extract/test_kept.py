"""What a search has found is read again without searching again."""

from collections.abc import Iterator

from newscrawl.extract.kept import Kept


def search(steps: list[int]) -> Iterator[int]:
    for step in range(5):
        steps.append(step)
        yield step


def test_a_search_goes_no_further_than_its_readers_and_never_twice() -> None:
    steps: list[int] = []
    found = Kept(search(steps))
    assert next(iter(found)) == 0
    assert steps == [0]
    assert next(one for one in found if one == 2) == 2
    assert steps == [0, 1, 2]
    assert list(found) == list(found) == steps == [0, 1, 2, 3, 4]
