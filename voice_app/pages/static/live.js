/* An open page that is told what is new: it listens to its stream, keeps the server's time, and says when it has been
   told nothing for too long. For the desk and the wallboard: `voice_app/pages/streams.py` is the other end. */
"use strict";

/* `place`: the element whose data name the stream, the page, the zone and the beat. `words`: `lost` and `blind`. `shows`:
   the event that brings what is to be shown by `show(told)`; `also`: what other events do. `tick(at)`: each second.
   `on_fresh`, `on_stale`: what is shown is true again, or may be so no more. */
function live({ place, words, shows, show, also = {}, tick, on_fresh = () => {}, on_stale = () => {} }) {
  const out_of_date = document.getElementById("out-of-date");
  const beat = Number(place.dataset.beat) * 1000;
  const PATIENCE = 2 * beat + 1000;
  const BACK_OFF = [250, 1000, 2000, 4000, 8000, 15000];
  const time_of_day = new Intl.DateTimeFormat(document.documentElement.lang, {
    timeStyle: "medium",
    hourCycle: "h23",
    timeZone: place.dataset.zone,
  });

  // ── time: the server's, whatever the clock of this machine says ─────────────────────────────────────────────────

  let ahead = 0; // of the server's clock before ours, milliseconds
  const now = () => Date.now() + ahead;

  function tick_now() {
    const at = now();
    for (const clock of document.querySelectorAll("time[data-up]")) {
      write(clock, as_length(at - Date.parse(clock.dataset.up)));
    }
    tick(at);
    if (source && Date.now() - heard_at > PATIENCE) lose();
  }

  function tick_each_second() {
    tick_now();
    setTimeout(tick_each_second, 1000 - (now() % 1000));
  }

  // ── the stream ──────────────────────────────────────────────────────────────────────────────────────────────────

  let source = null;
  let heard_at = 0; // by our clock
  let fresh_at = Date.parse(place.dataset.now); // by the server's: what is shown is as it was then
  let tries = 0;
  let again = null;
  let is_let_go = false;

  const HEARD = {
    [shows](told) {
      show(told);
      be_up_to_date(told);
    },
    beat: be_up_to_date,
    blind: (told) => be_out_of_date([words.blind, told.says].filter(Boolean).join(" ")),
    out: leave,
    ...also,
  };

  function connect() {
    clearTimeout(again);
    source?.close();
    if (is_let_go) return;
    source = new EventSource(place.dataset.live);
    heard_at = Date.now();
    let is_first = true;
    for (const name of Object.keys(HEARD)) {
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

  function lose() {
    source?.close();
    source = null;
    be_out_of_date(words.lost);
    const wait = BACK_OFF[Math.min(tries++, BACK_OFF.length - 1)];
    clearTimeout(again);
    again = setTimeout(connect, wait * (0.75 + Math.random() / 2));
    if (tries === 3) ask_whether_it_may_look();
  }

  /* A stream that is refused does not say why. */
  async function ask_whether_it_may_look() {
    try {
      const answer = await fetch(place.dataset.page, { headers: { "HX-Request": "true" }, cache: "no-store" });
      if (answer.status === 401) leave();
    } catch {
      // still nobody there
    }
  }

  /* Here nothing is told any more; why stays on the page. */
  function let_go(why) {
    is_let_go = true;
    source.close();
    be_out_of_date(why);
  }

  function take_up() {
    is_let_go = false;
    connect();
  }

  function leave() {
    is_let_go = true;
    source?.close();
    location.assign(place.dataset.page); // and from there to sign-in, and back
  }

  function be_up_to_date(told) {
    tries = 0;
    fresh_at = Date.parse(told.now);
    if (out_of_date.hidden) return;
    out_of_date.hidden = true;
    document.body.classList.remove("is-out-of-date");
    on_fresh();
  }

  function be_out_of_date(why) {
    write(document.getElementById("out-of-date-why"), why);
    write(document.getElementById("out-of-date-since"), time_of_day.format(fresh_at));
    out_of_date.hidden = false;
    document.body.classList.add("is-out-of-date");
    on_stale();
  }

  addEventListener("online", () => source || connect());
  addEventListener("pageshow", (event) => event.persisted && connect());
  document.addEventListener("visibilitychange", () => document.hidden || source || connect());

  return {
    begin() {
      tick_each_second();
      connect();
    },
    is_out_of_date: () => !out_of_date.hidden,
    tick: tick_now,
    let_go,
    take_up,
    leave,
  };
}

/* As a clock that runs: "0:42", "12:05", "1:00:09". */
function as_length(milliseconds) {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  const two = (figure) => String(figure).padStart(2, "0");
  const [h, m, s] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  return h ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
}

function write(element, text) {
  if (element && element.textContent !== text) element.textContent = text;
}
