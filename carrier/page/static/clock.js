// The carrier's time in this browser, and spans of it as people read them.

let ahead = 0;

export function setNow(carrierNow) {
  ahead = carrierNow - Date.now();
}

export function now() {
  return Date.now() + ahead;
}

export function asSpan(milliseconds) {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

export function asTime(at) {
  return new Date(at).toLocaleTimeString("en-GB");
}

export function asHour(at) {
  return asTime(at).slice(0, 5);
}

// Calls back twice a second, so that no second is skipped on a timer.
export function eachHalfSecond(tick) {
  setInterval(tick, 500);
}
