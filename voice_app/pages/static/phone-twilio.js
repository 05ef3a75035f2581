// The phone on Twilio's network: Twilio's own SDK, wired to what the desk shows. Nothing but the wiring is ours.

import { Trouble } from "./phone-tokens.js";

const RENEW_BEFORE = 60_000; // milliseconds
const LOOK_AGAIN = 15_000;
const SLOW = 3000; // the SDK says nothing of a network that it waits for

// Twilio's codes, as https://www.twilio.com/docs/api/errors has them.
const MICROPHONE_REFUSED = new Set([31401]);
const MICROPHONE_MISSING = new Set([31402]);
const TOKEN_EXPIRED = new Set([20104, 31205]);
const TOKEN_REFUSED = new Set([20101, 20103, 20106, 20107, 20151, 31201, 31202, 31204, 31206, 31207]);
const NO_NETWORK = new Set([31000, 31003, 31005, 31009, 53000, 53001, 53405]);

// All of ours: the SDK would else fetch its own from elsewhere. What makes no sense here is silent.
const RINGING = new URL("sounds/ringing.wav", import.meta.url).href;
const SILENCE = new URL("sounds/silence.wav", import.meta.url).href;
const SILENT = ["outgoing", "disconnect", ...[..."0123456789sh"].map((key) => `dtmf${key}`)];
const SOUNDS = { incoming: RINGING, ...Object.fromEntries(SILENT.map((name) => [name, SILENCE])) };

export class OnTwilio {
  constructor(tokens, tell, hint, tabs) {
    this.tokens = tokens;
    this.tell = tell;
    this.hint = hint;
    this.tabs = tabs;
    this.device = null;
    this.call = null;
    this.stage = null;
    this.warnings = new Set();
    // Before the SDK's own listener, which rejects what rings: and that would end the ringing in the other tabs, too.
    addEventListener("pagehide", () => this.tabs.isAlone || (this.stage === "ringing" && this.call.ignore()));
  }

  async start() {
    const { Device } = globalThis.Twilio ?? {};
    if (!Device?.isSupported) {
      this.tell({ registration: "lost", trouble: "unsupported" });
      return;
    }
    const token = await this.freshToken();
    if (token === null) {
      setTimeout(() => this.start(), LOOK_AGAIN);
      return;
    }
    this.device = new Device(token, {
      appName: "Gehoor",
      sounds: SOUNDS,
      tokenRefreshMs: RENEW_BEFORE,
      codecPreferences: ["opus", "pcmu"],
      enableImprovedSignalingErrorPrecision: true,
      logLevel: "silent",
    });
    this.follow(this.device);
    this.onDevice?.();
    this.register();
    setInterval(() => this.wake(), LOOK_AGAIN);
    this.watchSound(Device);
  }

  follow(device) {
    device.on("registering", () => {
      this.tell({ registration: "connecting" });
      clearTimeout(this.slow);
      this.slow = setTimeout(() => device.state === "registered" || this.tell({ trouble: "no-network" }), SLOW);
    });
    device.on("registered", () => {
      clearTimeout(this.slow);
      this.tell({ registration: "ready", trouble: null });
    });
    device.on("unregistered", () => this.tell({ registration: "lost" }));
    device.on("tokenWillExpire", () => this.renew());
    device.on("error", (error) => this.fail(error));
    device.on("incoming", (call) => this.ring(call));
  }

  async register() {
    try {
      await this.device.register();
    } catch (error) {
      this.fail(error ?? {}); // it is tried again by `wake`
    }
  }

  // Renewed in time it goes unnoticed; where it cannot be, the phone rings until the old one expires.
  async renew() {
    const token = await this.freshToken();
    if (token !== null) this.device.updateToken(token);
    return token !== null;
  }

  async freshToken() {
    try {
      return (await this.tokens.take()).token;
    } catch (trouble) {
      if (!(trouble instanceof Trouble)) throw trouble;
      this.tell({ trouble: trouble.name, ...(this.device ? {} : { registration: "lost" }) });
      return null;
    }
  }

  // Registered again, where it is not and the SDK does not see to it itself. With a fresh token: a machine that slept has
  // an old one.
  async wake() {
    if (this.device?.state === "unregistered" && (await this.renew()) && this.device.state === "unregistered") {
      await this.register();
    }
  }

  fail(error) {
    const code = error.code;
    if (TOKEN_EXPIRED.has(code)) this.renew().then((isRenewed) => isRenewed && this.wake());
    else if (MICROPHONE_REFUSED.has(code)) this.tell({ microphone: "microphone-refused" });
    else if (MICROPHONE_MISSING.has(code)) this.tell({ microphone: "microphone-missing" });
    else this.tell({ trouble: troubleOf(code), fault: String(code ?? error.name ?? "") });
  }

  // A call.

  ring(call) {
    if (this.call) return; // the SDK shows none while one is talked to; of two that ring, the first is shown
    this.call = call;
    this.warnings.clear();
    call.on("accept", () => this.move(call, "talking"));
    call.on("reconnecting", () => this.move(call, "reconnecting"));
    call.on("reconnected", () => this.move(call, "talking"));
    call.on("mute", () => this.move(call, this.stage));
    for (const end of ["cancel", "disconnect", "reject"]) call.on(end, () => this.end(call));
    call.on("transportClose", () => this.stage === "ringing" && this.end(call)); // a talk may come back
    call.on("error", (error) => {
      this.fail(error);
      if (call.status() === "closed") this.end(call);
    });
    call.on("warning", (name) => this.warn(name, true));
    call.on("warning-cleared", (name) => this.warn(name, false));
    call.on("volume", (input) => this.onVolume?.(input));
    this.move(call, "ringing");
  }

  move(call, stage) {
    if (call !== this.call) return;
    this.stage = stage;
    this.tell({
      call: {
        id: call.parameters.CallSid,
        stage,
        isMuted: stage !== "ringing" && call.isMuted(),
        parameters: Object.fromEntries(call.customParameters),
      },
      ...(stage === "talking" ? { trouble: null, microphone: null } : {}),
    });
  }

  end(call) {
    if (call !== this.call) return;
    this.call = this.stage = null;
    this.tell({ call: null });
    this.device.audio?.unsetInputDevice().catch(() => {}); // else the microphone would stay open after the talk
    const next = this.device.calls.find((other) => other.status() === "pending");
    if (next) this.ring(next);
  }

  warn(name, isSo) {
    if (isSo) this.warnings.add(name);
    else this.warnings.delete(name);
    const isSilent = this.warnings.has("constant-audio-input-level");
    this.hint("silent-microphone", isSilent);
    this.hint("poor-line", this.warnings.size > (isSilent ? 1 : 0));
  }

  // What a person does.

  accept(microphone) {
    const audio = microphone ? { deviceId: { exact: microphone } } : true;
    this.move(this.call, "answering");
    this.call.accept({ rtcConstraints: { audio } });
  }

  decline() {
    this.call.reject();
  }

  mute(isMuted) {
    this.call.mute(isMuted);
  }

  hangUp() {
    this.call.disconnect();
  }

  press(key) {
    this.call.sendDigits(key);
  }

  // A browser lets no page be heard that nobody has touched yet.
  watchSound(Device) {
    const context = Device.audioContext;
    if (!context) return;
    const look = () => this.hint("sound-blocked", context.state === "suspended");
    context.addEventListener("statechange", look);
    addEventListener("pointerdown", () => context.state === "suspended" && context.resume());
    look();
  }
}

function troubleOf(code) {
  if (TOKEN_REFUSED.has(code)) return "token-refused";
  return NO_NETWORK.has(code) ? "no-network" : "fault";
}
