// What was said and keyed on one phone, as bubbles. What was cut short is shown so.

import { now } from "./clock.js";
import { textElement } from "./dom.js";

const JOINS_WITHIN = 4000; // milliseconds; keys pressed that close stand side by side
const NEARLY = 40; // pixels from the end

export class Log {
  constructor(element) {
    this.element = element;
    this.shown = new Map(); // line number → { element, line }
    this.isAtEnd = true;
    element.addEventListener("scroll", () => {
      this.isAtEnd = element.scrollHeight - element.scrollTop - element.clientHeight < NEARLY;
    });
    new ResizeObserver(() => this.stay()).observe(element);
  }

  show(lines, sounding) {
    const numbers = new Set(lines.map((line) => line.number));
    for (const [number, shown] of this.shown) if (!numbers.has(number)) this.drop(number, shown);
    let before = null;
    for (const line of lines) {
      const shown = this.shown.get(line.number);
      if (!shown) this.add(line, before, sounding);
      else if (line.cut_after !== shown.line.cut_after) cut(shown.element, line);
      before = line;
    }
    this.stay();
  }

  // Whoever reads the end goes on reading the end.
  stay() {
    if (this.isAtEnd) this.element.scrollTop = this.element.scrollHeight;
  }

  add(line, before, sounding) {
    if (line.kind === "pressed" && before?.kind === "pressed" && line.at - before.at < JOINS_WITHIN) {
      const key = bubbleOf(line).firstElementChild;
      this.shown.get(before.number).element.closest("p").append(key);
      this.shown.set(line.number, { element: key, line });
      return;
    }
    const bubble = bubbleOf(line);
    this.element.append(bubble);
    this.shown.set(line.number, { element: line.kind === "pressed" ? bubble.firstElementChild : bubble, line });
    if (line.cut_after !== null) cut(bubble, line);
    else if (line.kind === "said" && sounding?.kind === "voice") read(bubble, line, sounding.until);
  }

  drop(number, { element }) {
    const bubble = element.closest("p");
    element.remove();
    if (!bubble.childElementCount && bubble.classList.contains("pressed")) bubble.remove();
    this.shown.delete(number);
  }
}

function bubbleOf(line) {
  const bubble = document.createElement("p");
  bubble.className = line.kind;
  if (line.language) bubble.lang = line.language;
  if (line.kind === "music") bubble.textContent = "♪ music";
  else if (line.kind === "pressed") bubble.append(textElement("kbd", line.text));
  else if (line.kind === "other") bubble.append(textElement("b", line.who), line.text);
  else bubble.append(textElement("span", line.text));
  return bubble;
}

// The words light up as they are read.
function read(bubble, line, until) {
  const span = bubble.firstElementChild;
  if (line.at > until || now() >= until) return;
  bubble.classList.add("is-reading");
  span.style.setProperty("--lasts", `${until - line.at}ms`);
  span.style.setProperty("--passed", `${line.at - now()}ms`);
  setTimeout(() => bubble.classList.remove("is-reading"), until - now());
}

// What was not heard any more is faint.
function cut(bubble, line) {
  const words = [...line.text];
  bubble.classList.remove("is-reading");
  bubble.replaceChildren(
    textElement("span", words.slice(0, line.cut_after).join("")),
    textElement("s", words.slice(line.cut_after).join("")),
  );
}
