// The stream of changes. After each (re)connection the first message holds everything, so nothing is ever missed.

const TRY_AGAIN_AFTER = 1000; // milliseconds; for when the browser itself has given up

export function follow(tell, setLost) {
  const source = new EventSource("/phones/events");
  let isFirst = true;
  source.addEventListener("open", () => {
    isFirst = true;
  });
  source.addEventListener("message", (message) => {
    setLost(false);
    tell(JSON.parse(message.data), isFirst);
    isFirst = false;
  });
  source.addEventListener("error", () => {
    setLost(true);
    if (source.readyState === EventSource.CLOSED) setTimeout(() => follow(tell, setLost), TRY_AGAIN_AFTER);
  });
}
