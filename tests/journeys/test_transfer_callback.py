"""Whoever is called back can be sent on too: the promise is kept, and the customer is a caller like any other."""

from carrier.phone import Phone
from tests.journeys.askings import asks_for_a_callback
from tests.journeys.world import World


def called_back_by_anna(world: World) -> tuple[Phone, Phone]:
    """Anna, and the customer whom she has called back."""
    customer = asks_for_a_callback(world)
    world.passes("40m")
    anna = world.agent("anna").accepts()
    customer.accepts()
    world.signs_on("anna")
    anna.is_talking_to(customer)
    return anna, customer


def test_the_customer_goes_on_and_the_promise_is_kept(world: World) -> None:
    anna, customer = called_back_by_anna(world)
    (bram,) = world.signs_on("bram")
    bram.accepts()

    sent = world.api("POST", "/api/agents/anna/transfer", to={"need": "technical"}, note="wil weten wanneer")

    assert sent.status_code == 202
    customer.hears("Anna verbindt u door voor een storing")
    anna.hears("Doorverbonden. Dag").was_hung_up()
    bram.hears("Doorverbonden door Anna, een storing, Nederlands").is_talking_to(customer)
    promise = world.promise()
    assert (promise.state, promise.kept_how) == ("kept", "spoke")
    context = world.api("GET", "/api/agents/bram").json["call"]
    assert (context["phone"], context["sent_on"]["note"]) == (customer.address, "wil weten wanneer")
    hers = world.api("GET", "/api/agents/anna").json["call"]
    assert (hers["promise_id"], hers["suggested_disposition"]) == (promise.id, "transferred")
    assert world.api("POST", "/api/agents/anna/wrapped", disposition="transferred").status_code == 200
    bram.hangs_up()
    customer.was_hung_up()
    world.passes("1s")
    assert world.call(customer).outcome == "answered"


def test_a_customer_who_waits_and_hangs_up_has_been_spoken_with(world: World) -> None:
    anna, customer = called_back_by_anna(world)
    (bram,) = world.signs_on("bram")
    bram.lets_it_ring()

    assert world.api("POST", "/api/agents/anna/transfer", need="technical").status_code == 202
    customer.hears("verbindt u door").hears_music()
    anna.was_hung_up()
    customer.hangs_up()

    world.passes("1s")
    assert world.call(customer).outcome == "abandoned"
    assert world.promise().state == "kept"
    assert world.api("GET", "/api/queue").json == []


def test_a_customer_who_waits_again_can_ask_for_another_callback(world: World) -> None:
    _, customer = called_back_by_anna(world)
    (bram,) = world.signs_on("bram")
    bram.lets_it_ring()
    assert world.api("POST", "/api/agents/anna/transfer", need="technical").status_code == 202

    customer.hears("verbindt u door").hears("Toets 1 en we bellen u terug").presses("1").hears("Afgesproken")

    customer.hangs_up()
    world.passes("1s")
    owed = {(promise.need, promise.state == "kept", promise.phone) for promise in world.promises()}
    assert owed == {("billing", True, customer.address), ("technical", False, customer.address)}
