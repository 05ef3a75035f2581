// What is heard aloud: always from one phone only, the one that was touched last. Its switch is for the whole page.

import { recall, remember } from "./memory.js";
import { now } from "./clock.js";
import { Tones } from "./tones.js";
import { Voice } from "./voice.js";

const MUSIC_VOLUME = 0.3;

export class Ear {
  constructor(button) {
    this.button = button;
    this.at = null; // the phone's id
    this.world = null;
    this.heardUpTo = new Map(); // phone id → number of the last line that was read, or was there before
    this.cutUpTo = 0; // number of the last line that was cut short, on the phone that is listened to
    this.tones = new Tones();
    this.voice = new Voice();
    this.music = new Audio();
    this.music.volume = MUSIC_VOLUME;
    this.piece = null;
    this.turn(recall("phones.sound") !== "off");
    button.addEventListener("click", () => this.turn(!this.isOn));
  }

  turn(isOn) {
    this.isOn = isOn;
    remember("phones.sound", isOn ? "on" : "off");
    this.button.setAttribute("aria-pressed", String(isOn));
    if (!isOn) this.voice.stop();
    this.listen();
  }

  turnTo(id) {
    if (this.at === id) return;
    this.at = id;
    this.cutUpTo = this.heardUpTo.get(id) ?? 0;
    this.voice.stop();
    for (const element of document.querySelectorAll(".phone")) {
      element.classList.toggle("is-heard", element.dataset.id === id);
    }
    this.listen();
  }

  tone(key) {
    if (this.isOn) this.tones.key(key);
  }

  hear(world, isFirst) {
    this.world = world;
    for (const state of world.phones.values()) this.read(state, isFirst);
    this.listen();
  }

  // New words are read at the phone that is listened to; at all others they pass.
  read(state, isFirst) {
    const last = this.heardUpTo.get(state.id) ?? 0;
    const fresh = state.lines.filter((line) => line.number > last);
    if (fresh.length) this.heardUpTo.set(state.id, fresh.at(-1).number);
    if (isFirst || !this.isOn || state.id !== this.at) return;
    const lastCut = state.lines.findLast((line) => line.cut_after !== null)?.number ?? 0;
    const isCut = lastCut > this.cutUpTo;
    this.cutUpTo = Math.max(lastCut, this.cutUpTo);
    if (isCut || state.peer || state.state !== "talking") this.voice.stop();
    for (const line of fresh) {
      if (line.kind === "said" && line.cut_after === null) this.voice.say(line.text, line.language);
    }
  }

  // Music and tones last; they follow the state, not the lines.
  listen() {
    const states = this.world ? [...this.world.phones.values()] : [];
    const state = states.find(({ id }) => id === this.at);
    const sounding = this.isOn ? state?.sounding : null;
    this.tones.ringback(sounding?.kind === "ringing");
    this.tones.beep(sounding?.kind === "beep");
    this.tones.ring(this.isOn && states.some((each) => each.state === "ringing"));
    this.play(sounding?.kind === "music" && sounding.until > now() ? sounding : null);
  }

  play(sounding) {
    const piece = sounding && `${sounding.what} ${sounding.until}`;
    if (piece === this.piece) return;
    this.piece = piece;
    this.music.pause();
    if (!sounding) return;
    this.music.src = sounding.what;
    this.music.play().catch(() => {}); // no gesture yet, or no such sound: then it stays quiet
  }
}
