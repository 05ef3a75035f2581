/* Promises while they are looked at: renewed every few seconds, with what is ticked, opened and entered left as it is.

   Says when it has not been renewed for a while. Deliberately decides nothing: without it the page is loaded by hand. */

(() => {
  const EACH = 5000, TOO_OLD = 20000;
  let fresh_at = Date.now();
  let ticked = new Set();

  const boxes = () => document.querySelectorAll('#chosen input[name="promise"]');

  function count() {
    const said = document.querySelector(".chosen-count");
    if (!said) return;
    const number = [...boxes()].filter((box) => box.checked).length;
    said.textContent = number ? `${said.dataset.some} ${number}` : said.dataset.none;
  }

  function tick_again() {
    for (const box of boxes()) box.checked = ticked.has(box.value);
    const all = document.getElementById("all");
    if (all) all.checked = ticked.has("all of them");
    count();
  }

  function renew() {
    const page = document.querySelector("[data-renew]");
    if (!page) return; // something was refused: it stays to be read
    document.getElementById("stale").hidden = Date.now() - fresh_at < TOO_OLD;
    if (!document.hidden) page.dispatchEvent(new Event("renew"));
  }

  htmx.registerExtension("promises", {
    /* What somebody has begun to fill in is theirs, with what they saw when they began. */
    htmx_before_morph_node: (element) => !("touched" in element.dataset),
    /* What somebody has opened stays open. */
    htmx_before_morph_attr: (element, { attrName }) =>
      !(attrName === "open" && element.localName === "details") && !(attrName === "checked" || attrName === "hidden"),
  });

  document.addEventListener("input", ({ target }) => {
    const form = target.closest("#fresh form:not(#chosen)");
    if (form) form.dataset.touched = "";
  });

  document.addEventListener("change", ({ target }) => {
    if (target.id === "all") ticked[target.checked ? "add" : "delete"]("all of them");
    if (target.name === "promise" && target.closest("#chosen")) ticked[target.checked ? "add" : "delete"](target.value);
    count();
  });

  document.addEventListener("htmx:after:swap", () => {
    fresh_at = Date.now();
    document.getElementById("stale").hidden = true;
    tick_again();
  });

  document.addEventListener("visibilitychange", () => !document.hidden && renew());
  setInterval(renew, EACH);

  /* Not sooner: a browser that goes back ticks again what was ticked once all scripts have run. */
  addEventListener("pageshow", () => {
    const every = [...boxes()].map((box) => [box, box.value]);
    for (const [box, value] of [...every, [document.getElementById("all"), "all of them"]]) if (box?.checked) ticked.add(value);
    count();
  });
})();
