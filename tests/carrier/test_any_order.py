"""Whatever people, the service and REST do, in whatever order: legs end once, bridges are undone, nobody is stuck."""

from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st
from twilio.base.exceptions import TwilioRestException

from carrier.calls import FINAL
from carrier.record import conversations, legs
from tests.carrier.service import ANNA, BASE_URL, BERT, PIET, serve

MENU = '<Gather numDigits="1" timeout="3" input="dtmf speech" action="/dial"><Say>Press one or two.</Say></Gather>'
DIAL = (
    '<Dial action="/voice/answer" timeout="10" answerOnBridge="true" hangupOnStar="true" callerId="+31201234567">'
    f'<Number url="/whisper" statusCallback="/status/leg">{ANNA}</Number><Client>bert</Client></Dial>'
)
WHISPER = '<Gather numDigits="1" timeout="2" action="/accepted"><Say>Press one.</Say></Gather><Hangup/>'

PHONES = (PIET, ANNA, BERT, "client:bert")
ACTS = ("dial", "answer", "decline", "press 1", "press *", "say", "hang up", "redirect", "complete", "cancel", "ring")
BEHAVIOURS = ("accepts", "refuses", "lets_it_ring", "is_busy", "voicemail_answers", "hangs_up_in_whisper", "rejects")

steps = st.tuples(st.sampled_from(ACTS), st.sampled_from(PHONES), st.integers(0, 120))


@settings(max_examples=15, deadline=None)
@given(
    st.lists(steps, max_size=25),
    st.lists(st.sampled_from(BEHAVIOURS), min_size=3, max_size=3),
    st.booleans(),
)
def test_any_order_of_acts_leaves_an_idle_exchange(acts, behaviours, first_dials):
    _, carrier = serve(
        answer=DIAL if first_dials else MENU + "<Redirect>/voice/answer</Redirect>",
        dial=DIAL,
        whisper=WHISPER,
        accepted="<Say>Connecting.</Say>",
    )
    for address, behaviour in zip(PHONES[1:], behaviours, strict=True):
        getattr(carrier.phones.at(address), behaviour)()
    for act, address, tenths in acts:
        _do(carrier, act, carrier.phones.at(address))
        carrier.clock.advance(timedelta(seconds=tenths / 10))
    for phone in list(carrier.phones.by_address.values()):
        if phone.is_in_call:
            phone.hangs_up()
    carrier.clock.advance(timedelta(minutes=10))
    _check(carrier)


def _do(carrier, act, phone):
    if act in {"redirect", "complete", "cancel", "ring"}:
        _ask_rest(carrier, act, phone)
    elif act == "dial":
        if not phone.is_in_call:
            phone.dials(carrier.line)
    elif act in {"answer", "decline"}:
        if phone.is_ringing:
            phone.answers() if act == "answer" else phone.declines()
    elif phone.is_in_call:
        {"say": lambda: phone.says("factuur"), "hang up": phone.hangs_up}.get(act, lambda: phone.presses(act[-1]))()


def _ask_rest(carrier, act, phone):
    sdk = carrier.sdk()
    call = sdk.calls(phone.legs[-1].sid if phone.legs else "CA" + "0" * 32)
    try:
        if act == "redirect":
            call.update(url=f"{BASE_URL}/whisper")
        elif act == "ring":
            sdk.calls.create(to=phone.address, from_=carrier.line, url=f"{BASE_URL}/whisper")
        else:
            call.update(status="completed" if act == "complete" else "canceled")
    except TwilioRestException as refused:
        if refused.code not in {20404, 21220}:  # unknown, or not in the right state
            raise


def _check(carrier):
    assert carrier.exchange.complaints == []
    for leg in legs(carrier.exchange.record):
        assert leg.status in FINAL
        assert leg.ended_at is not None
        assert leg.created_at <= (leg.answered_at or leg.created_at) <= leg.ended_at
    ended = [event for event in carrier.exchange.record if getattr(event, "status", None) in FINAL]
    assert len(ended) == len(legs(carrier.exchange.record)), "each leg ends once"
    assert all(talk.ended_at is not None for talk in conversations(carrier.exchange.record))
    assert all(call.peer is None for call in carrier.exchange.calls)
