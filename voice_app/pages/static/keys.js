/* One key for what is done all day, and the few wishes that a browser keeps: keys, tone, notification.

   A key does what a click on the button that bears it does, and only where the button can be seen and clicked. Never while
   somebody types, never with Ctrl, Alt or Meta; and all of it can be switched off (WCAG 2.1.4). */
"use strict";

(() => {
  const help = document.getElementById("help");
  const TYPING = "input:not([type=radio], [type=checkbox], [type=button], [type=submit]), textarea, select, [contenteditable]";
  const stored = (what) => localStorage.getItem(`desk ${what}`);
  const has_keys = () => stored("keys") !== "off";

  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.repeat || event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.key === "Escape" && event.target.matches?.(TYPING)) return void event.target.blur();
    if (!has_keys() || event.isComposing || event.target.closest?.(TYPING)) return;
    const key = event.key.toLowerCase();
    const bearer = document.querySelector("dialog[open]") ? null : bearer_of(key);
    if (key === "?" && help && !help.open) open_help();
    else if (bearer?.matches(TYPING)) go_on_writing(bearer);
    else if (bearer && !(FIGURE.test(key) && performance.now() < surprised_until)) bearer.click();
    else return;
    event.preventDefault();
  });

  /* A figure says how a conversation ended, and elsewhere which break it is. Where the time to say the one has run out under
     the hand that was about to, it is not taken for the other. */
  const FIGURE = /^[0-9]$/;
  const SURPRISED_FOR = 1500; // milliseconds
  const stage = () => document.getElementById("desk")?.dataset.stage;
  let before = stage();
  let done_at = -Infinity; // when somebody last did something here: what comes of it is no surprise
  let surprised_until = -Infinity;

  document.addEventListener("submit", () => (done_at = performance.now()));
  document.addEventListener("desk:shown", () => {
    const now = performance.now();
    if (before === "wrapping_up" && stage() !== before && now - done_at > SURPRISED_FOR) surprised_until = now + SURPRISED_FOR;
    before = stage();
  });

  function go_on_writing(field) {
    field.focus();
    field.setSelectionRange?.(field.value.length, field.value.length);
  }

  function bearer_of(key) {
    const bearers = [...document.querySelectorAll(`[data-key="${CSS.escape(key)}"]`)];
    return bearers.find((one) => !one.disabled && one.checkVisibility({ visibilityProperty: true }));
  }

  /* The keys of this moment, as the page bears them. */
  function open_help() {
    const list = document.getElementById("help-keys");
    list.replaceChildren();
    for (const bearer of document.querySelectorAll("[data-key]")) {
      if (!bearer.checkVisibility()) continue;
      const [row, key, does] = ["div", "kbd", "span"].map((name) => document.createElement(name));
      key.textContent = bearer.dataset.key.toUpperCase();
      does.textContent = bearer.dataset.does ?? label_of(bearer);
      row.append(key, does);
      list.append(row);
    }
    help.showModal();
  }

  function label_of(bearer) {
    const copy = bearer.cloneNode(true);
    for (const hint of copy.querySelectorAll("kbd")) hint.remove();
    return copy.textContent.trim().replace(/\s+/g, " ");
  }

  document.getElementById("help-open")?.addEventListener("click", open_help);

  for (const box of document.querySelectorAll("input[data-wish]")) {
    const what = box.dataset.wish;
    box.checked = what === "keys" ? has_keys() : stored(what) === "on";
    box.addEventListener("change", () => wish(box, what));
  }

  async function wish(box, what) {
    if (what === "notify" && box.checked && (await Notification.requestPermission()) !== "granted") box.checked = false;
    localStorage.setItem(`desk ${what}`, box.checked ? "on" : "off");
    document.dispatchEvent(new CustomEvent("desk:wants", { detail: { what, on: box.checked } }));
    show_hints();
  }

  function show_hints() {
    document.documentElement.classList.toggle("no-keys", !has_keys());
  }

  show_hints();
})();
