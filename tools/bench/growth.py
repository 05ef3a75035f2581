"""What more of it costs: one, two and four `web` workers; ten thousand promises and more; fifty and two hundred open
desks.

    python -m tools.bench growth [--quick]
    python -m tools.bench.growth [--quick] [workers | promises | desks | million …]

Workers: hooks answered in a second, as `hooks` measures them, on four connections. Promises: the pass of a tick, the
page of promises, one more promise, one call through the door, each the median of a few. Desks: the hooks of calls on
schedule, as `sign_ins` measures them, with nobody who signs in, and a plain `GET /desk`. A million promises take
a minute to be filled in, so they are measured only where they are asked for.
"""

import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack
from itertools import count
from pathlib import Path
from statistics import median

from werkzeug.datastructures import MultiDict

from tools.bench import hooks, promises, sign_ins
from tools.embedded_redis import EmbeddedRedis
from tools.load.desks import Looks
from tools.quantiles import quantiles
from tools.visitors import AGENT, Visitor
from voice_app.app import create_app
from voice_app.caring.overview import overview
from voice_app.ledger import Ledger
from voice_app.ledger.promise_lists import Cut
from voice_app.numbers import Phone
from voice_app.promising import Wish, make
from voice_app.runtime import Runtime
from voice_app.signature import sign

WORKERS, ROUNDS = (1, 2, 4), 3
SIZES, MILLION = (10_000, 100_000, 300_000), (1_000_000,)
DESKS, SECONDS = (0, 50, 200), 8.0
TURNS = 9


def main() -> None:
    asked = [word for word in sys.argv[1:] if not word.startswith("--")]
    parts: dict[str, Callable[[bool], None]] = {"workers": _workers, "promises": _promises, "desks": _desks}
    for name, part in parts.items():
        if not asked or name in asked:
            part("--quick" in sys.argv)
    if "million" in asked:
        _promises(quick=False, sizes=MILLION)


def _workers(quick: bool) -> None:
    print("workers of web, SQLite\n")
    calls = 10 if quick else hooks.A_ROUND
    for workers in (1,) if quick else WORKERS:
        with tempfile.TemporaryDirectory() as folder, EmbeddedRedis(Path(folder) / "redis", append_only=True) as server:
            house = hooks.environment_of(Path(folder) / "house", server.url, calls)
            house |= {"WEB_CONCURRENCY": str(workers)}
            Ledger(house["DATABASE_URL"]).migrate()
            with hooks.serving_app("voice_app.app:create_app()", house):
                hooks.sign_on(house)
                timed = {"answer": hooks.Timed(), "menu step": hooks.Timed()}
                for _ in range(1 if quick else ROUNDS):
                    hooks.round_of_calls(house, timed["answer"], timed["menu step"], calls)
        for name, figures in timed.items():
            print(f"{workers}  {name:10} {figures}", flush=True)


def _promises(quick: bool, sizes: tuple[int, ...] = SIZES) -> None:
    print(f"\n{'promises':>10}{'tick ms':>10}{'page ms':>10}{'make ms':>10}{'hook ms':>10}   medians; SQLite")
    for size in (1_000,) if quick else sizes:
        with promises.house_owing(size) as house:
            took = _costs(house)
        print(f"{size:>10,}" + "".join(f"{one:>10.1f}" for one in took), flush=True)


def _costs(house: Runtime) -> list[float]:
    now, numbers = house.now(), count()
    return [
        _timed(lambda: promises.a_pass(house, now)),
        _timed(lambda: overview(house, None, Cut(), None, now)),
        _timed(lambda: make(house, _wish(next(numbers)), now)),
        _timed(_door(house)),
    ]


def _wish(n: int) -> Wish:
    """Each in a range of its own: a range that asks too often waits for approval."""
    return Wish(Phone(f"+3161{n * 10:04}000"), "billing", "nl", "api")


def _door(house: Runtime) -> Callable[[], object]:
    """One call comes in, of a phone that is owed a promise."""
    client, url, numbers = (
        create_app(house).test_client(),
        f"{house.settings.public_base_url}/voice/answer",
        count(),
    )
    token = house.settings.tokens[0]

    def call() -> object:
        n = next(numbers)
        form = hooks.form_of(f"CA{n:032x}") | {"From": f"+316{20_000_001 + n}"}
        answer = client.post(url, data=form, headers={"X-Twilio-Signature": sign(url, MultiDict(form), token)})
        if answer.status_code != 200 or b"<Gather" not in answer.data:  # noqa: PLR2004 - well
            raise SystemExit(f"a call was answered with {answer.status_code}: {answer.text[:300]}")
        return answer

    return call


def _timed(act: Callable[[], object]) -> float:
    took = []
    for _ in range(TURNS):
        begun = time.perf_counter()
        act()
        took.append((time.perf_counter() - begun) * 1000)
    return median(took)


def _desks(quick: bool) -> None:
    print(f"\nopen desks, {sign_ins.CALLS_A_SECOND} calls a second; SQLite\n")
    many, seconds = ((1,), 0.5) if quick else (DESKS, SECONDS)
    with tempfile.TemporaryDirectory() as folder, ExitStack() as ours:
        server = ours.enter_context(EmbeddedRedis(Path(folder) / "redis", append_only=True))
        house = hooks.environment_of(Path(folder) / "house", server.url, max(many) + 1)
        Ledger(house["DATABASE_URL"]).migrate()
        sign_ins.give_passwords(house)
        ours.enter_context(sign_ins.serving(["gunicorn"], house, int(house["PORT"])))
        pages = ["gunicorn", "--config", "pages.conf.py"]
        ours.enter_context(sign_ins.serving(pages, house, int(house["PAGES_PORT"])))
        looker = Visitor(house["PAGES_BASE_URL"], AGENT.format(n=max(many)), sign_ins.PASSWORD)
        list(looker.gets_in())
        sign_ins.play(house, min(seconds, 2.0))  # nothing is warm yet
        for desks in many:
            with ExitStack() as visit:
                if desks:
                    visit.enter_context(sign_ins.visitors(house, Counter(), desks=desks, sign_ins=0))
                looks = Looks(looker)
                visit.enter_context(looks.going_on())
                took = sign_ins.play(house, seconds)
            print(f"{desks:>4}  hooks {quantiles(took)}   GET /desk {looks}", flush=True)


if __name__ == "__main__":
    main()
