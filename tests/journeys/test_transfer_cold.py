"""A call goes on to somebody else: to a need, to a person; nothing is asked again, and nobody loses the place."""

from carrier.phone import Phone
from tests.journeys.world import World


def talking(world: World, agent: Phone, key: str = "1") -> Phone:
    """A caller who talks to this agent."""
    agent.accepts()
    caller = world.caller().dials(world.carrier.line).hears("toets 1").presses(key)
    agent.is_talking_to(caller)
    return caller


def test_a_wrong_choice_is_put_right_by_the_need_alone(world: World) -> None:
    anna, bram = world.signs_on("anna", "bram")
    caller = talking(world, anna)
    bram.accepts()

    answer = world.api("POST", "/api/agents/anna/transfer", need="technical")

    assert (answer.status_code, answer.json["state"], answer.json["wrong_choice"]) == (202, "asked", True)
    caller.hears("Anna verbindt u door voor een storing")
    bram.hears("Doorverbonden door Anna, een storing, Nederlands. Toets 1").is_talking_to(caller)
    assert world.activity("anna") == "wrapping_up"
    shown = world.api("GET", f"/api/transfers/{answer.json['id']}").json
    assert (shown["state"], shown["need_before"], shown["taken_by"]) == ("arrived", "billing", "bram")


def test_the_next_agent_has_the_note_and_the_first_one_wraps_up(world: World) -> None:
    anna, bram = world.signs_on("anna", "bram")
    caller = talking(world, anna)
    bram.accepts()
    note = "Het modem knippert rood sinds gisteren."

    sent = world.api("POST", "/api/agents/anna/transfer", to={"need": "technical"}, note=note).json
    bram.is_talking_to(caller)

    context = world.api("GET", "/api/agents/bram").json["call"]
    assert (context["need"], context["suggested_disposition"]) == ("technical", None)
    assert context["call_sid"] == caller.legs[-1].sid
    assert context["sent_on"] == {
        "by": "anna",
        "by_name": "Anna",
        "note": note,
        "need_before": "billing",
        "mode": "cold",
        "at": sent["asked_at"],
    }
    hers = world.api("GET", "/api/agents/anna").json["call"]
    assert (hers["transfer_id"], hers["suggested_disposition"], hers["sent_on"]) == (sent["id"], "transferred", None)
    wrapped = world.api("POST", "/api/agents/anna/wrapped", disposition="transferred", note="storing")
    assert wrapped.json["activity"] == "idle"
    caller.hangs_up()
    world.passes("1s")
    assert world.activity("bram") == "wrapping_up"
    assert world.api("POST", "/api/agents/bram/wrapped", disposition="resolved").status_code == 200
    call = world.call(caller)
    assert (call.outcome, call.answered_by, call.disposition) == ("answered", "bram", "resolved")


def test_a_caller_who_was_sent_on_keeps_the_place_when_nobody_accepts(world: World) -> None:
    anna, bram = world.signs_on("anna", "bram")
    caller = talking(world, anna)
    later = world.caller("+31633333333", "a later caller").dials(world.carrier.line).hears("toets 1").presses("2")
    bram.lets_it_ring().rings()
    world.api("POST", "/api/agents/anna/transfer", need="technical")

    caller.hears("Anna verbindt u door").hears_music()

    assert [call["call_sid"] for call in world.api("GET", "/api/queue").json] == [caller.legs[-1].sid]
    bram.accepts()
    bram.is_talking_to(later)
    later.hangs_up()
    world.passes("31s")
    bram.is_talking_to(caller)


def test_a_caller_who_was_sent_on_can_still_be_called_back_instead(world: World) -> None:
    anna, bram = world.signs_on("anna", "bram")
    bram.accepts()
    other = world.caller("+31633333333", "another").dials(world.carrier.line).hears("toets 1").presses("2")
    bram.is_talking_to(other)
    caller = talking(world, anna)

    world.api("POST", "/api/agents/anna/transfer", need="technical")

    caller.hears("verbindt u door").hears("Toets 1 en we bellen u terug").presses("1").hears("Afgesproken").hangs_up()
    world.passes("1s")
    promise = world.promise()
    assert (promise.need, promise.state) == ("technical", "open")
    other.hangs_up()


