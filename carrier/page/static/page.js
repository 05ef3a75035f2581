// The page: keeps every phone as the carrier last told it, and lets each part show what it is about.

import { act } from "./act.js";
import { setNow } from "./clock.js";
import { Cords } from "./cords.js";
import { Ear } from "./ear.js";
import { follow } from "./feed.js";
import { dismissible } from "./hint.js";
import { Phone } from "./phone.js";
import { Ringing } from "./ringing.js";
import { Wire } from "./wire.js";

const find = (id) => document.getElementById(id);

// What is known: the line's number, and each phone's state by its id.
const world = { line: null, phones: new Map() };
const phones = new Map();
let startedAt = null;

const ear = new Ear(find("sound"));
const cords = new Cords(find("cords"), find("phones"));
const ringing = new Ringing(find("ringing"), find("news"));
const wire = new Wire(find("wire"));

follow(show, (isLost) => {
  find("lost").hidden = !isLost;
  document.body.classList.toggle("is-lost", isLost);
});

function show(changes, isFirst) {
  if (startedAt !== null && startedAt !== changes.started_at) {
    location.reload(); // another carrier: nothing on this page is true any more
    return;
  }
  startedAt = changes.started_at;
  setNow(changes.now);
  world.line = changes.line;
  find("line").textContent = changes.line.number;
  for (const state of changes.phones) world.phones.set(state.id, state);
  arrange(changes.order, isFirst);
  find("phones").style.setProperty("--shares", `${share("callers")}fr ${share("agents")}fr`);
  for (const phone of phones.values()) phone.show(world);
  find("nobody").hidden = find("agents").childElementCount > 0;
  cords.show(world, phones);
  ringing.show(world, phones);
  ear.hear(world, isFirst);
  wire.add(changes.wire, isFirst);
  focusAwaited();
}

function arrange(order, isFirst) {
  for (const [id, phone] of phones) {
    if (!order.includes(id)) {
      phone.element.remove();
      phones.delete(id);
      world.phones.delete(id);
    }
  }
  for (const id of order) {
    if (phones.has(id)) continue;
    const phone = new Phone(id, ear, isFirst);
    phones.set(id, phone);
    find(world.phones.get(id).is_agent ? "agents" : "callers").append(phone.element);
  }
}

// How wide a side of the page is: by its phones, within reason.
function share(side) {
  return Math.min(4, Math.max(2, find(side).childElementCount));
}

// The answer and the stream race; whichever comes last finds both the phone and the wish.
let awaited = null;

function focusAwaited() {
  if (!phones.has(awaited)) return;
  phones.get(awaited).element.focus();
  awaited = null;
}

find("add").addEventListener("click", async () => {
  awaited = (await act("/phones")).id;
  focusAwaited();
});

dismissible({ box: find("hint"), opener: find("help"), closer: find("understood"), name: "phones.hint" });
