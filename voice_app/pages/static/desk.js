/* The desk while it is open: it hears what is new, and says when it is out of date.

   Forms are sent by htmx (`hx-boost`), and what comes back is morphed in by htmx too; the stream is heard here, because
   htmx's own extension for streams cannot tell that one has fallen silent. Writes text only, never markup of its own. */
"use strict";

(() => {
  const main = document.getElementById("main");
  const words = document.getElementById("words").dataset;
  const out_of_date = document.getElementById("out-of-date");
  const beat = Number(main.dataset.beat) * 1000;
  const PATIENCE = 2 * beat + 1000;
  const BACK_OFF = [250, 1000, 2000, 4000, 8000, 15000];

  // ── time: the server's, whatever the clock of this machine says ─────────────────────────────────────────────────

  let ahead = null; // of the server's clock before ours, milliseconds
  const now = () => Date.now() + (ahead ?? 0);
  const time_of_day = new Intl.DateTimeFormat(document.documentElement.lang, {
    timeStyle: "medium",
    timeZone: main.dataset.zone,
  });

  function as_length(milliseconds) {
    const seconds = Math.max(0, Math.floor(milliseconds / 1000));
    const two = (figure) => String(figure).padStart(2, "0");
    const [h, m, s] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
    return h ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
  }

  function write(element, text) {
    if (element.textContent !== text) element.textContent = text;
  }

  function tick() {
    const at = now();
    for (const clock of document.querySelectorAll("time[data-up]")) {
      write(clock, as_length(at - Date.parse(clock.dataset.up)));
    }
    for (const clock of document.querySelectorAll("time[data-down]")) {
      const left = Date.parse(clock.dataset.down) - at;
      write(clock, as_length(left + 999)); // it shows 0:00 when it is over, and not a second before
      clock.classList.toggle("over", left <= 0);
    }
    for (const bar of document.querySelectorAll("progress[data-until]")) {
      const [from, until] = [Date.parse(bar.dataset.from), Date.parse(bar.dataset.until)];
      bar.value = Math.min(1, Math.max(0, (until - at) / (until - from)));
    }
    if (source && Date.now() - heard_at > PATIENCE) lose();
  }

  function tick_each_second() {
    tick();
    setTimeout(tick_each_second, 1000 - (now() % 1000));
  }

  // ── the stream ──────────────────────────────────────────────────────────────────────────────────────────────────

  let source = null;
  let heard_at = 0; // by our clock
  let fresh_at = Date.parse(main.dataset.now); // by the server's: what is shown is as it was then
  let tries = 0;
  let again = null;
  let is_let_go = false;

  function connect() {
    clearTimeout(again);
    source?.close();
    if (is_let_go) return;
    source = new EventSource(main.dataset.live);
    heard_at = Date.now();
    let is_first = true;
    for (const name of ["desk", "beat", "blind", "elsewhere", "out"]) {
      source.addEventListener(name, (event) => {
        if (event.target !== source) return;
        const told = JSON.parse(event.data);
        if (hear(Date.parse(told.now), is_first)) HEARD[name](told);
        is_first = false;
      });
    }
    source.addEventListener("error", (event) => event.target === source && lose());
  }

  /* Whether it is true now: what lay in a buffer while this machine slept is not. */
  function hear(told_at, is_first) {
    if (Date.now() - heard_at > PATIENCE) {
      lose();
      return false;
    }
    const difference = told_at - Date.now();
    ahead = is_first ? difference : Math.max(ahead, difference); // the least delayed word knows best
    heard_at = Date.now();
    return true;
  }

  const HEARD = {
    desk(told) {
      show(told.html, Date.parse(told.now));
      be_up_to_date(told);
    },
    beat(told) {
      be_up_to_date(told);
    },
    blind() {
      be_out_of_date(words.blind);
    },
    elsewhere() {
      is_let_go = true;
      source.close();
      be_out_of_date(words.elsewhere);
    },
    out() {
      leave();
    },
  };

  function lose() {
    source?.close();
    source = null;
    be_out_of_date(words.lost);
    const wait = BACK_OFF[Math.min(tries++, BACK_OFF.length - 1)];
    clearTimeout(again);
    again = setTimeout(connect, wait * (0.75 + Math.random() / 2));
    if (tries === 3) ask_whether_signed_in();
  }

  /* A stream that is refused does not say why. */
  async function ask_whether_signed_in() {
    try {
      const answer = await fetch(main.dataset.page, { headers: { "HX-Request": "true" }, cache: "no-store" });
      if (answer.status === 401) leave();
    } catch {
      // still nobody there
    }
  }

  function leave() {
    is_let_go = true;
    source?.close();
    location.assign(main.dataset.page); // and from there to sign-in, and back
  }

  function be_up_to_date(told) {
    tries = 0;
    fresh_at = Date.parse(told.now);
    if (out_of_date.hidden) return;
    out_of_date.hidden = true;
    document.body.classList.remove("is-out-of-date");
    for (const button of document.querySelectorAll("#desk [data-held]")) {
      button.disabled = false;
      delete button.dataset.held;
    }
  }

  function be_out_of_date(why) {
    write(document.getElementById("out-of-date-why"), why);
    write(document.getElementById("out-of-date-since"), time_of_day.format(fresh_at));
    out_of_date.hidden = false;
    document.body.classList.add("is-out-of-date");
    hold_back();
  }

  /* What is written may be written on; nothing can be done until we know what is true. */
  function hold_back() {
    if (out_of_date.hidden) return;
    for (const button of document.querySelectorAll("#desk button:not(:disabled)")) {
      button.disabled = true;
      button.dataset.held = "";
    }
  }

  document.getElementById("connect-now").addEventListener("click", () => {
    is_let_go = false;
    connect();
  });
  addEventListener("online", () => source || connect());
  addEventListener("pageshow", (event) => event.persisted && connect());
  document.addEventListener("visibilitychange", () => document.hidden || source || connect());

  // ── what is shown ───────────────────────────────────────────────────────────────────────────────────────────────

  const TOLD_FOR = 15000;
  let shown_at = fresh_at;
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
    tick();
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
      if (out_of_date.hidden && !is_again) {
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
    if (status === 401) leave();
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
  tick_each_second();
  connect();
})();
