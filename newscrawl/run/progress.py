"""How far a backfill has come, and how much longer it may take."""

from dataclasses import dataclass

BASIS_SECONDS = 30  # of work on at least one day; before, an estimate would be a guess


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """Days done of the days asked for, ``before`` of them by earlier crawls; documents read and known of; links found.

    The days count that lie after everything that is still to be read.
    """

    days: int
    done: int
    before: int
    documents: int
    documents_done: int
    links: int

    def seconds_left(self, seconds: float) -> int | None:
        """Estimate how much longer it takes, if days to come are like those done in ``seconds``; None without basis.

        There is none for the articles of the last days either.
        """
        done = self.done - self.before
        if done < 1 or seconds < BASIS_SECONDS or self.done == self.days:
            return None
        return round(seconds / done * (self.days - self.done))
