// The phone against the carrier that stands in: registered by a stream, told the whole truth each time, without sound.

import { Trouble } from "./phone-tokens.js";

const RENEW_BEFORE = 60_000; // milliseconds
const TRY_AGAIN = [500, 1000, 2000, 5000, 10_000, 30_000];
const SILENT_AFTER = 7000; // the stream says something every two seconds; a cable that was pulled says nothing, ever
const HELD_FOR = 6000; // a talk is kept by the carrier while its browser is away for five seconds

export class OnStandIn {
  constructor(tokens, tell, hint) {
    this.tokens = tokens;
    this.tell = tell;
    this.hint = hint;
    this.id = "";
    this.held = null; // the token, and whose carrier takes it
    this.call = null;
    this.heardAt = 0;
    this.wakeUp = () => {};
    addEventListener("pagehide", () => this.leave());
  }

  async start() {
    for (let tries = 0; ; tries += 1) {
      try {
        await this.listen(() => (tries = -1));
        this.tell({ registration: "connecting", trouble: null });
      } catch (trouble) {
        this.tell({ registration: "lost", trouble: trouble instanceof Trouble ? trouble.name : "no-network" });
      }
      clearTimeout(this.renewal);
      this.lose();
      await this.pause(TRY_AGAIN[Math.min(Math.max(tries, 0), TRY_AGAIN.length - 1)]);
    }
  }

  // Registered for as long as the stream lasts.
  async listen(registered) {
    await this.renew();
    const silence = new AbortController();
    const answer = await this.post("", { known_as: this.id }, silence.signal);
    if (answer.status === 401) throw new Trouble("token-refused");
    if (!answer.ok) throw new Trouble("no-network");
    const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
    for (let text = ""; ; ) {
      const alarm = setTimeout(() => silence.abort(), SILENT_AFTER);
      const { done, value } = await reader.read();
      clearTimeout(alarm);
      if (done) return;
      const parts = (text + value).split("\n\n");
      text = parts.pop();
      for (const part of parts) if (part.startsWith("data: ")) this.hear(JSON.parse(part.slice(6)));
      registered();
    }
  }

  hear({ id, others, call }) {
    this.id = id;
    this.heardAt = performance.now();
    this.tell({ registration: "ready", trouble: null });
    this.hint("elsewhere", others > 0);
    this.follow(call);
  }

  follow(call) {
    const isBeingAnswered = this.call?.sid === call?.sid && this.call?.isBeingAnswered;
    this.call = call && { ...call, isBeingAnswered: isBeingAnswered && !call.is_answered };
    this.tell({ call: this.shown() });
  }

  // The stream broke off: a talk may go on, a ring is somebody else's by now.
  lose() {
    if (this.call?.is_answered && performance.now() - this.heardAt < HELD_FOR) {
      this.tell({ call: { ...this.shown(), stage: "reconnecting" } });
    } else {
      this.follow(null);
    }
  }

  shown() {
    const call = this.call;
    if (!call) return null;
    const stage = call.is_answered ? "talking" : call.isBeingAnswered ? "answering" : "ringing";
    return { id: call.sid, stage, isMuted: call.is_muted, parameters: call.parameters };
  }

  async renew() {
    this.held = await this.tokens.take();
    clearTimeout(this.renewal);
    this.renewal = setTimeout(() => this.renewInTime(), Math.max(this.held.expiresIn - RENEW_BEFORE, 1000));
  }

  async renewInTime() {
    try {
      await this.renew();
      await this.post(`/${this.id}/renew`, {});
    } catch (trouble) {
      this.tell({ trouble: trouble.name }); // still registered; the carrier ends that when the old token expires
      this.renewal = setTimeout(() => this.renewInTime(), TRY_AGAIN.at(-1));
    }
  }

  // What a person does. Where it comes too late the carrier refuses, and its stream says how things stand.

  async accept() {
    this.call.isBeingAnswered = true;
    this.tell({ call: this.shown() });
    if (!(await this.act("accept")) && this.call) {
      this.call.isBeingAnswered = false;
      this.tell({ call: this.shown() });
    }
  }

  decline() {
    return this.act("decline");
  }

  mute(isMuted) {
    return this.act("mute", { is_muted: isMuted });
  }

  hangUp() {
    return this.act("hang-up");
  }

  press(key) {
    return this.act("press", { key });
  }

  async act(name, given = {}) {
    try {
      return (await this.post(`/${this.id}/${name}`, { call: this.call?.sid, ...given })).ok;
    } catch {
      this.tell({ trouble: "no-network" });
      return false;
    }
  }

  // A page that is being closed may only send plain text, without asking first.
  leave() {
    if (!this.id) return;
    const body = new Blob([JSON.stringify({ token: this.held.token })], { type: "text/plain" });
    navigator.sendBeacon(`${this.held.carrier}/softphones/${this.id}/leave`, body);
  }

  wake() {
    this.wakeUp();
  }

  pause(milliseconds) {
    return new Promise((resolve) => {
      this.wakeUp = resolve;
      setTimeout(resolve, milliseconds);
    });
  }

  post(path, given, signal = null) {
    const { carrier, token } = this.held;
    return fetch(`${carrier}/softphones${path}`, {
      method: "POST",
      headers: { Authorization: `Bearer ${token}`, "Content-Type": "application/json" },
      body: JSON.stringify(given),
      credentials: "omit",
      signal,
    });
  }
}
