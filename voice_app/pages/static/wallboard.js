/* The wallboard while it is open: it shows what it is told (live.js), and the time of day.

   Shows the server's words as they are, and writes none of its own. */
"use strict";

(() => {
  const wall = document.getElementById("wall");
  const to_the_minute = new Intl.DateTimeFormat(document.documentElement.lang, {
    timeStyle: "short",
    hourCycle: "h23",
    timeZone: wall.dataset.zone,
  });

  const stream = live({
    place: wall,
    words: wall.dataset,
    shows: "board",
    show(told) {
      const fresh = new DOMParser().parseFromString(told.html, "text/html").getElementById("wallboard");
      document.getElementById("wallboard").replaceWith(fresh);
      stream.tick();
    },
    tick: (at) => write(document.getElementById("wall-clock"), to_the_minute.format(at)),
  });
  stream.begin();
})();