def test_a_colleague_is_rung_by_name(world: World) -> None:
    anna, bram, chloe = world.signs_on("anna", "bram", "chloe")
    caller = talking(world, anna)

    world.api("POST", "/api/agents/anna/transfer", to={"agent": "chloe"}, note="Kent u nog van maandag")

    caller.hears("Anna verbindt u door met Chloë")
    chloe.rings().sees_header("need", "billing").sees_header("sent_on_by", "anna").answers()
    chloe.is_talking_to(caller)
    bram.stays_silent("1s")


def test_a_hang_up_before_the_next_agent_is_an_end_like_any_other(world: World) -> None:
    anna, bram = world.signs_on("anna", "bram")
    bram.lets_it_ring()
    caller = talking(world, anna)
    world.api("POST", "/api/agents/anna/transfer", need="technical")
    caller.hears("verbindt u door")
    bram.rings()

    caller.hangs_up()

    world.passes("1s")
    assert (world.activity("bram"), world.activity("anna")) == ("idle", "wrapping_up")
    assert world.call(caller).outcome == "abandoned"


def test_who_sent_it_on_gets_it_back_only_when_nobody_else_is_there(world: World) -> None:
    anna, bram = world.signs_on("anna", "bram")
    bram.accepts()
    other = world.caller("+31633333333", "another").dials(world.carrier.line).hears("toets 1").presses("2")
    bram.is_talking_to(other)
    caller = talking(world, anna)
    world.api("POST", "/api/agents/anna/transfer", need="technical")
    caller.hears("verbindt u door")
    world.passes("2m")
    anna.stays_silent("1s")
    assert world.activity("anna") == "idle"

    world.signs_off("bram")

    anna.hears("Een storing, Nederlands").is_talking_to(caller)
    other.hangs_up()


def test_the_call_is_kept_for_the_colleague_for_two_minutes(world: World) -> None:
    anna, bram, chloe = world.signs_on("anna", "bram", "chloe")
    bram.accepts()
    other = world.caller("+31633333333", "another").dials(world.carrier.line).hears("toets 1").presses("2")
    bram.is_talking_to(other)
    caller = talking(world, anna)
    world.api("POST", "/api/agents/anna/transfer", to={"agent": "bram"})
    caller.hears("Anna verbindt u door met Bram").hears_music()

    chloe.stays_silent("90s")
    other.hangs_up()
    world.passes("1s")
    world.api("POST", "/api/agents/bram/wrapped", disposition="resolved")

    bram.hears("Doorverbonden door Anna, een rekening").is_talking_to(caller)


def test_when_the_colleague_does_not_come_free_somebody_else_helps(world: World) -> None:
    anna, bram, chloe = world.signs_on("anna", "bram", "chloe")
    bram.accepts()
    other = world.caller("+31633333333", "another").dials(world.carrier.line).hears("toets 1").presses("2")
    bram.is_talking_to(other)
    caller = talking(world, anna)
    world.api("POST", "/api/agents/anna/transfer", to={"agent": "bram"})
    caller.hears("Anna verbindt u door met Bram")

    chloe.stays_silent("110s").rings().answers()

    chloe.is_talking_to(caller)
    other.hangs_up()


def test_the_caller_is_told_when_the_colleague_cannot_come_any_more(world: World) -> None:
    anna, bram = world.signs_on("anna", "bram")
    bram.accepts()
    other = world.caller("+31633333333", "another").dials(world.carrier.line).hears("toets 1").presses("2")
    bram.is_talking_to(other)
    caller = talking(world, anna)
    world.api("POST", "/api/agents/anna/transfer", to={"agent": "bram"})
    caller.hears("Anna verbindt u door met Bram").hears_music()

    world.signs_off("anna", "bram")

    caller.hears("Bram kan nu niet. Wie het eerst vrij is, helpt u. U houdt uw plaats")
    world.signs_on("anna")
    anna.is_talking_to(caller)
    other.hangs_up()


def test_a_long_talk_was_no_waiting(world: World) -> None:
    anna, bram = world.signs_on("anna", "bram")
    bram.accepts()
    other = world.caller("+31633333333", "another").dials(world.carrier.line).hears("toets 1").presses("2")
    bram.is_talking_to(other)
    (chloe,) = world.signs_on("chloe")
    chloe.lets_it_ring()
    caller = talking(world, anna)
    world.passes("20m")
    world.api("POST", "/api/agents/anna/transfer", need="technical")

    caller.hears("verbindt u door").hears("Liever niet wachten")

    chloe.rings()
    other.hangs_up()
