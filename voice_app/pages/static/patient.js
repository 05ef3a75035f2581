// A form that is sent again by itself where the answer is "in a moment": passwords are looked at one at a time, and whoever
// begins a shift together with fifty others should not type theirs twice. Without this script the page says so instead.

const PATIENCE = 12; // tries
const A_MOMENT = 5; // seconds; who is told to wait for longer is told so on the page

document.addEventListener("submit", (event) => {
  const form = event.target.closest("form[data-patient]");
  if (!form) return;
  event.preventDefault();
  send(form);
});

async function send(form) {
  const button = form.querySelector("[type=submit]");
  const waits = form.querySelector("[data-waits]");
  const body = new URLSearchParams(new FormData(form));
  button.disabled = true;
  try {
    show(await answerOf(form.action, body, waits));
  } catch {
    form.submit(); // the network is gone: the browser says so better than we could
  } finally {
    button.disabled = false;
    if (waits) waits.hidden = true;
  }
}

async function answerOf(action, body, waits) {
  for (let tries = 1; ; tries++) {
    const answer = await fetch(action, { method: "POST", body });
    const seconds = Number(answer.headers.get("Retry-After"));
    if (answer.status !== 429 || !(seconds <= A_MOMENT) || tries === PATIENCE) return answer;
    if (waits) waits.hidden = false;
    await new Promise((done) => setTimeout(done, seconds * 1000 * (0.1 + Math.random())));
  }
}

async function show(answer) {
  if (answer.redirected) {
    location.assign(answer.url);
    return;
  }
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  document.title = page.title;
  document.querySelector("main").replaceWith(document.adoptNode(page.querySelector("main")));
  document.querySelector("[type=password]")?.focus();
}
