"""Nobody answers at the carrier's REST: whoever waits is connected all the same, by the turn of the wait."""

import pytest

from carrier.faults import ALWAYS
from tests.recovery.line import LINE
from tests.recovery.people import eventually, hears, rings
from tests.recovery.service import Service


@pytest.mark.fault("F34")
def test_whoever_waits_is_connected_by_the_turn_of_the_wait(service: Service) -> None:
    caller, agent = service.caller(), service.agent()
    service.declares(agent, "on_break")
    hears(caller.dials(LINE), "toets 1").presses("1")
    eventually(lambda: any(line.kind == "music" for line in list(caller.transcript.lines)), "the caller waits")
    service.exchange.faults.rest("*", "*", answer=503, times=ALWAYS)
    try:
        rings(service.signs_on(agent)).answers()
        hears(agent.phone, "Toets 1").presses("1")
        eventually(lambda: agent.phone.talks_to(caller), "the two talk")
    finally:
        service.exchange.faults.mend_rest()
    caller.hangs_up()
    eventually(lambda: service.status().ok, "all is well again")
