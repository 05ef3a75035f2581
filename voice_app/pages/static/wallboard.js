/* The wallboard while it is open: it shows what it is told, and says when it has been told nothing for too long.

   Clocks tick here, by the server's time. Shows the server's words as they are, and writes none of its own. */
"use strict";

(() => {
  const wall = document.getElementById("wall");
  const out_of_date = document.getElementById("out-of-date");
  const beat = Number(wall.dataset.beat) * 1000;
  const PATIENCE = 2 * beat + 1000;
  const BACK_OFF = [250, 1000, 2000, 4000, 8000, 15000];
  const language = document.documentElement.lang;
  const written = (timeStyle) => new Intl.DateTimeFormat(language, { timeStyle, timeZone: wall.dataset.zone });
  const [to_the_second, to_the_minute] = [written("medium"), written("short")];

  let source = null;
  let heard_at = 0; // by our clock
  let fresh_at = Date.parse(wall.dataset.now); // by the server's: what is shown is as it was then
  let ahead = 0; // of the server's clock before ours, milliseconds
  let tries = 0;
  let again = null;

  function write(element, text) {
    if (element && element.textContent !== text) element.textContent = text;
  }

  function as_length(milliseconds) {
    const seconds = Math.max(0, Math.floor(milliseconds / 1000));
    const two = (figure) => String(figure).padStart(2, "0");
    const [h, m, s] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
    return h ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
  }

  function tick() {
    const now = Date.now() + ahead;
    for (const clock of wall.querySelectorAll("time[data-up]")) write(clock, as_length(now - Date.parse(clock.dataset.up)));
    write(document.getElementById("wall-clock"), to_the_minute.format(now));
    if (source && Date.now() - heard_at > PATIENCE) lose();
  }

  function tick_each_second() {
    tick();
    setTimeout(tick_each_second, 1000 - ((Date.now() + ahead) % 1000));
  }

  function connect() {
    clearTimeout(again);
    source?.close();
    source = new EventSource(wall.dataset.live);
    heard_at = Date.now();
    let is_first = true;
    for (const name of ["board", "beat", "blind", "out"]) {
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
    board(told) {
      const fresh = new DOMParser().parseFromString(told.html, "text/html").getElementById("wallboard");
      document.getElementById("wallboard").replaceWith(fresh);
      tick();
      be_up_to_date(told);
    },
    beat: be_up_to_date,
    blind: () => be_out_of_date(wall.dataset.blind),
    out() {
      source.close();
      location.assign(wall.dataset.page); // and from there to sign-in
    },
  };

  function lose() {
    source?.close();
    source = null;
    be_out_of_date(wall.dataset.lost);
    const wait = BACK_OFF[Math.min(tries++, BACK_OFF.length - 1)];
    clearTimeout(again);
    again = setTimeout(connect, wait * (0.75 + Math.random() / 2));
    if (tries === 3) ask_whether_it_may_look();
  }

  /* A stream that is refused does not say why. */
  async function ask_whether_it_may_look() {
    try {
      const answer = await fetch(wall.dataset.page, { headers: { "HX-Request": "true" }, cache: "no-store" });
      if (answer.status === 401) location.assign(wall.dataset.page);
    } catch {
      // still nobody there
    }
  }

  function be_up_to_date(told) {
    tries = 0;
    fresh_at = Date.parse(told.now);
    out_of_date.hidden = true;
    document.body.classList.remove("is-out-of-date");
  }

  function be_out_of_date(why) {
    write(document.getElementById("out-of-date-why"), why);
    write(document.getElementById("out-of-date-since"), to_the_second.format(fresh_at));
    out_of_date.hidden = false;
    document.body.classList.add("is-out-of-date");
  }

  addEventListener("online", () => source || connect());
  addEventListener("pageshow", (event) => event.persisted && connect());
  document.addEventListener("visibilitychange", () => document.hidden || source || connect());
  tick_each_second();
  connect();
})();
