"""Whatever goes wrong between the service and its carrier, on purpose.

A script of faults is a handful of calls on `exchange.faults`; without one, nothing here does anything.
Faults of people (voicemail, hanging up at a bad moment) are behaviours of phones, not of the line.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta
from fnmatch import fnmatch
from random import Random
from typing import TYPE_CHECKING

from carrier.clock import NO_TIME
from carrier.transports import ConnectFailed, Response

if TYPE_CHECKING:
    from carrier.hooks import Question

ALWAYS = 1_000_000


@dataclass(slots=True)
class RestFault:
    """What happens to the next `times` requests that match. See `Faults.rest`."""

    method: str
    resource: str
    answer: int | None
    code: int | None
    after_acting: bool
    lose_answer: bool
    refuse_connection: bool
    takes: timedelta
    times: int

    def matches(self, method: str, resource: str) -> bool:
        return self.times > 0 and self.method in {method, "*"} and fnmatch(resource, self.resource)


@dataclass(slots=True)
class HookFault:
    """What happens to the next `times` status hooks whose status is in `only`."""

    duplicate: bool
    drop: bool
    delay: timedelta
    shuffle_within: timedelta
    only: Collection[str]
    random: Random
    times: int

    def matches(self, status: str) -> bool:
        return self.times > 0 and (not self.only or status in self.only)


@dataclass(slots=True)
class AppFault:
    url_contains: str
    takes: timedelta
    refuse_connection: bool
    answer: int | None
    times: int

    def matches(self, url: str) -> bool:
        return self.times > 0 and self.url_contains in url


class Faults:
    def __init__(self) -> None:
        self.is_answered_told_first = False
        self.list_lag = NO_TIME
        self._rest: list[RestFault] = []
        self._hooks: list[HookFault] = []
        self._app: list[AppFault] = []
        self._signature: str | None = None

    # The script.

    def rest(
        self,
        method: str,
        resource: str,
        *,
        answer: int | None = None,
        code: int | None = None,
        after_acting: bool = False,
        lose_answer: bool = False,
        refuse_connection: bool = False,
        takes: timedelta = NO_TIME,
        times: int = 1,
    ) -> None:
        """Spoil the next `times` requests to a resource such as "Calls", "Calls/*" or "Messages".

        `answer` (with Twilio's `code`) is given instead of acting, or `after_acting`; `lose_answer` acts
        and the client meets a read timeout; `refuse_connection`: nobody is there; `takes`: slow.
        """
        fault = RestFault(method, resource, answer, code, after_acting, lose_answer, refuse_connection, takes, times)
        self._rest.append(fault)

    def late_updates_refused(self, times: int = 1) -> None:
        """The call has ended in the meantime: updates meet 400 with 21220."""
        self.rest("POST", "Calls/*", answer=400, code=21220, times=times)

    def list_lags(self, by: timedelta) -> None:
        """Lists of calls do not yet show what was created less than `by` ago (eventual consistency)."""
        self.list_lag = by

    def status_hooks(
        self,
        *,
        duplicate: bool = False,
        drop: bool = False,
        delay: timedelta = NO_TIME,
        shuffle_within: timedelta = NO_TIME,
        only: Collection[str] = (),
        seed: int = 0,
        times: int = ALWAYS,
    ) -> None:
        """Status hooks come twice, never, later by `delay`, or at random `shuffle_within` a span.

        `only` narrows that to some statuses, e.g. {"completed"}; of a recording, {"recording-completed"}.
        """
        random = Random(seed)  # noqa: S311 - a repeatable disorder
        self._hooks.append(HookFault(duplicate, drop, delay, shuffle_within, only, random, times))

    def answered_hook_first(self) -> None:
        """The in-progress hook reaches the service before the request for the document does."""
        self.is_answered_told_first = True

    def app(
        self,
        url_contains: str = "",
        *,
        takes: timedelta = NO_TIME,
        refuse_connection: bool = False,
        answer: int | None = None,
        times: int = 1,
    ) -> None:
        """The service is slow, gone, or answers a bare status, for the next `times` requests that match."""
        self._app.append(AppFault(url_contains, takes, refuse_connection, answer, times))

    def mend_rest(self) -> None:
        """The REST API answers as ever again."""
        self._rest.clear()

    def mend_app(self) -> None:
        """The service is there again."""
        self._app.clear()

    def signature(self, value: str | None) -> None:
        """Requests carry `value` as their signature; "" sends none, None heals it."""
        self._signature = value

    # Asked by the carrier.

    def take_rest(self, method: str, resource: str) -> RestFault | None:
        for fault in self._rest:
            if fault.matches(method, resource):
                fault.times -= 1
                return fault
        return None

    def deliveries(self, question: "Question") -> list[timedelta]:
        """After how long a hook is delivered, once for each delivery."""
        if question.purpose != "status":
            return [NO_TIME]
        status = _status_in(question.params)
        delays = [NO_TIME]
        for fault in self._hooks:
            if fault.matches(status):
                fault.times -= 1
                delays = [] if fault.drop else delays * (2 if fault.duplicate else 1)
                span = fault.shuffle_within
                delays = [delay + fault.delay + span * fault.random.random() for delay in delays]
        return delays

    def spoil(self, headers: Mapping[str, str]) -> dict[str, str]:
        headers = dict(headers)
        if self._signature is not None:
            headers["X-Twilio-Signature"] = self._signature
        return {name: value for name, value in headers.items() if value}

    def meet(self, url: str) -> Response | None:
        """What stands in for the service this time: a bare answer, an exception, or (None) itself."""
        for fault in self._app:
            if fault.matches(url) and (fault.refuse_connection or fault.answer is not None):
                fault.times -= 1
                if fault.answer is None:
                    raise ConnectFailed(f"{url} refused the connection, on purpose")
                return Response(fault.answer, takes=fault.takes)
        return None

    def slowness(self, url: str) -> timedelta:
        for fault in self._app:
            if fault.matches(url):
                fault.times -= 1
                return fault.takes
        return NO_TIME


def _status_in(params: Mapping[str, str]) -> str:
    if recording := params.get("RecordingStatus"):
        return f"recording-{recording}"
    return params.get("CallStatus") or params.get("MessageStatus", "")
