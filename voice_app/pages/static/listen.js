/* "Listen to it": the browser says a sentence of the line, where it has a voice for that language; elsewhere there is no
   button. It knows nothing of the line: it says what stands on the page. */
"use strict";

(() => {
  const synthesis = window.speechSynthesis;
  if (!synthesis || !window.SpeechSynthesisUtterance) return;

  const languageOf = (tag) => tag.toLowerCase().replace("_", "-").split("-")[0];

  /* The voice of this very tongue, else of its language. */
  const voiceFor = (tongue) => {
    const voices = synthesis.getVoices();
    const exact = voices.find((voice) => voice.lang.toLowerCase().replace("_", "-") === tongue.toLowerCase());
    return exact || voices.find((voice) => languageOf(voice.lang) === languageOf(tongue));
  };

  const partsOf = (block) => {
    const spoken = block.closest("dd").querySelector("[data-spoken]");
    return [...spoken.querySelectorAll("[data-say]")].map((part) => ({ text: part.textContent, tongue: part.lang }));
  };

  const show = () => {
    for (const block of document.querySelectorAll("[data-listen]")) {
      const [first] = partsOf(block);
      block.hidden = !first || !voiceFor(first.tongue);
    }
  };

  const stop = () => {
    synthesis.cancel();
    for (const button of document.querySelectorAll("[data-stop]")) button.hidden = true;
  };

  const speak = (block) => {
    stop();
    const stopping = block.querySelector("[data-stop]");
    const sayable = partsOf(block).filter((part) => voiceFor(part.tongue));
    sayable.forEach((part, place) => {
      const utterance = new SpeechSynthesisUtterance(part.text);
      utterance.voice = voiceFor(part.tongue);
      utterance.lang = utterance.voice.lang;
      if (place === sayable.length - 1) utterance.onend = () => { stopping.hidden = true; };
      synthesis.speak(utterance);
    });
    stopping.hidden = false;
  };

  document.addEventListener("click", (event) => {
    const block = event.target.closest("[data-listen]");
    if (!block) return;
    if (event.target.closest("[data-speak]")) speak(block);
    if (event.target.closest("[data-stop]")) stop();
  });

  /* Voices come late in some browsers. */
  synthesis.addEventListener?.("voiceschanged", show);
  window.addEventListener("pagehide", stop);
  show();
})();
