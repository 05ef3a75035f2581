/* What is half written, kept: on the server a moment after the last key, in this tab's own store until then.

   So it outlives a reload, a lost connection and a session that ends; who signs in again goes on where they were. */
"use strict";

(() => {
  const SAVED_AFTER = 600; // milliseconds
  const main = document.getElementById("main");
  const words = document.getElementById("words").dataset;
  const waiting = new Map(); // forms to be saved, and the timer of each, by its id
  const mine = `draft ${main.dataset.me} `;
  const key_of = (form) => mine + form.dataset.draft;

  document.addEventListener("input", ({ target }) => {
    if (!target.closest("#desk") || !target.form) return;
    target.dataset.touched = ""; // the morph leaves it alone from now on
    if (target.form.dataset.draft) save_soon(target.form);
  });

  function save_soon(form) {
    form.elements.seen.dataset.touched = ""; // what this page knows of belongs to what stands in it
    const written = [...new FormData(form)].filter(([name]) => name !== "csrf" && name !== "seen");
    sessionStorage.setItem(key_of(form), JSON.stringify(written));
    clearTimeout(waiting.get(form.id));
    waiting.set(form.id, setTimeout(() => save(form), SAVED_AFTER));
  }

  async function save(form) {
    clearTimeout(waiting.get(form.id));
    waiting.delete(form.id);
    const sent = sessionStorage.getItem(key_of(form));
    if (sent === null) return;
    try {
      const answer = await fetch(form.dataset.save, {
        method: "POST",
        headers: { "HX-Request": "true" },
        body: new URLSearchParams(new FormData(form)),
        keepalive: true,
      });
      if (answer.status === 401) location.assign(main.dataset.page);
      if (!answer.ok && answer.status !== 409) return;
      const { seen, told } = await answer.json();
      if (seen !== undefined) form.elements.seen.value = seen;
      if (told) return tell(form, told);
      if (sessionStorage.getItem(key_of(form)) === sent) sessionStorage.removeItem(key_of(form));
      for (const slot of form.querySelectorAll("[data-saved]")) slot.textContent = words.saved;
    } catch {
      // it stays in this tab until there is a connection again
    }
  }

  function tell(form, text) {
    const told = document.createElement("p");
    told.className = "told";
    told.textContent = text;
    form.querySelector(".told-slot").replaceChildren(told);
  }

  function restore() {
    for (const form of document.querySelectorAll("form[data-draft]")) {
      const kept = sessionStorage.getItem(key_of(form));
      if (kept === null || waiting.has(form.id)) continue;
      for (const [name, value] of JSON.parse(kept)) fill_in(form, name, value);
      save_soon(form);
    }
  }

  function fill_in(form, name, value) {
    for (const field of form.elements) {
      if (field.name !== name || field.type === "hidden") continue;
      if (field.type === "radio" || field.type === "checkbox") field.checked = field.value === value;
      else field.value = value;
      field.dataset.touched = "";
    }
  }

  document.addEventListener("desk:shown", restore);

  /* It is where it belongs, and no draft any more. */
  document.addEventListener("desk:taken", ({ detail: { form } }) => {
    if (!form.dataset?.draft) return;
    clearTimeout(waiting.get(form.id));
    waiting.delete(form.id);
    sessionStorage.removeItem(key_of(form));
  });

  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) return;
    for (const id of [...waiting.keys()]) {
      const form = document.getElementById(id);
      if (form) save(form);
    }
  });

  /* Of another agent, who sat here before. */
  for (const key of Object.keys(sessionStorage)) {
    if (key.startsWith("draft ") && !key.startsWith(mine)) sessionStorage.removeItem(key);
  }

  restore();
})();
