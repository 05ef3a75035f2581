// What was said and keyed on one phone, as bubbles. What was cut short is shown so.

import { now } from "./clock.js";
import { textElement } from "./dom.js";

const JOINS_WITHIN = 4000; // milliseconds; keys pressed that close stand side by side
const NEARLY = 40; // pixels
const MARGINS = 30; // pixels around a bubble

export class Log {
  constructor(element) {
    this.element = element;
    this.shown = new Map(); // line number → { element, line }
    this.reading = null; // { bubble, at, until } of what is being read
    this.follows = true;
    element.addEventListener("scroll", () => {
      this.follows = element.scrollTop > this.place() - NEARLY;
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
      else if (line.cut_after !== shown.line.cut_after) this.cut(shown, line);
      before = line;
    }
    this.stay();
  }

  // Whoever has not scrolled back goes on seeing what is new.
  stay() {
    if (this.follows) this.element.scrollTop = this.place();
  }

  // The end; but of words longer than the screen, that part which is being read.
  place() {
    const { element, reading } = this;
    const end = element.scrollHeight - element.clientHeight;
    if (!reading || reading.until < now()) return end;
    const left = (reading.until - now()) / (reading.until - reading.at);
    return end - Math.max(0, reading.bubble.offsetHeight + MARGINS - element.clientHeight) * Math.min(1, left);
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
    if (line.cut_after !== null) this.cut(this.shown.get(line.number), line);
    else if (line.kind === "said" && sounding?.kind === "voice") this.read(bubble, line, sounding.until);
  }

  // The words light up as they are read.
  read(bubble, line, until) {
    if (line.at > until || now() >= until) return;
    this.reading = { bubble, at: line.at, until };
    bubble.classList.add("is-reading");
    bubble.firstElementChild.style.setProperty("--lasts", `${until - line.at}ms`);
    bubble.firstElementChild.style.setProperty("--passed", `${line.at - now()}ms`);
    setTimeout(() => bubble.classList.remove("is-reading"), until - now());
  }

  // What was not heard any more is faint.
  cut(shown, line) {
    shown.line = line;
    this.reading = null;
    const letters = [...line.text];
    shown.element.classList.remove("is-reading");
    shown.element.replaceChildren(
      textElement("span", letters.slice(0, line.cut_after).join("")),
      textElement("s", letters.slice(line.cut_after).join("")),
    );
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
