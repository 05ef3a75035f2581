"""Sound, as far as it goes without Twilio: the real SDK, a microphone that Chromium plays, and a caller who is a peer
connection in another tab. The test stands between the two, where Twilio does, and carries their descriptions over.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser import ARGUMENTS, CHROMIUM
from tests.journeys.conftest import WorldOf
from tests.pages.phone.conftest import KEY, Desks, act, says
from tests.pages.phone.test_twilio import CALL, Gateway, until
from tests.pages.visitors import served
from tools.ports import free_port
from voice_app.pages import create_pages

WITH_SOUND = [
    *ARGUMENTS,
    "--use-fake-device-for-media-stream",  # a microphone that beeps once a second
    "--allow-loopback-in-peer-connection",
    "--autoplay-policy=no-user-gesture-required",
]

MURMUR = 1e-4
"""Of the energy of which one beep has some 0.2."""

CALLER = """
async () => {
  window.peer = new RTCPeerConnection();
  const tone = new AudioContext();
  const voice = new OscillatorNode(tone);
  const mouth = new MediaStreamAudioDestinationNode(tone);
  voice.connect(mouth);
  voice.start();
  peer.addTrack(mouth.stream.getTracks()[0], mouth.stream);
  peer.addEventListener("track", ({ streams }) => {
    window.ear = new Audio();
    ear.srcObject = streams[0];
    ear.play();
  });
  await peer.setLocalDescription();
  while (peer.iceGatheringState !== "complete") await new Promise((resolve) => setTimeout(resolve, 20));
  return peer.localDescription.sdp;
}
"""
MICROPHONES = """
window.microphones = [];
const open = MediaDevices.prototype.getUserMedia;
MediaDevices.prototype.getUserMedia = async function (wanted) {
  const stream = await open.call(this, wanted);
  window.microphones.push(...stream.getTracks());
  return stream;
};
"""
HEARD = """
async () => {
  for (const report of (await peer.getStats()).values()) {
    if (report.type === "inbound-rtp") return report.totalAudioEnergy ?? 0;
  }
  return 0;
}
"""


@pytest.fixture
def gateway() -> Gateway:
    return Gateway()


@pytest.fixture
def desks(world_of: WorldOf, browser: Browser, gateway: Gateway, bare_desk: None) -> Iterator[Desks]:
    world = world_of(env={"PAGES_PORT": str(free_port()), **KEY})
    hearing = browser.browser_type.launch(executable_path=CHROMIUM, args=WITH_SOUND)

    def prepare(context: BrowserContext) -> None:
        context.route_web_socket("wss://voice-js.roaming.twilio.com/signal", gateway.take)
        context.route("https://**", lambda route: route.abort())
        context.grant_permissions(["microphone"])
        context.add_init_script(MICROPHONES)

    with served(world.house, create_pages(world.house)) as address:
        desks = Desks(world, address, hearing, prepare=prepare)
        yield desks
        desks.examine()
        hearing.close()


def test_a_talk_is_had_muted_and_ended_and_the_microphone_is_let_go(desks: Desks, gateway: Gateway) -> None:
    context = desks.browser_of("chloe")
    page = desks.opens(context)
    says(page, "Your phone is this page.")
    caller = context.new_page()
    caller.goto(desks.address + "/static/gehoor.css")
    gateway.tells(
        "invite", callsid=CALL, sdp=caller.evaluate(CALLER), parameters={"CallSid": CALL, "From": "+31201234567"}
    )
    act(page, "Answer").click()
    until(page, lambda: bool(answers(gateway)))
    caller.evaluate("sdp => peer.setRemoteDescription({ type: 'answer', sdp })", answers(gateway)[0]["sdp"])
    says(page, "You are on the phone.")
    until(page, lambda: caller.evaluate(HEARD) > 100 * MURMUR)
    act(page, "Microphone off").click()
    says(page, "Your microphone is off: nobody hears you.")
    page.wait_for_timeout(1000)  # what was on its way
    before = caller.evaluate(HEARD)
    page.wait_for_timeout(1500)  # longer than from one beep to the next
    assert caller.evaluate(HEARD) - before < MURMUR
    act(page, "Hang up").click()
    says(page, "Your phone is this page.")
    assert page.evaluate("microphones.map(({ readyState }) => readyState)") == ["ended"]
    assert ("hangup", CALL) in [(kind, payload.get("callsid")) for kind, payload in gateway.heard]


def test_a_microphone_is_chosen_tried_and_remembered(desks: Desks) -> None:
    page = desks.opens(desks.browser_of("chloe"))
    says(page, "Your phone is this page.")
    page.get_by_text("Microphone and sound", exact=True).click()
    microphone = page.get_by_role("combobox", name="Microphone")
    expect(microphone.get_by_role("option", name="Fake Audio Input 1")).to_be_attached()
    microphone.select_option(label="Fake Audio Input 1")
    act(page, "Test the microphone").click()
    until(page, lambda: page.evaluate("document.getElementById('phone-level').value") > 0)
    page.reload()
    says(page, "Your phone is this page.")
    page.get_by_text("Microphone and sound", exact=True).click()
    expect(chosen(page)).to_have_text("Fake Audio Input 1")


def chosen(page: Page) -> Any:
    return page.locator("#phone-microphone option:checked")


def answers(gateway: Gateway) -> list[dict[str, Any]]:
    return [payload for kind, payload in gateway.heard if kind == "answer"]
