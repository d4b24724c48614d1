// Reads the follow-up code aloud, one word at a time, slowly, twice. The button is shown only where this browser has a
// voice for the page's language; nothing speaks before it is pressed, and pressing again stops.
"use strict";
(() => {
  const box = document.querySelector("[data-speak-box]");
  if (!box || !("speechSynthesis" in window)) return;
  const language = document.documentElement.lang;
  const voiceOf = () => speechSynthesis.getVoices().find((voice) => voice.lang.toLowerCase().startsWith(language));
  const show = () => { box.hidden = !voiceOf(); };
  const say = (words) => {
    const wasSpeaking = speechSynthesis.speaking || speechSynthesis.pending;
    speechSynthesis.cancel();
    if (wasSpeaking) return;
    for (const word of [...words, ...words]) {
      const part = new SpeechSynthesisUtterance(word);
      part.lang = language;
      part.voice = voiceOf();
      part.rate = 0.6;
      speechSynthesis.speak(part);
    }
  };
  for (const button of box.querySelectorAll("[data-speak]")) {
    button.addEventListener("click", () => say(document.querySelector(button.dataset.speak).textContent.trim().split(/\s+/)));
  }
  speechSynthesis.addEventListener?.("voiceschanged", show);
  addEventListener("pagehide", () => speechSynthesis.cancel());
  show();
})();
