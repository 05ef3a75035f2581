/* What stands above every page, kept true: asked for every 15 seconds, and at once when somebody comes back to the page.

   Swaps in the server's words where they have changed, and keeps the focus where it was. A page that tells by itself that
   it is out of date (`data-live`) needs no second word of it; but of what callers now meet it does. */
"use strict";

(() => {
  const banner = document.getElementById("banner");
  if (!banner) return;
  const EACH = 15000;
  const PATIENCE = 10000;
  const tells_itself = document.querySelector("[data-live]") !== null;
  let again = null;
  let is_asking = false;

  async function ask() {
    if (is_asking) return;
    is_asking = true;
    clearTimeout(again);
    try {
      const answer = await fetch("/banner", {
        headers: { "HX-Request": "true" },
        cache: "no-store",
        signal: AbortSignal.timeout(PATIENCE),
      });
      if (answer.ok) show(await answer.text());
      else if (answer.status === 401) say("out");
      else say(answer.headers.get("Gehoor-Gone") === "both" ? "both" : "gone");
    } catch {
      say("lost");
    }
    is_asking = false;
    again = setTimeout(ask, EACH);
  }

  function show(html) {
    const fresh = new DOMParser().parseFromString(html, "text/html").getElementById("banner");
    if (!fresh || banner.isEqualNode(fresh)) return;
    const focused = banner.contains(document.activeElement) ? document.activeElement.getAttribute("href") : null;
    banner.replaceChildren(...fresh.childNodes);
    if (focused) banner.querySelector(`a[href="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
  }

  /* What the server told last is kept: nobody has said that it is over. */
  function say(which) {
    for (const told of banner.querySelectorAll("[data-says]")) {
      const hidden = told.dataset.says !== which || (tells_itself && which === "lost");
      if (told.hidden !== hidden) told.hidden = hidden;
      if (which === "out") told.querySelector("a")?.setAttribute("href", location.pathname + location.search); // and back here
    }
  }

  document.addEventListener("visibilitychange", () => document.hidden || ask());
  addEventListener("online", ask);
  again = setTimeout(ask, EACH);
})();
