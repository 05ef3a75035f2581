// The sounds of telephony, made on the spot: keys, the tone while somebody's phone rings, the ring itself.

const ROWS = [697, 770, 852, 941];
const COLUMNS = [1209, 1336, 1477];
const PAD = ["123", "456", "789", "*0#"];
const KEY_LASTS = 0.13;
const RINGBACK = { pitches: [425], lasts: 1, every: 5000, loudness: 0.04 };
const BEEP = { pitches: [1000], lasts: 0.6, every: 3600000, loudness: 0.05 }; // once
const RING = { pitches: [660, 880], lasts: 0.5, every: 3000, loudness: 0.05 };

export class Tones {
  constructor() {
    this.timers = new Map();
    this.context = null;
  }

  key(key) {
    const row = PAD.findIndex((keys) => keys.includes(key));
    this.sound([ROWS[row], COLUMNS[PAD[row].indexOf(key)]], KEY_LASTS, 0.05);
  }

  ringback(isOn) {
    this.repeat("ringback", isOn, RINGBACK);
  }

  beep(isOn) {
    this.repeat("beep", isOn, BEEP);
  }

  ring(isOn) {
    this.repeat("ring", isOn, RING);
  }

  repeat(name, isOn, { pitches, lasts, every, loudness }) {
    if (isOn === this.timers.has(name)) return;
    if (!isOn) {
      clearInterval(this.timers.get(name));
      this.timers.delete(name);
      return;
    }
    const once = () => this.sound(pitches, lasts, loudness);
    once();
    this.timers.set(name, setInterval(once, every));
  }

  sound(pitches, lasts, loudness) {
    // Browsers let a page sound only after somebody has touched it.
    if (!navigator.userActivation?.hasBeenActive) return;
    this.context ??= new AudioContext();
    const { context } = this;
    const [begins, ends] = [context.currentTime, context.currentTime + lasts];
    const volume = context.createGain();
    volume.gain.setValueAtTime(0, begins);
    volume.gain.linearRampToValueAtTime(loudness, begins + 0.01);
    volume.gain.setValueAtTime(loudness, ends - 0.04);
    volume.gain.linearRampToValueAtTime(0, ends);
    volume.connect(context.destination);
    for (const pitch of pitches) {
      const oscillator = context.createOscillator();
      oscillator.frequency.value = pitch;
      oscillator.connect(volume);
      oscillator.start(begins);
      oscillator.stop(ends);
    }
  }
}
