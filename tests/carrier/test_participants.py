"""Who hears whom in a conference, as Twilio's pages on <Conference> and the Participant resource say it."""

from datetime import timedelta

import pytest
from twilio.base.exceptions import TwilioRestException
from twilio.rest import Client

from carrier.events import Bridged, Hears, HearsNoMore, Parted
from carrier.phone import Phone
from carrier.record import requests
from tests.carrier.service import ANNA, BASE_URL, BERT, PIET, audio, serve
from tests.carrier.test_conference import ROOM, client

MUSIC = f"{BASE_URL}/music"
TOLD = 'statusCallback="/room" statusCallbackEvent="join mute hold modify announcement"'


class Three:
    """Piet and Anna talk; Bert is in the room as the attributes say."""

    def __init__(self, attributes: str = 'muted="true"', **others: str) -> None:
        self.service, self.carrier = serve(answer=ROOM.format(TOLD), left="<Say>Over.</Say>", room="", **others)
        self.service.answers["/music"] = audio(8)
        self.service.answers["/word"] = '<Say language="en-GB">Bert listens.</Say>'
        self.piet = self._comes(PIET, "Piet")
        self.anna = self._comes(ANNA, "Anna")
        self.service.answers["/voice/answer"] = ROOM.format(attributes.format(anna=self.anna.legs[-1].sid))
        self.bert = self._comes(BERT, "Bert")

    def _comes(self, number: str, name: str) -> Phone:
        return self.carrier.phones.caller(number, name).dials(self.carrier.line).waits("1s")

    @property
    def rest(self) -> Client:
        return client(self.carrier)

    @property
    def conference(self):
        (found,) = self.rest.conferences.list(friendly_name="room", status="in-progress")
        return found

    def participant(self, phone: Phone):
        return self.rest.conferences(self.conference.sid).participants(phone.legs[-1].sid)

    def told(self) -> list[str]:
        return [one.params["StatusCallbackEvent"] for one in requests(self.carrier.exchange.record, "conference")]


def test_who_is_muted_hears_and_is_not_heard():
    room = Three()
    room.bert.listens_to(room.anna).listens_to(room.piet)
    room.bert.says("Nobody hears this.")
    room.anna.says("Good morning.")
    assert "Good morning." in room.bert.transcript.show()
    assert all("Nobody hears this." not in phone.transcript.show() for phone in (room.anna, room.piet))
    room.participant(room.bert).update(muted=False)
    room.bert.is_talking_to(room.anna).is_talking_to(room.piet)
    assert room.participant(room.bert).fetch().muted is False


def test_a_coach_is_heard_by_the_coached_alone():
    """coach, CallSidToCoach."""
    room = Three('coach="{anna}"')
    room.bert.is_talking_to(room.anna).listens_to(room.piet)
    room.bert.says("Ask for the number.")
    assert "Ask for the number." in room.anna.transcript.show()
    assert "Ask for the number." not in room.piet.transcript.show()
    assert room.participant(room.bert).fetch().call_sid_to_coach == room.anna.legs[-1].sid


def test_a_listener_becomes_a_coach_joins_and_is_a_listener_again():
    room = Three()
    bert, anna, piet = room.bert, room.anna, room.piet
    room.participant(bert).update(muted=False, coaching=True, call_sid_to_coach=anna.legs[-1].sid)
    assert (bert.talks_to(anna), bert.overhears(piet)) == (True, True)
    room.participant(bert).update(muted=False, coaching=False)
    assert (bert.talks_to(anna), bert.talks_to(piet)) == (True, True)
    room.participant(bert).update(muted=True, coaching=False)
    assert (bert.overhears(anna), bert.overhears(piet)) == (True, True)
    of_bert = [one for one in room.carrier.exchange.record if isinstance(one, Bridged | Parted | Hears | HearsNoMore)]
    assert [type(one).__name__ for one in of_bert][1:] == [
        *("Hears", "Hears"),
        *("HearsNoMore", "Bridged"),
        *("HearsNoMore", "Bridged"),
        *("Parted", "Hears", "Parted", "Hears"),
    ]


def test_nobody_coaches_who_is_not_there_or_is_on_hold():
    """Errors 13240, 16027, 16028."""
    room = Three()
    with pytest.raises(TwilioRestException) as refused:
        room.participant(room.bert).update(coaching=True, call_sid_to_coach="CA" + "0" * 32)
    assert refused.value.code == 16028
    room.participant(room.anna).update(hold=True, hold_url=MUSIC)
    with pytest.raises(TwilioRestException) as refused:
        room.participant(room.bert).update(coaching=True, call_sid_to_coach=room.anna.legs[-1].sid)
    assert refused.value.code == 16027
    room.carrier.exchange.tolerate(13240)
    room.service.answers["/voice/answer"] = ROOM.format('coach="CA-nobody"')
    room.carrier.phones.caller("+31644444444").dials(room.carrier.line).hears("application error")


def test_whom_the_coached_has_left_nobody_hears():
    room = Three('coach="{anna}"')
    room.anna.hangs_up()
    room.bert.says("Is anybody there?")
    assert "Is anybody there?" not in room.piet.transcript.show()


