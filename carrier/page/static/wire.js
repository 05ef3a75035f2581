// The strip at the foot: every request between carrier and service, each to be unfolded; errors are loud.

import { fetchJson } from "./act.js";
import { asTime } from "./clock.js";
import { textElement } from "./dom.js";

const KEPT = 400;

export class Wire {
  constructor(element) {
    this.find = (name) => document.getElementById(name);
    this.entries = this.find("wire-entries");
    this.wrong = 0;
    this.find("wire-wrong").addEventListener("change", (event) => {
      element.classList.toggle("only-wrong", event.target.checked);
    });
    element.addEventListener("toggle", () => this.scroll());
  }

  add(entries, isFirst) {
    if (isFirst) this.clear();
    if (!entries.length) return;
    const isAtEnd = this.entries.scrollHeight - this.entries.scrollTop - this.entries.clientHeight < 60;
    for (const entry of entries) {
      this.entries.append(entryOf(entry));
      if (entry.is_wrong) this.wrong += 1;
    }
    while (this.entries.childElementCount > KEPT) this.entries.firstElementChild.remove();
    this.summarise(entries);
    if (isAtEnd) this.scroll();
  }

  clear() {
    this.entries.replaceChildren();
    this.wrong = 0;
  }

  summarise(entries) {
    const last = entries.findLast((entry) => entry.is_wrong) ?? entries.at(-1);
    const line = this.find("wire-last");
    line.textContent = [last.what, last.where, outcome(last)].filter(Boolean).join("  ");
    line.classList.toggle("is-wrong", last.is_wrong);
    const errors = this.find("wire-errors");
    errors.hidden = this.wrong === 0;
    errors.textContent = this.wrong === 1 ? "1 error" : `${this.wrong} errors`;
  }

  scroll() {
    this.entries.scrollTop = this.entries.scrollHeight;
  }
}

function entryOf(entry) {
  const element = document.createElement("details");
  element.className = entry.is_wrong ? `${entry.kind} is-wrong` : entry.kind;
  const summary = document.createElement("summary");
  const cells = { time: asTime(entry.at), kind: KINDS[entry.kind], what: entry.what, where: entry.where };
  cells.status = outcome(entry);
  cells.took = entry.took === null ? "" : `${entry.took} ms`;
  for (const [name, text] of Object.entries(cells)) summary.append(textElement("span", text, name));
  element.append(summary);
  element.addEventListener("toggle", () => lookCloser(element, entry), { once: true });
  return element;
}

const KINDS = { hook: "hook →", rest: "REST ←", complaint: "error" };

function outcome(entry) {
  if (entry.status === null) return "";
  return entry.status === 0 ? "no answer" : String(entry.status);
}

async function lookCloser(element, entry) {
  try {
    const { params, answer } = await fetchJson(`/phones/wire/${entry.number}`);
    const list = document.createElement("dl");
    for (const [name, value] of Object.entries(params)) list.append(textElement("dt", name), textElement("dd", value));
    element.append(list, textElement("pre", answer || entry.where));
  } catch (refusal) {
    element.append(textElement("p", refusal.message));
  }
}
