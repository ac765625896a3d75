"""The rhythm of a source: how many new links it gives at which hour, and when it is worth a poll again."""

from dataclasses import dataclass, replace

import msgspec

HOUR = 3600
HOURS = 24
MEMORY = 5.0  # hours observed of an hour of the day: about five days, so that a new rhythm is learnt within a week
PRIOR = 0.5  # hours for which an hour of the day is taken to be like all others
WANTED = 6.0  # new links that make a poll worth its request
MARGIN = 0.4  # of the links a source lists at once: that many may be new, and the rest still overlaps
ACQUAINTED = HOUR // 2  # seconds of watching before a rhythm is believed
PATIENCE = 0.85  # of the longest wait, in hours that are not quiet: by half of the longest, half of the links are there
QUIET = 0.5  # times the usual
QUIETEST, LIVELIEST = 0.5, 6.0  # times the usual: bounds on what the last polls say of the next hour


@dataclass(frozen=True, slots=True)
class Rhythm:
    """What was learnt: per hour of the day in UTC the new ``links`` and the hours ``watched``, both fading.

    ``pulse`` is how lively the last polls were, 1 where they were as usual; ``seen`` seconds were watched in all.
    """

    links: tuple[float, ...] = (0.0,) * HOURS
    watched: tuple[float, ...] = (0.0,) * HOURS
    pulse: float = 1.0
    seen: int = 0

    def per_hour(self, hour: int) -> float:
        """Return the new links expected in an hour of the day, 0 to 23, as usual."""
        return (self.links[hour] + PRIOR * self.usual) / (self.watched[hour] + PRIOR)

    @property
    def usual(self) -> float:
        """Return the new links an hour over all hours of the day."""
        return sum(self.links) / (sum(self.watched) or 1)

    def expected(self, since: int, until: int) -> float:
        """Return the new links expected between two moments, in seconds since 1970, as usual."""
        return sum(self.per_hour(hour) * share for hour, share in _hours(since, until))


def learnt(rhythm: Rhythm, *, since: int, now: int, new: int) -> Rhythm:
    """Return what is known of a source after a poll that gave ``new`` links; the one before was at ``since``."""
    if now <= since:
        return rhythm
    shares = _hours(max(since, now - HOURS * HOUR), now)
    expected = rhythm.expected(since, now)
    links, watched = list(rhythm.links), list(rhythm.watched)
    elapsed = sum(share for _, share in shares)
    for hour, share in shares:
        fading = MEMORY / max(MEMORY, watched[hour] + share)
        part = rhythm.per_hour(hour) * share / expected if expected else share / elapsed
        links[hour] = (links[hour] + new * part) * fading
        watched[hour] = (watched[hour] + share) * fading
    surprise = (new + 1) / (expected + 1) if rhythm.seen >= ACQUAINTED else 1.0
    pulse = min(max((rhythm.pulse + surprise) / 2, QUIETEST), LIVELIEST)
    return Rhythm(tuple(links), tuple(watched), pulse, rhythm.seen + now - since)


def next_poll(rhythm: Rhythm, *, now: int, listed: int, shortest: int, longest: int) -> int:
    """Return when the next poll is due: when it may be expected to be worth it, and before links are missed.

    ``listed`` is how many links the source lists at once, ``shortest`` and ``longest`` bound the wait in seconds. A
    source that was watched for less than half an hour is due whenever the outlet is crawled next.
    """
    if rhythm.seen < ACQUAINTED:
        return now
    enough = min(WANTED, max(listed * MARGIN, 1.0))
    waited, expected = 0, 0.0
    for hour, share in _hours(now, now + longest):
        rate = rhythm.per_hour(hour) * rhythm.pulse
        if rate * share + expected >= enough:
            waited += int((enough - expected) / rate * HOUR)
            break
        expected += rate * share
        waited += int(share * HOUR)
    return now + min(max(waited, shortest), longest)


def longest_wait(rhythm: Rhythm, *, now: int, longest: int) -> int:
    """Return how long a source may wait now, in seconds: ``longest`` in its quiet hours, less in all others.

    A source with few links waits as long as it may all day. Waits of ``longest`` would have half of its links come
    after half of that only where chance is kind; at night, when hardly any come, it may wait so long.
    """
    is_quiet = rhythm.expected(now, now + longest) * HOUR < QUIET * rhythm.usual * longest
    return longest if is_quiet else int(longest * PATIENCE)


def to_json(rhythm: Rhythm) -> str:
    """Return the rhythm as text for state."""
    rounded = replace(
        rhythm,
        links=tuple(round(value, 3) for value in rhythm.links),
        watched=tuple(round(value, 3) for value in rhythm.watched),
        pulse=round(rhythm.pulse, 3),
    )
    return msgspec.json.encode(rounded).decode()


def from_json(text: str | None) -> Rhythm:
    """Return a rhythm that was kept as text; a source that has none is new."""
    return msgspec.json.decode(text, type=Rhythm) if text else Rhythm()


def _hours(since: int, until: int) -> list[tuple[int, float]]:
    """Return the hours of the day between two moments, each with the share of an hour that lies between them."""
    shares = []
    while since < until:
        end = min(since - since % HOUR + HOUR, until)
        shares.append((since // HOUR % HOURS, (end - since) / HOUR))
        since = end
    return shares
