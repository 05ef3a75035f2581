/* What somebody has written into a form of the line and not saved, kept in this tab: it outlives a session that ends, a
   connection that is lost, a way that was taken too soon.

   Where the line was changed since, nothing is filled in: the server lays it on top of the newest, and says who changed
   what. Deliberately saves nothing, and keeps nothing for anybody else. */
"use strict";

(() => {
  const slip = document.getElementById("unsaved");
  const mine = `unsaved ${slip.dataset.me} `;
  const key_of = (form) => mine + form.dataset.unsaved;

  function keep(form, is_sent) {
    const written = [...new FormData(form)].filter(([name, value]) => name !== "csrf" && typeof value === "string");
    sessionStorage.setItem(key_of(form), JSON.stringify({ written, is_sent }));
  }

  document.addEventListener("input", ({ target }) => target.form?.dataset.unsaved && keep(target.form, false));

  document.addEventListener("submit", ({ target }) => {
    if (target.dataset.unsaved && sessionStorage.getItem(key_of(target)) !== null) keep(target, true);
  });

  /* Of another agent, who sat here before; or sent, and saved. */
  function tidy() {
    for (const key of Object.keys(sessionStorage).filter((one) => one.startsWith("unsaved "))) {
      const is_saved = "saved" in slip.dataset && JSON.parse(sessionStorage.getItem(key)).is_sent;
      if (is_saved || !key.startsWith(mine)) sessionStorage.removeItem(key);
    }
  }

  function bring_back(form) {
    const kept = JSON.parse(sessionStorage.getItem(key_of(form)));
    if (kept === null) return;
    const is_newest = new Map(kept.written).get("base") === form.elements.base.value;
    if (is_newest) fill_in(form, kept.written);
    say(form, kept.written, is_newest);
  }

  function fill_in(form, written) {
    for (const field of form.elements) {
      if (!field.name || field.type === "hidden" || field.type === "submit") continue;
      const values = written.filter(([name]) => name === field.name).map(([, value]) => value);
      if (field.type === "radio" || field.type === "checkbox") field.checked = values.includes(field.value);
      else if (values.length) field.value = values[0];
    }
  }

  function say(form, written, is_newest) {
    const told = slip.content.firstElementChild.cloneNode(true);
    for (const part of told.querySelectorAll("[data-newest]")) part.hidden = (part.dataset.newest === "yes") !== is_newest;
    told.querySelector("[data-lay]").addEventListener("click", () => send(form, written));
    told.querySelector("[data-afresh]").addEventListener("click", () => {
      sessionStorage.removeItem(key_of(form));
      location.reload();
    });
    form.before(told);
  }

  /* With the version that it began with, which is not the newest: so nothing is saved by this. */
  function send(form, written) {
    const sent = document.createElement("form");
    Object.assign(sent, { method: "post", action: form.getAttribute("action") });
    for (const [name, value] of [...written, ["csrf", form.elements.csrf.value]]) {
      sent.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
    }
    document.body.append(sent);
    sent.submit();
  }

  tidy();
  if (!("again" in slip.dataset)) for (const form of document.querySelectorAll("form[data-unsaved]")) bring_back(form);
})();
