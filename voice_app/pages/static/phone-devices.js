// Microphone, loudspeaker and where it rings: chosen, remembered in this browser, tried out. Only where there is sound.

const TEST_LASTS = 8000; // milliseconds
const RINGING = new URL("sounds/ringing.wav", import.meta.url).href;
const CHOICES = ["microphone", "speaker", "ringing"];

export class Devices {
  constructor(box, network, tell, hint) {
    this.network = network;
    this.tell = tell;
    this.hint = hint;
    this.level = box.querySelector("#phone-level");
    this.selects = new Map(CHOICES.map((name) => [name, box.querySelector(`[data-device="${name}"]`)]));
    this.outputs = box.querySelectorAll("[data-output]");
    this.canListen = Boolean(navigator.mediaDevices); // a page without TLS has none
  }

  // The one chosen here; empty is the browser's own choice.
  get microphone() {
    return this.selects.get("microphone")?.value ?? "";
  }

  async start() {
    if (!this.canListen) return;
    for (const [name, select] of this.selects) select.addEventListener("change", () => this.choose(name, select.value));
    navigator.mediaDevices.addEventListener("devicechange", () => this.list());
    this.network.onDevice = () => this.apply();
    this.network.onVolume = (level) => (this.level.value = level);
    await this.list();
    await this.askPermission();
  }

  async list() {
    const found = await navigator.mediaDevices.enumerateDevices();
    for (const [name, select] of this.selects) {
      const kind = name === "microphone" ? "audioinput" : "audiooutput";
      fill(select, found.filter((device) => device.kind === kind), recall(name));
    }
    const canChoose = "setSinkId" in HTMLMediaElement.prototype && found.some(({ kind }) => kind === "audiooutput");
    for (const field of this.outputs) field.hidden = !canChoose;
    this.apply();
  }

  // What was chosen in this browser before. The microphone is opened by a call only.
  apply() {
    for (const name of ["speaker", "ringing"]) {
      const id = this.selects.get(name).value;
      if (id) this.choose(name, id);
    }
  }

  async choose(name, id) {
    remember(name, id);
    const audio = this.network.device?.audio;
    if (!audio) return; // until there is a phone to choose for: it asks `apply` then
    try {
      if (name === "speaker") await audio.speakerDevices.set(id || "default");
      else if (name === "ringing") await audio.ringtoneDevices.set(id || "default");
      else if (this.network.stage === "talking") await audio.setInputDevice(id || "default");
    } catch {
      this.tell(name === "microphone" ? { microphone: "microphone-missing" } : { trouble: "fault", fault: name });
    }
  }

  // What the browser has been told about the microphone before; whoever was never asked is asked to try it.
  async askPermission() {
    const permission = await navigator.permissions?.query({ name: "microphone" }).catch(() => null);
    if (!permission) return;
    const look = () => {
      this.hint("ask-microphone", permission.state === "prompt");
      this.tell({ microphone: permission.state === "denied" ? "microphone-refused" : null });
      this.list();
    };
    permission.addEventListener("change", look);
    look();
  }

  // Its level, for some seconds; then the microphone is let go of.
  async testMicrophone() {
    let stream;
    try {
      const audio = this.microphone ? { deviceId: { exact: this.microphone } } : true;
      stream = await navigator.mediaDevices.getUserMedia({ audio });
    } catch (error) {
      const isRefused = error.name === "NotAllowedError" || error.name === "SecurityError";
      this.tell({ microphone: isRefused ? "microphone-refused" : "microphone-missing" });
      return;
    }
    this.tell({ microphone: null });
    this.hint("ask-microphone", false);
    await this.list(); // with names, now that the browser may tell them
    const context = new AudioContext();
    const analyser = context.createAnalyser();
    context.createMediaStreamSource(stream).connect(analyser);
    const wave = new Float32Array(analyser.fftSize);
    const endsAt = performance.now() + TEST_LASTS;
    const show = () => {
      analyser.getFloatTimeDomainData(wave);
      this.level.value = Math.min(1, 4 * Math.sqrt(wave.reduce((sum, each) => sum + each * each, 0) / wave.length));
      if (performance.now() < endsAt) {
        requestAnimationFrame(show);
        return;
      }
      this.level.value = 0;
      for (const track of stream.getTracks()) track.stop();
      context.close();
    };
    show();
  }

  async testRinging() {
    const sound = new Audio(RINGING);
    const id = this.selects.get("ringing").value;
    if (id && sound.setSinkId) await sound.setSinkId(id).catch(() => {});
    await sound.play().catch(() => {});
  }
}

function fill(select, devices, chosen) {
  const named = devices.filter(({ deviceId }) => deviceId && deviceId !== "default");
  const options = named.map(({ label, deviceId }) => new Option(label || deviceId.slice(0, 6), deviceId));
  select.replaceChildren(select.options[0], ...options); // the first is the browser's own choice
  select.value = named.some(({ deviceId }) => deviceId === chosen) ? chosen : "";
}

function recall(name) {
  try {
    return localStorage.getItem(`phone.${name}`) ?? "";
  } catch {
    return ""; // a browser that keeps nothing
  }
}

function remember(name, id) {
  try {
    localStorage.setItem(`phone.${name}`, id);
  } catch {
    // then it is chosen anew tomorrow
  }
}
