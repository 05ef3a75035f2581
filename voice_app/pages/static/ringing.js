/* The phone rings: said aloud once, seen from another tab, and heard where the agent wants that.

   Whether somebody is calling is what the desk shows (`data-ringing`); deliberately asks nobody else. */
"use strict";

(() => {
  const title = document.title;
  const icon = document.querySelector("link[rel=icon]");
  const calm = icon.href;
  const aloud = document.getElementById("aloud");
  const EACH = 3000; // milliseconds between two tones
  let rings = null; // the reservation
  let tones = null;
  let notification = null;

  const wants = (what) => localStorage.getItem(`desk ${what}`) === "on";

  function look() {
    const card = document.querySelector("#desk [data-ringing]");
    const id = card?.dataset.ringing ?? null;
    if (id === rings) return;
    rings = id;
    stop();
    if (card) begin(card.dataset.aloud, card.dataset.title);
  }

  function begin(sentence, short) {
    aloud.textContent = sentence;
    document.title = short;
    icon.href = icon.dataset.ringing;
    if (wants("tone")) {
      play();
      tones = setInterval(play, EACH);
    }
    if (wants("notify") && document.hidden && window.Notification?.permission === "granted") {
      notification = new Notification(short, { tag: "gehoor", icon: icon.dataset.ringing });
      notification.addEventListener("click", () => window.focus());
    }
  }

  function stop() {
    aloud.textContent = "";
    document.title = title;
    icon.href = calm;
    clearInterval(tones);
    notification?.close();
    notification = null;
  }

  /* Two soft notes. A browser that has not been clicked on yet stays silent, which is its right. */
  let sound = null;
  function play() {
    sound ??= new AudioContext();
    if (sound.state !== "running") return void sound.resume();
    [660, 880].forEach((pitch, count) => {
      const [tone, loudness] = [sound.createOscillator(), sound.createGain()];
      const from = sound.currentTime + count * 0.18;
      tone.frequency.value = pitch;
      loudness.gain.setValueAtTime(0, from);
      loudness.gain.linearRampToValueAtTime(0.12, from + 0.03);
      loudness.gain.exponentialRampToValueAtTime(0.001, from + 0.5);
      tone.connect(loudness).connect(sound.destination);
      tone.start(from);
      tone.stop(from + 0.55);
    });
  }

  document.addEventListener("desk:shown", look);
  document.addEventListener("desk:wants", ({ detail: { what, on } }) => on && what === "tone" && play());
  look();
})();
