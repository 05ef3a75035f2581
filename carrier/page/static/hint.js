import { recall, remember } from "./memory.js";

// A box that stays closed in this browser once it was closed, until it is asked for again.
export function dismissible({ box, opener, closer, name }) {
  const set = (isOpen) => {
    box.hidden = !isOpen;
    opener.setAttribute("aria-expanded", String(isOpen));
    remember(name, isOpen ? "open" : "closed");
  };
  set(recall(name) !== "closed");
  opener.addEventListener("click", () => set(box.hidden));
  closer.addEventListener("click", () => {
    set(false);
    opener.focus();
  });
}

