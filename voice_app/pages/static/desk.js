/* The desk while it is open: it shows what it is told (live.js), and holds acts back while that may be out of date.

   Forms are sent by htmx (`hx-boost`), and what comes back is morphed in by htmx too; the stream is heard in live.js,
   because htmx's own extension for streams cannot tell that one has fallen silent. Writes text only, never markup of its
   own. */
"use strict";

(() => {
  const main = document.getElementById("main");
  const words = document.getElementById("words").dataset;

  const stream = live({
    place: main,
    words,
    shows: "desk",
    show: (told) => show(told.html, Date.parse(told.now)),
    also: { elsewhere: () => stream.let_go(words.elsewhere) },
    tick,
    on_fresh: give_back,
    on_stale: hold_back,
  });

  function tick(at) {
    for (const clock of document.querySelectorAll("time[data-down]")) {
      const left = Date.parse(clock.dataset.down) - at;
      write(clock, as_length(left + 999)); // it shows 0:00 when it is over, and not a second before
      clock.classList.toggle("over", left <= 0);
    }
    for (const bar of document.querySelectorAll("progress[data-until]")) {
      const [from, until] = [Date.parse(bar.dataset.from), Date.parse(bar.dataset.until)];
      bar.value = Math.min(1, Math.max(0, (until - at) / (until - from)));
    }
  }

  /* What is written may be written on; nothing can be done until we know what is true. */
  function hold_back() {
    if (!stream.is_out_of_date()) return;
    for (const button of document.querySelectorAll("#desk button:not(:disabled)")) {
      button.disabled = true;
      button.dataset.held = "";
    }
  }

  function give_back() {
    for (const button of document.querySelectorAll("#desk [data-held]")) {
      button.disabled = false;
      delete button.dataset.held;
    }
  }

  document.getElementById("connect-now").addEventListener("click", stream.take_up);

  // ── what is shown ───────────────────────────────────────────────────────────────────────────────────────────────

  const TOLD_FOR = 15000;
  let shown_at = Date.parse(main.dataset.now);
  let focus = null;

  function show(html, at) {
    if (at < shown_at) return; // the answer to an act was quicker, and knows better
    shown_at = at;
    const card = card_id();
    htmx.swap({ sourceElement: main, target: "#desk", swap: "outerMorph", text: html });
    if (card_id() && card_id() !== card) document.getElementById("told-desk").replaceChildren(); // it was of another call
  }

  function card_id() {
    return document.querySelector("#stage > .card")?.id;
  }

  htmx.registerExtension("desk", {
    /* What somebody has begun to fill in is theirs; what was said back stays until it is asked again. */
    htmx_before_morph_node: (element, { newNode }) =>
      !("touched" in element.dataset) &&
      !(element.classList.contains("told-slot") && element.textContent.trim() && !newNode.textContent.trim()),
    /* What somebody has opened stays open. */
    htmx_before_morph_attr: (element, { attrName }) => !(attrName === "open" && element.localName === "details"),
  });

  document.addEventListener("htmx:before:swap", (event) => {
    const { ctx } = event.detail;
    if (ctx.response && !takes(ctx, event)) return;
    const active = document.activeElement;
    const inside = document.getElementById("desk").contains(active);
    focus = inside ? { id: active.id, start: active.selectionStart, end: active.selectionEnd } : null;
  });

  document.addEventListener("htmx:after:swap", () => {
    restore_focus();
    stream.tick();
    hold_back();
    for (const told of document.querySelectorAll("#desk .told.good")) {
      setTimeout(() => told.remove(), TOLD_FOR); // good news is read once
    }
    document.dispatchEvent(new CustomEvent("desk:shown"));
  });

  function restore_focus() {
    if (!focus || document.activeElement !== document.body) return;
    const same = focus.id && document.getElementById(focus.id);
    (same || document.getElementById("desk")).focus({ preventScroll: true });
    if (same && focus.start != null) same.setSelectionRange(focus.start, focus.end);
  }

  // ── acts ────────────────────────────────────────────────────────────────────────────────────────────────────────

  const pressed = new WeakMap(); // of each form on its way, the button by which it was sent

  document.addEventListener(
    "submit",
    (event) => {
      const form = event.target;
      if (!form.closest("#desk")) return;
      const is_again = form.classList.contains("htmx-request") && pressed.get(form) === event.submitter;
      if (!stream.is_out_of_date() && !is_again) {
        pressed.set(form, event.submitter);
        slot_of(form)?.replaceChildren();
        document.getElementById("told-desk").replaceChildren();
        return;
      }
      event.preventDefault();
      event.stopImmediatePropagation();
      if (!is_again) tell(form, words.held);
    },
    true,
  );

  /* A link leads to another page; only forms are answered with a desk. */
  document.addEventListener("htmx:config:request", (event) => {
    const source = event.detail.ctx.sourceElement;
    if (source.localName !== "a") return;
    event.preventDefault();
    location.assign(source.href);
  });

  /* Whether the answer is a desk to be shown. What went wrong is told beside the act, and nothing is lost. */
  function takes(ctx, event) {
    const { status, headers } = ctx.response;
    if (status === 401) stream.leave();
    else if (status < 300 || status === 409 || status === 422) {
      shown_at = Math.max(shown_at, Date.parse(headers.get("X-Desk-At")) || 0);
      if (status < 300) untouch(ctx.sourceElement);
      return true;
    } else {
      tell(ctx.sourceElement, words[`status${status}`] ?? words.failed);
    }
    event.preventDefault();
    return false;
  }

  document.addEventListener("htmx:error", (event) => {
    const form = event.detail.ctx?.sourceElement;
    if (form?.matches?.("form")) tell(form, words.unsent);
  });

  function slot_of(form) {
    return form.querySelector(".told-slot") ?? document.getElementById("told-desk");
  }

  function tell(form, text) {
    const told = document.createElement("p");
    told.className = "told bad";
    told.textContent = text;
    slot_of(form)?.replaceChildren(told);
  }

  function untouch(form) {
    for (const field of form.elements ?? []) delete field.dataset.touched;
    document.dispatchEvent(new CustomEvent("desk:taken", { detail: { form } }));
  }

  document.documentElement.classList.add("js");
  stream.begin();
})();

/* The phone rings: said aloud once, seen from another tab, and heard where the agent wants that.

   Whether somebody is calling is what the desk shows (`data-ringing`); deliberately asks nobody else. */
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
