"""The control host: tests read the truth here, and tell the outlets what is to happen."""

import json
from collections.abc import Mapping

from tests.newsroom.faults import Fault, Faults, RequestLog
from tests.newsroom.outlets.outlet import Outlet
from tests.newsroom.response import Response, of_json

Query = Mapping[str, str]


class Control:
    """Answers /__truth.jsonl, /__facts.json, /__edit, /__remove, /__wall, /__fail and /__log for the outlets given.

    An unknown outlet or URL gives 404, a missing or misspelt value 400, both with ``{"error": ...}``.
    """

    def __init__(self, outlets: Mapping[str, Outlet]) -> None:
        self.outlets = outlets
        self.faults = {name: Faults() for name in outlets}
        self.logs = {name: RequestLog() for name in outlets}
        self._edits = 0

    def answer(self, path: str, query: Query) -> Response:
        """Answer one request to the control host."""
        commands = {
            "/__truth.jsonl": self._truth,
            "/__facts.json": self._facts,
            "/__edit": self._edit,
            "/__remove": self._remove,
            "/__wall": self._wall,
            "/__fail": self._fail,
            "/__log": self._log,
        }
        if path not in commands:
            return of_json({"error": f"no command {path}"}, status=404)
        try:
            return commands[path](query)
        except KeyError as error:
            return of_json({"error": f"missing or unknown: {error}"}, status=404)
        except ValueError as error:
            return of_json({"error": str(error)}, status=400)

    def _truth(self, query: Query) -> Response:
        outlets = [self.outlets[query["outlet"]]] if "outlet" in query else self.outlets.values()
        records = [article.truth(outlet.home) for outlet in outlets for article in outlet.articles]
        lines = "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records)
        return Response(200, lines.encode(), "application/x-ndjson")

    def _facts(self, query: Query) -> Response:
        return of_json([facts for outlet in self.outlets.values() if (facts := outlet.facts_object())])

    def _edit(self, query: Query) -> Response:
        part = query.get("part", "body")
        if part not in ("body", "headline"):
            raise ValueError(f"part={part}: give body or headline")
        outlet = self._outlet_of(query["url"])
        outlet.edit(query["url"], part, self._edits + 1)
        self._edits += 1
        return of_json(outlet.find(query["url"]).truth(outlet.home))

    def _remove(self, query: Query) -> Response:
        outlet = self._outlet_of(query["url"])
        article = outlet.find(query["url"])
        article.removed = True
        return of_json(article.truth(outlet.home))

    def _wall(self, query: Query) -> Response:
        article = self._outlet_of(query["url"]).find(query["url"])
        article.walled = query.get("off") != "1"
        return of_json({"url": query["url"], "walled": article.walled})

    def _fail(self, query: Query) -> Response:
        status, count = int(query.get("status", "503")), int(query.get("count", "1"))
        if not (-1 <= status <= 0 or 400 <= status <= 599) or count < 1:
            raise ValueError(
                f"status={status} count={count}: give 400 to 599, 0 (hang up) or -1 (silence), and 1 or more"
            )
        fault = Fault(status, count, query.get("path", "/"), query.get("retry_after"))
        self.faults[query["outlet"]].waiting.append(fault)
        return of_json({"outlet": query["outlet"], "failing": len(self.faults[query["outlet"]].waiting)})

    def _log(self, query: Query) -> Response:
        response = of_json({name: log.report() for name, log in self.logs.items()})
        if query.get("reset") == "1":
            for log in self.logs.values():
                log.clear()
        return response

    def _outlet_of(self, url: str) -> Outlet:
        for outlet in self.outlets.values():
            if url.startswith(outlet.home):
                return outlet
        raise KeyError(url)
