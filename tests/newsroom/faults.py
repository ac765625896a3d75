"""Failures an outlet was told to have, and a count of what it was asked for."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import Any

from tests.newsroom.response import HANG_UP, SILENCE, Response, notice


@dataclass(slots=True)
class Fault:
    """The next ``count`` requests whose path begins with ``path`` get ``status`` instead of an answer."""

    status: int
    count: int
    path: str
    retry_after: str | None

    def response(self) -> Response:
        """Return the failure as an answer."""
        if self.status in (HANG_UP, SILENCE):
            return Response(self.status)
        headers = {"Retry-After": self.retry_after} if self.retry_after else {}
        return notice(self.status, "We cannot answer you just now.", headers=headers)


@dataclass(slots=True)
class Faults:
    """The failures that are still to come, oldest first."""

    waiting: list[Fault] = field(default_factory=list)

    def take(self, path: str) -> Response | None:
        """Use up one failure for a request, None where none is due."""
        for fault in self.waiting:
            if path.startswith(fault.path):
                fault.count -= 1
                if not fault.count:
                    self.waiting.remove(fault)
                return fault.response()
        return None


@dataclass(slots=True)
class RequestLog:
    """What was asked and answered, by path and status, and who asked."""

    answers: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    agents: Counter[str] = field(default_factory=Counter)

    def record(self, path: str, status: int, agent: str) -> None:
        """Count one request; ``path`` as it was asked for, query included."""
        self.answers[path][str(status)] += 1
        self.agents[agent] += 1

    def report(self) -> dict[str, Any]:
        """Return requests in all, path -> status -> count, and the user agents with their counts."""
        return {"requests": self.agents.total(), "paths": self.answers, "user_agents": self.agents}

    def clear(self) -> None:
        """Forget everything."""
        self.answers.clear()
        self.agents.clear()
