// Reads the page aloud, line by line. The button is shown only where this browser has a voice for the page's language;
// nothing speaks before it is pressed, and pressing again stops.
"use strict";
(() => {
  const box = document.querySelector("[data-aloud-box]");
  if (!box || !("speechSynthesis" in window)) return;
  const button = box.querySelector("[data-aloud-button]");
  const language = document.documentElement.lang;
  const voiceOf = () => speechSynthesis.getVoices().find((voice) => voice.lang.toLowerCase().startsWith(language));
  const show = () => { box.hidden = !voiceOf(); };
  const lines = [...document.querySelectorAll("[data-aloud]")];
  const rest = () => {
    button.setAttribute("aria-pressed", "false");
    for (const line of lines) line.classList.remove("now");
  };
  button.addEventListener("click", () => {
    const spoke = speechSynthesis.speaking || speechSynthesis.pending;
    speechSynthesis.cancel();
    rest();
    if (spoke) return;
    button.setAttribute("aria-pressed", "true");
    for (const line of lines) {
      const part = new SpeechSynthesisUtterance(line.textContent.trim());
      part.lang = language;
      part.voice = voiceOf();
      part.rate = 0.85;
      part.addEventListener("start", () => line.classList.add("now"));
      part.addEventListener("end", () => line.classList.remove("now"));
      if (line === lines.at(-1)) part.addEventListener("end", rest);
      speechSynthesis.speak(part);
    }
  });
  speechSynthesis.addEventListener?.("voiceschanged", show);
  addEventListener("pagehide", () => speechSynthesis.cancel());
  show();
})();
