// Reads aloud by the browser's own voices, in the language of the words.

const CATCHES_UP = 1.2; // the rate while sentences wait in line: the carrier reckons with a brisk reader

export class Voice {
  constructor() {
    this.synthesis = window.speechSynthesis;
    this.synthesis?.getVoices(); // asks for them; they arrive later
  }

  say(text, language) {
    if (!this.synthesis) return;
    const utterance = new SpeechSynthesisUtterance(text);
    utterance.lang = language;
    utterance.voice = this.voiceFor(language);
    utterance.rate = this.synthesis.speaking ? CATCHES_UP : 1.05;
    this.synthesis.speak(utterance);
  }

  stop() {
    this.synthesis?.cancel();
  }

  // The exact language before its relatives, voices on this machine before those on the network.
  voiceFor(language) {
    const [exact, family] = [language.toLowerCase(), language.slice(0, 2).toLowerCase()];
    const tag = (voice) => voice.lang.toLowerCase().replace("_", "-");
    const fit = (voice) => (tag(voice) === exact ? 0 : 2) + (voice.localService ? 0 : 1);
    const voices = this.synthesis.getVoices().filter((voice) => tag(voice).startsWith(family));
    return voices.sort((one, two) => fit(one) - fit(two))[0] ?? null;
  }
}
