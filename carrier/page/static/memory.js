// What this browser remembers of the page from one visit to the next.
// Browsers may forbid it; then the page works and forgets.

export function remember(name, value) {
  try {
    localStorage.setItem(name, value);
  } catch {
    // not remembered
  }
}

export function recall(name) {
  try {
    return localStorage.getItem(name);
  } catch {
    return null;
  }
}
