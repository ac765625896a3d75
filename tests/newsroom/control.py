"""The control host: tests read the truth here, and tell the outlets what is to happen."""

import json
from collections.abc import Callable, Mapping
from inspect import signature

from tests.newsroom.faults import Fault, Faults, RequestLog
from tests.newsroom.outlets.outlet import Outlet
from tests.newsroom.response import HANG_UP, SILENCE, Response, of_json


class Control:
    """Answers /__truth.jsonl, /__facts.json, /__edit, /__remove, /__wall, /__move, /__copy, /__lie, /__fail and /__log.

    An unknown outlet or URL gives 404, a missing or misspelt value 400, both with ``{"error": ...}``.
    """

    def __init__(self, outlets: Mapping[str, Outlet]) -> None:
        self.outlets = outlets
        self.faults = {name: Faults() for name in outlets}
        self.logs = {name: RequestLog() for name in outlets}
        self._edits = 0

    def answer(self, path: str, query: Mapping[str, str]) -> Response:
        """Answer one request to the control host."""
        commands: dict[str, Callable[..., Response]] = {
            "/__truth.jsonl": self._truth,
            "/__facts.json": self._facts,
            "/__edit": self._edit,
            "/__remove": self._remove,
            "/__wall": self._wall,
            "/__move": self._move,
            "/__copy": self._copy,
            "/__lie": self._lie,
            "/__fail": self._fail,
            "/__log": self._log,
        }
        if path not in commands:
            return of_json({"error": f"no command {path}"}, status=404)
        try:
            call = signature(commands[path]).bind(**query)
            return commands[path](*call.args, **call.kwargs)
        except KeyError as error:
            return of_json({"error": f"unknown: {error}"}, status=404)
        except (TypeError, ValueError) as error:
            return of_json({"error": str(error)}, status=400)

    def _truth(self, outlet: str | None = None) -> Response:
        outlets = [self.outlets[outlet]] if outlet else self.outlets.values()
        records = [one.truth(article) for one in outlets for article in one.articles]
        lines = "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records)
        return Response(200, lines.encode(), "application/x-ndjson")

    def _facts(self) -> Response:
        return of_json([facts for outlet in self.outlets.values() if (facts := outlet.facts_object())])

    def _edit(self, url: str, part: str = "body") -> Response:
        if part not in ("body", "headline"):
            raise ValueError(f"part={part}: give body or headline")
        outlet = self._outlet_of(url)
        outlet.edit(url, part, self._edits + 1)
        self._edits += 1
        return of_json(outlet.truth(outlet.find(url)))

    def _remove(self, url: str) -> Response:
        outlet = self._outlet_of(url)
        article = outlet.find(url)
        article.removed = True
        return of_json(outlet.truth(article))

    def _wall(self, url: str, off: str = "0") -> Response:
        article = self._outlet_of(url).find(url)
        article.walled = off != "1"
        return of_json({"url": url, "walled": article.walled})

    def _move(self, url: str, path: str) -> Response:
        outlet = self._outlet_of(url)
        return of_json(outlet.truth(outlet.move(url, path)))

    def _copy(self, url: str, path: str) -> Response:
        outlet = self._outlet_of(url)
        outlet.addresses.copy(outlet.find(url), path)
        return of_json({"url": url, "copy": outlet.url(path)})

    def _lie(self, outlet: str, path: str) -> Response:
        self.outlets[outlet].addresses.lie = path
        return of_json({"outlet": outlet, "canonical": path})

    def _fail(
        self, outlet: str, status: str = "503", count: str = "1", path: str = "/", retry_after: str | None = None
    ) -> Response:
        fault = Fault(int(status), int(count), path, retry_after)
        if not (fault.status in (HANG_UP, SILENCE) or 400 <= fault.status <= 599) or fault.count < 1:
            raise ValueError(f"status={status} count={count}: give 400 to 599, 0 (hang up) or -1 (silence), 1 or more")
        self.faults[outlet].waiting.append(fault)
        return of_json({"outlet": outlet, "failing": len(self.faults[outlet].waiting)})

    def _log(self, reset: str = "0") -> Response:
        response = of_json({name: log.report() for name, log in self.logs.items()})
        if reset == "1":
            for log in self.logs.values():
                log.clear()
        return response

    def _outlet_of(self, url: str) -> Outlet:
        for outlet in self.outlets.values():
            if url.startswith(outlet.home):
                return outlet
        raise KeyError(url)
