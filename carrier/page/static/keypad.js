// Twelve keys, for mouse, touch, arrow keys, and the digits of the computer's own keyboard.

import { textElement } from "./dom.js";

const KEYS = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "*", "0", "#"];
const LETTERS = { 2: "ABC", 3: "DEF", 4: "GHI", 5: "JKL", 6: "MNO", 7: "PQRS", 8: "TUV", 9: "WXYZ", 0: "+" };
const NAMES = { "*": "star", "#": "hash" };
const COLUMNS = 3;
const STEPS = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -COLUMNS, ArrowDown: COLUMNS };
const STAYS_DOWN = 140; // milliseconds

export class Keypad {
  constructor(element, phone, press) {
    this.press = press;
    this.buttons = KEYS.map((key, position) => buttonOf(key, position));
    element.append(...this.buttons);
    element.addEventListener("click", (event) => {
      const button = event.target.closest("button");
      if (button) this.push(button);
    });
    element.addEventListener("keydown", (event) => this.walk(event));
    phone.addEventListener("keydown", (event) => this.type(event, element));
  }

  // Digits typed while the phone has the attention, but not into one of its fields.
  type(event, element) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || event.target.matches("input")) return;
    const button = this.buttons[KEYS.indexOf(event.key)];
    if (!button || element.inert) return;
    event.preventDefault();
    this.push(button);
  }

  push(button) {
    button.classList.add("is-down");
    setTimeout(() => button.classList.remove("is-down"), STAYS_DOWN);
    this.press(button.dataset.key);
  }

  // One key of the pad is a stop of the Tab key; arrows walk from there.
  walk(event) {
    const from = this.buttons.indexOf(event.target);
    const to = this.buttons[from + STEPS[event.key]];
    if (from < 0 || !to) return;
    event.preventDefault();
    this.buttons[from].tabIndex = -1;
    to.tabIndex = 0;
    to.focus();
  }
}

function buttonOf(key, position) {
  const button = document.createElement("button");
  button.type = "button";
  button.dataset.key = key;
  button.tabIndex = position === 0 ? 0 : -1;
  button.setAttribute("aria-label", NAMES[key] ?? key);
  button.append(textElement("b", key), textElement("small", LETTERS[key] ?? ""));
  return button;
}