def test_who_is_on_hold_hears_the_music_of_the_hold_url_and_nobody():
    """Hold, HoldUrl – asked for with GET, and again when it ends."""
    room = Three()
    room.participant(room.piet).update(hold=True, hold_url=MUSIC)
    room.piet.hears_music()
    assert (room.piet.talks_to(room.anna), room.bert.overhears(room.piet)) == (False, False)
    room.bert.listens_to(room.anna)
    room.piet.waits("20s").hears_music()
    room.anna.says("He is on hold.")
    assert "He is on hold." not in room.piet.transcript.show()
    assert {asked.method for asked in room.service.asked_at("/music")} == {"GET"}
    room.participant(room.piet).update(hold=False)
    room.piet.is_talking_to(room.anna)
    assert len(room.rest.conferences(room.conference.sid).participants.list(hold=True)) == 0


@pytest.mark.parametrize("music", ["<Say>Stay with us.</Say>", "<Play>/music</Play><Redirect/>"])
def test_hold_music_may_be_a_document(music):
    room = Three()
    room.service.answers["/hold"] = music.replace("<Redirect/>", "<Redirect>/hold</Redirect>")
    room.participant(room.piet).update(hold=True, hold_url=f"{BASE_URL}/hold", hold_method="POST")
    room.piet.waits("20s")
    assert len(room.service.asked_at("/hold")) > 1


def test_music_that_cannot_be_had_hangs_nobody_up():
    room = Three()
    room.carrier.exchange.tolerate(11200, 12200)
    room.participant(room.piet).update(hold=True, hold_url=f"{BASE_URL}/nowhere")
    room.piet.waits("5s")
    room.service.answers["/keys"] = "<Gather/>"
    room.participant(room.anna).update(hold=True, hold_url=f"{BASE_URL}/keys")
    room.anna.waits("5s")
    room.participant(room.piet).update(hold=False)
    room.participant(room.anna).update(hold=False)
    room.piet.is_talking_to(room.anna)
    assert [one.code for one in room.carrier.exchange.complaints] == [11200, 12200]


def test_who_hangs_up_on_hold_is_gone_and_the_music_with_them():
    room = Three()
    room.participant(room.piet).update(hold=True, hold_url=MUSIC)
    room.piet.hears_music().hangs_up()
    asked = len(room.service.asked_at("/music"))
    room.carrier.clock.advance(timedelta(seconds=60))
    assert len(room.service.asked_at("/music")) == asked


def test_an_announcement_is_heard_by_one():
    """AnnounceUrl."""
    room = Three()
    room.participant(room.anna).update(announce_url=f"{BASE_URL}/word")
    room.anna.hears("Bert listens.")
    room.piet.never_heard("Bert listens.")
    assert room.anna.talks_to(room.piet)
    assert room.told()[-1] == "announcement-end"


def test_hooks_tell_of_it():
    """statusCallbackEvent mute, hold, modify."""
    room = Three()
    one = room.participant(room.bert)
    one.update(muted=False)
    one.update(muted=True)
    one.update(coaching=True, call_sid_to_coach=room.anna.legs[-1].sid)
    one.update(hold=True, hold_url=MUSIC)
    one.update(hold=False)
    room.carrier.clock.advance(timedelta(seconds=1))
    assert room.told()[3:] == [
        *("participant-unmute", "participant-mute", "participant-modify"),
        *("participant-hold", "participant-unhold"),
    ]
    told = requests(room.carrier.exchange.record, "conference")[-2].params
    assert (told["Hold"], told["Muted"], told["Coaching"]) == ("true", "true", "true")


def test_who_waits_for_the_start_hears_the_waiting_music():
    """waitUrl, startConferenceOnEnter."""
    service, carrier = serve(answer=ROOM.format('startConferenceOnEnter="false" waitUrl="/music"'), left="")
    service.answers["/music"] = audio(8)
    piet = carrier.phones.caller(PIET).dials(carrier.line).hears_music().waits("15s").hears_music()
    assert client(carrier).conferences.list(friendly_name="room")[0].status == "init"
    service.answers["/voice/answer"] = ROOM.format("")
    anna = carrier.phones.caller(ANNA).dials(carrier.line).is_talking_to(piet)
    asked = len(service.asked_at("/music"))
    anna.waits("30s")
    assert len(service.asked_at("/music")) == asked


def test_a_participant_is_removed_and_a_conference_ended_by_rest():
    room = Three()
    assert room.participant(room.bert).delete()
    room.bert.hears("Over.")
    assert room.anna.talks_to(room.piet)
    sid = room.conference.sid
    room.rest.conferences(sid).update(status="completed")
    room.anna.hears("Over.")
    assert room.rest.conferences(sid).fetch().status == "completed"
    assert room.rest.conferences.list(friendly_name="room", status="in-progress") == []
    with pytest.raises(TwilioRestException) as refused:
        room.rest.conferences(sid).participants(room.anna.legs[-1].sid).fetch()
    assert refused.value.code == 20404


@pytest.mark.parametrize(
    "wrong",
    [
        {"coaching": True},
        {"hold": True},
        {"hold": True, "hold_url": "music"},
        {"announce_url": "word"},
        {"wait_url": MUSIC},
        {"hold": True, "hold_url": MUSIC, "hold_method": "PUT"},
    ],
)
def test_what_makes_no_sense_changes_nothing(wrong):
    room = Three()
    with pytest.raises(TwilioRestException) as refused:
        room.participant(room.bert).update(muted=False, **wrong)
    assert refused.value.status == 400
    assert room.participant(room.bert).fetch().muted is True


def test_a_participant_may_be_made_to_end_it_by_leaving():
    room = Three()
    room.participant(room.bert).update(end_conference_on_exit=True)
    room.bert.hangs_up()
    room.anna.hears("Over.")
