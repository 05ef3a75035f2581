// The text messages of one phone: a stack to read, a field to write, and a peek at what has just come in.

import { asTime } from "./clock.js";
import { textElement } from "./dom.js";

export class Texts {
  constructor(phone, send, isOld) {
    this.phone = phone;
    this.find = (selector) => phone.querySelector(selector);
    this.shown = new Set();
    this.read = 0; // how many of the received ones were looked at
    this.received = [];
    this.isOld = isOld; // what came before this page was opened is no news
    this.find(".messages").addEventListener("click", () => this.open(this.find(".texts").hidden));
    this.find(".peek").addEventListener("click", () => this.open(true));
    this.find(".write").addEventListener("submit", async (event) => {
      event.preventDefault();
      const input = this.find(".write input");
      const text = input.value.trim();
      if (text && (await send(text))) input.value = "";
    });
  }

  show(texts, canText) {
    const stack = this.find(".stack");
    for (const text of texts) {
      if (this.shown.has(text.id)) continue;
      this.shown.add(text.id);
      stack.append(messageOf(text));
      stack.scrollTop = stack.scrollHeight;
    }
    this.received = texts.filter((text) => !text.is_mine);
    if (this.isOld) this.read = this.received.length;
    this.isOld = false;
    this.find(".messages").hidden = !canText;
    this.mark();
  }

  open(isOpen) {
    this.find(".texts").hidden = !isOpen;
    this.find(".log").hidden = isOpen;
    this.find(".messages").setAttribute("aria-pressed", String(isOpen));
    this.mark();
    if (isOpen) {
      this.find(".stack").scrollTop = this.find(".stack").scrollHeight;
      this.find(".write input").focus();
    } else {
      this.find(".log").scrollTop = this.find(".log").scrollHeight;
    }
  }

  mark() {
    const isOpen = !this.find(".texts").hidden;
    if (isOpen) this.read = this.received.length;
    const unread = this.received.length - this.read;
    const total = this.received.length;
    this.find(".count").textContent = total ? String(total) : "";
    this.find(".messages").classList.toggle("has-news", unread > 0);
    this.find(".messages").setAttribute("aria-label", `Text messages: ${total}, ${unread} unread`);
    const peek = this.find(".peek");
    peek.hidden = unread === 0;
    if (unread) peek.querySelector("span").textContent = this.received.at(-1).text;
  }
}

function messageOf(text) {
  const bubble = document.createElement("p");
  bubble.className = text.is_mine ? "mine" : "theirs";
  const passage = `${text.is_mine ? "to" : "from"} ${text.other} · ${asTime(text.at)}`;
  bubble.append(textElement("span", text.text), textElement("small", passage));
  return bubble;
}
