"""What a browser says when something is wrong: a journey that ends with anything unsaid-for here has failed."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import Final

from playwright.sync_api import BrowserContext, ConsoleMessage, Request, Response, WebError

LOUD: Final = frozenset({"error", "warning", "assert"})
ABORTED: Final = "net::ERR_ABORTED"
STATUS: Final = re.compile(r"^Failed to load resource: the server responded with a status of (\d{3}) ")

# The only failure that needs no announcing is ERR_ABORTED: the page was left while something of it was on its way, or
# a navigation gave way to another one or to a download (a double click, a PDF). It leaves nothing on the console. What
# the policy blocks, what the server drops and what does not exist fail under other names.


@dataclass
class Watch:
    """Everything that went wrong in the browsers of one test: errors and warnings of the console (breaches of the
    Content-Security-Policy are among them), errors of scripts, requests that failed, answers of 400 and above."""

    said: list[str] = field(default_factory=list)
    refused: Counter[int] = field(default_factory=Counter)
    expected: set[int] = field(default_factory=set)

    def over(self, context: BrowserContext) -> None:
        context.on("console", self._console)
        context.on("weberror", self._script)
        context.on("requestfailed", self._failed)
        context.on("response", self._answered)

    def expect(self, *statuses: int) -> None:
        """These refusals belong to the journey; each must then happen."""
        self.expected.update(statuses)

    def allow(self, *statuses: int) -> None:
        """These refusals may happen."""
        self.expected.update(statuses)
        self.refused.update(statuses)

    def faults(self) -> list[str]:
        unexpected = [f"answered {status}" for status in self.refused if status not in self.expected]
        missed = [f"{status} was expected, and never answered" for status in self.expected if not self.refused[status]]
        return [*self.said, *unexpected, *missed]

    def _console(self, message: ConsoleMessage) -> None:
        status = STATUS.match(message.text)
        if status is None and message.type in LOUD:
            self.said.append(f"console {message.type}: {message.text} ({message.page and message.page.url})")

    def _script(self, error: WebError) -> None:
        self.said.append(f"script: {error.error}")

    def _failed(self, request: Request) -> None:
        if request.failure != ABORTED:
            self.said.append(f"request failed: {request.method} {request.url} {request.failure}")

    def _answered(self, response: Response) -> None:
        if response.status >= 400:
            self.refused[response.status] += 1
            if response.status not in self.expected:
                self.said.append(f"{response.status}: {response.request.method} {response.url}")
