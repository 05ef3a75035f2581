// One phone: its buttons do, its screen shows. What is said is in `log`, messages in `texts`, keys in `keypad`.

import { act } from "./act.js";
import { asHour, asSpan, eachHalfSecond, now } from "./clock.js";
import { textElement } from "./dom.js";
import { Keypad } from "./keypad.js";
import { Log } from "./log.js";
import { Texts } from "./texts.js";

const REFUSAL_SHOWS = 5000; // milliseconds
const SOUNDING = { voice: "speaking", music: "music", ringing: "ringing", recording: "recording" };

export class Phone {
  constructor(id, ear, isOld) {
    this.id = id;
    this.ear = ear;
    this.state = null;
    this.element = document.getElementById("phone").content.firstElementChild.cloneNode(true);
    this.element.dataset.id = id;
    this.find = (selector) => this.element.querySelector(selector);
    this.log = new Log(this.find(".log"));
    this.texts = new Texts(this.element, (text) => this.act("text", { text }), isOld);
    this.keypad = new Keypad(this.find(".keypad"), this.element, (key) => this.press(key));
    this.connect();
    eachHalfSecond(() => this.tick());
  }

  connect() {
    for (const name of ["dial", "answer", "decline", "hang-up"]) {
      this.find(`.${name}`).addEventListener("click", () => this.act(name));
    }
    this.find(".remove").addEventListener("click", () => this.act("remove"));
    this.find(".withhold input").addEventListener("change", (event) => {
      this.act("withhold", { is_withheld: event.target.checked });
    });
    this.find(".say").addEventListener("submit", async (event) => {
      event.preventDefault();
      const input = this.find(".say input");
      const words = input.value.trim();
      if (words && (await this.act("say", { words }))) input.value = "";
    });
    this.connectNumber();
    this.element.addEventListener("pointerdown", () => this.ear.turnTo(this.id));
    this.element.addEventListener("focusin", () => this.ear.turnTo(this.id));
  }

  connectNumber() {
    const [form, edit, input] = [this.find(".number"), this.find(".edit"), this.find(".number input")];
    const open = (isOpen) => {
      form.classList.toggle("is-open", isOpen);
      edit.hidden = isOpen;
      input.hidden = !isOpen;
    };
    const submit = async () => {
      if (input.hidden) return;
      const number = input.value.trim();
      open(false);
      if (number && number !== this.state.number) await this.act("renumber", { number });
    };
    edit.addEventListener("click", () => {
      open(true);
      input.value = this.state.number;
      input.select();
    });
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      submit().then(() => edit.focus());
    });
    input.addEventListener("blur", submit);
    input.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      open(false);
      edit.focus();
    });
  }

  // Says whether it was done; if not, why stands on the screen for a while.
  async act(name, given = {}) {
    try {
      await act(`/phones/${this.id}/${name}`, given);
      return true;
    } catch (refusal) {
      const box = this.find(".refusal");
      box.textContent = refusal.message;
      box.hidden = false;
      clearTimeout(this.refusalTimer);
      this.refusalTimer = setTimeout(() => (box.hidden = true), REFUSAL_SHOWS);
      return false;
    }
  }

  press(key) {
    if (this.state.state !== "talking") return;
    this.ear.tone(key);
    this.act("press", { key });
  }

  show(world) {
    const state = world.phones.get(this.id);
    const isNew = state !== this.state;
    this.state = state;
    this.showFace(state);
    this.showCall(state, world);
    if (isNew) {
      this.log.show(state.lines, state.sounding);
      this.texts.show(state.texts, state.can_text);
    }
    this.tick();
  }

  showFace(state) {
    const { element, find } = this;
    element.classList.toggle("is-agent", state.is_agent);
    element.setAttribute("aria-label", `${state.name}’s phone`);
    find(".face").textContent = /\d+$/.exec(state.name)?.[0] ?? [...state.name][0];
    find("h3").textContent = state.name;
    find(".edit span").textContent = find(".fixed").textContent = state.number;
    find(".edit").setAttribute("aria-label", `Change the number ${state.number}`);
    const isFree = !state.is_agent && state.state === "idle";
    find(".fixed").hidden = isFree;
    if (!find(".number").classList.contains("is-open")) find(".edit").hidden = !isFree;
    find(".remove").hidden = !isFree;
    find(".remove").setAttribute("aria-label", `Remove ${state.name}’s phone`);
    find(".withhold").hidden = state.is_agent;
    find(".advice").hidden = !state.is_agent;
    find(".withhold input").checked = state.is_withheld;
    find(".withhold input").disabled = !isFree;
  }

  showCall(state, world) {
    const hadFocus = this.element.contains(document.activeElement);
    this.element.dataset.state = state.state;
    this.find(".state").textContent = sentence(state, world) + (state.is_muted ? " · muted" : "");
    this.showSounding(state.sounding);
    for (const [name, states] of Object.entries(SHOWN_IN)) this.find(name).hidden = !states.includes(state.state);
    this.find(".keypad").inert = state.state !== "talking";
    this.showDetails(state.details);
    // A button that has done its duty is gone; its phone keeps the attention, so that keys go on working.
    if (hadFocus && !this.hasVisibleFocus()) this.element.focus({ preventScroll: true });
  }

  hasVisibleFocus() {
    const focused = document.activeElement;
    return this.element.contains(focused) && focused.getClientRects().length > 0 && !focused.closest("[inert]");
  }

  showSounding(sounding) {
    const box = this.find(".sounding");
    box.className = `sounding ${SOUNDING[sounding?.kind] ?? ""}`;
    box.textContent = sounding?.kind === "music" ? "♪ music" : "";
  }

  showDetails(details) {
    const list = this.find(".details");
    const pairs = Object.entries(details);
    list.hidden = pairs.length === 0;
    list.replaceChildren(
      ...pairs.flatMap(([name, value]) => [textElement("dt", name), textElement("dd", value)]),
    );
  }

  tick() {
    const { state } = this;
    if (!state) return;
    this.find(".log").dataset.time = asHour(now());
    this.log.stay();
    const timer = this.find(".timer");
    timer.hidden = state.state !== "talking";
    timer.textContent = state.since ? asSpan(now() - state.since) : "";
    const isOver = state.sounding?.until && state.sounding.until + 1500 < now();
    this.find(".sounding").classList.toggle("is-over", Boolean(isOver));
  }
}

// Which buttons there are in which state.
const SHOWN_IN = {
  ".dial": ["idle"],
  ".answer": ["ringing"],
  ".decline": ["ringing"],
  ".hang-up": ["calling", "talking"],
};

function sentence(state, world) {
  const name = (id) => world.phones.get(id)?.name;
  if (state.state === "idle") return "Ready";
  if (state.state === "calling") return "Calling…";
  if (state.state === "ringing") return "Incoming call";
  if (state.peer) return `In conversation with ${name(state.peer)}`;
  if (state.sounding?.kind === "recording") return "Being recorded";
  if (state.rings_for) return `${name(state.rings_for)} is waiting`;
  const rung = [...world.phones.values()].find((other) => other.rings_for === state.id);
  if (rung) return rung.state === "ringing" ? `${rung.name}’s phone rings` : `${rung.name} has picked up`;
  return "Connected";
}

