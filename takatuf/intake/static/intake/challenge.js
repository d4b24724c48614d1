// While a crowd is at the door: the page before the final send works a little, while it is read, to show that it is no
// machine. Whatever fails here, the form is sent as it is: a report is never held back by more than five seconds.
"use strict";
for (const form of document.querySelectorAll("form[data-work]")) {
  const { work: address, challenge, bits } = form.dataset;
  const policy = window.trustedTypes
    ? trustedTypes.createPolicy("work", { createScriptURL: (url) => (url === address ? url : "") })
    : { createScriptURL: (url) => url };
  const found = form.querySelector("[name=found]");
  const waiting = form.querySelector("[data-waiting]");
  let isOver = false;
  let isPressed = false;

  const end = (number) => {
    if (isOver) return;
    isOver = true;
    found.value = number;
    if (isPressed) form.submit();
  };
  try {
    const worker = new Worker(policy.createScriptURL(address));
    worker.onmessage = ({ data }) => end(data);
    worker.onerror = () => end("");
    worker.postMessage({ challenge, bits: Number(bits) });
    addEventListener("pagehide", () => worker.terminate());
  } catch {
    end("");
  }
  form.addEventListener("submit", (event) => {
    if (isOver) return;
    event.preventDefault();
    if (isPressed) return;
    isPressed = true;
    waiting.textContent = waiting.dataset.waiting;
    setTimeout(() => end(""), 5000);
  });
}
