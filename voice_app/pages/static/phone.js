// The desk's phone: shows how it stands and does what its buttons say, on whichever network it is.
//
// Buttons are `data-phone="accept | decline | mute | hang-up | press"`, wherever they stand in the page. Each change is
// told as an event `phone` on #browser-phone, whose `detail` is the state. Words stand in the template, never here.

import { Tokens } from "./phone-tokens.js";

const UNREACHABLE_AFTER = 4000; // milliseconds without a registration that nobody needs to hear of
const ASLEEP_AFTER = 20_000; // a gap between two ticks; a machine that slept may think it is still registered
const TICK = 5000;

const box = document.getElementById("browser-phone");
const tokens = new Tokens();

// registration: connecting, ready or lost. trouble, microphone: the name of a sentence, of the network's and of the
// microphone's. call: null, or { id, stage, isMuted, parameters }; stage: ringing, answering, talking or reconnecting.
const state = { registration: "connecting", trouble: null, microphone: null, fault: "", call: null };
const hints = new Set();
let lostSince = performance.now();
let answersAtOnce = null; // the conversation that somebody wants to answer, which does not ring here yet

let network;
let devices = null; // where there is no sound
if (box.dataset.network === "twilio") {
  const [{ OnTwilio }, { Tabs }, { Devices }] = await Promise.all([
    import("./phone-twilio.js"),
    import("./phone-tabs.js"),
    import("./phone-devices.js"),
  ]);
  // Twilio tells nobody who else is registered; the stand-in does.
  network = new OnTwilio(tokens, tell, hint, new Tabs((isAlone) => hint("elsewhere", !isAlone)));
  devices = new Devices(box, network, tell, hint);
} else {
  const { OnStandIn } = await import("./phone-stand-in.js");
  network = new OnStandIn(tokens, tell, hint);
}

// What the network tells.

function tell(change) {
  if (change.registration && change.registration !== state.registration) lostSince = performance.now();
  Object.assign(state, change);
  if (state.call?.stage === "ringing" && answersAtOnce && answersAtOnce === shownToRing()) ACTS.accept();
  if (state.call) answersAtOnce = null;
  if (!state.call) for (const passing of ["poor-line", "silent-microphone"]) hints.delete(passing);
  draw();
}

function hint(name, isSo) {
  if (isSo) hints.add(name);
  else hints.delete(name);
  draw();
}

// What is shown.

function draw() {
  const { registration, call } = state;
  const trouble = state.trouble ?? state.microphone;
  box.dataset.registration = registration;
  box.dataset.call = call?.stage ?? "none";
  say("phone-state", call ? (call.stage === "talking" && call.isMuted ? "muted" : call.stage) : answersAtOnce ? "answering" : registration);
  say("phone-trouble", trouble);
  say("phone-hint", hintsInOrder().find((name) => hints.has(name)));
  document.getElementById("phone-fault").textContent = trouble === "fault" ? state.fault : "";
  for (const part of box.querySelectorAll("[data-shown]")) part.hidden = !isShown(part, call);
  for (const button of document.querySelectorAll('[data-phone="mute"]')) {
    button.setAttribute("aria-pressed", String(call?.isMuted ?? false));
  }
  drawContext(call);
  drawAlarm();
  box.dispatchEvent(new CustomEvent("phone", { bubbles: true, detail: { ...state, hints: [...hints] } }));
}

// As they stand in the template, the most urgent first.
function hintsInOrder() {
  return [...document.querySelectorAll("#phone-hint [data-says]")].map(({ dataset }) => dataset.says);
}

// Talking goes on while the connection is being mended; ringing is over once it is being answered.
function isShown(part, call) {
  return part.dataset.shown === (call?.stage === "reconnecting" ? "talking" : call?.stage);
}

function say(id, name) {
  const place = document.getElementById(id);
  let isSaid = false;
  for (const words of place.querySelectorAll("[data-says]")) {
    words.hidden = words.dataset.says !== name;
    isSaid ||= !words.hidden;
  }
  place.hidden = !isSaid;
}

// Loud, and only then: who is ready and cannot be rung lets callers wait.
function drawAlarm() {
  const isLong = performance.now() - lostSince > UNREACHABLE_AFTER;
  const presence = document.querySelector("[data-presence]")?.dataset.presence ?? "ready";
  const isUnreachable = state.registration !== "ready" && !state.call && isLong && presence === "ready";
  say("phone-alarm", isUnreachable ? "unreachable" : null);
}

// What came with the call, for a desk whose own news is stale. Text, whatever a caller wrote into it.
function drawContext(call) {
  const list = document.getElementById("phone-context");
  const given = call?.parameters ?? {};
  const labels = [...document.querySelectorAll("#phone-labels [data-label]")].filter(({ dataset }) => given[dataset.label]);
  list.replaceChildren(
    ...labels.flatMap(({ textContent, dataset: { label } }) => [
      element("dt", textContent),
      element("dd", label === "waited" ? asSpan(Number(given.waited)) : given[label]),
    ]),
  );
  list.hidden = labels.length === 0;
}

function asSpan(seconds) {
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

function element(name, text) {
  const made = document.createElement(name);
  made.textContent = text;
  return made;
}

// What is done.

// The desk shows a call some seconds before it rings, while the caller still hears something. Who answers then means it.
function shownToRing() {
  return document.querySelector("#desk [data-ringing]")?.dataset.ringing ?? null;
}

document.addEventListener("desk:shown", () => {
  if (answersAtOnce === shownToRing()) return;
  answersAtOnce = null;
  draw();
});

const ACTS = {
  accept() {
    if (state.call?.stage === "ringing") network.accept(devices?.microphone ?? "");
    else if (!state.call) answersAtOnce = shownToRing();
    draw();
  },
  decline: () => state.call?.stage === "ringing" && network.decline(),
  mute: () => state.call && network.mute(!state.call.isMuted),
  "hang-up": () => state.call && network.hangUp(),
  press: (button) => state.call && network.press(button.dataset.digit),
  "test-microphone": () => devices?.testMicrophone(),
  "test-ringing": () => devices?.testRinging(),
};

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-phone]");
  if (button) ACTS[button.dataset.phone]?.(button);
});

// Who closes the page in the middle of a talk ends it.
addEventListener("beforeunload", (event) => {
  if (state.call && state.call.stage !== "ringing") event.preventDefault();
});

// Waking up, and coming back to a network: look at once, instead of waiting for the next try.
addEventListener("online", () => network.wake());
document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && network.wake());
addEventListener("pageshow", (event) => event.persisted && network.wake());
let lastTick = Date.now();
setInterval(() => {
  if (Date.now() - lastTick > ASLEEP_AFTER) network.wake();
  lastTick = Date.now();
  drawAlarm();
}, TICK);

draw();
network.start();
devices?.start();
setTimeout(drawAlarm, UNREACHABLE_AFTER + 100);
