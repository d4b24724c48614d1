// Leave at once: a blank page over everything, this address replaced, what the browser keeps of us asked to be cleared.
"use strict";
(() => {
  const link = document.querySelector("[data-quick-exit]");
  if (!link) return;
  const status = document.createElement("div");
  status.className = "visually-hidden";
  status.setAttribute("role", "status");
  document.body.append(status);

  const leave = (event) => {
    if (event) event.preventDefault();
    document.title = "";
    const blank = document.createElement("div");
    blank.className = "left-behind";
    document.body.append(blank);
    document.forms.length && Array.from(document.forms, (form) => form.reset());
    status.textContent = link.dataset.leaving;
    try { sessionStorage.clear(); localStorage.clear(); } catch { /* storage may be switched off; then there is nothing to clear */ }
    // The answer is a redirect that we do not follow: it only carries the order to forget.
    fetch(link.href, { keepalive: true, redirect: "manual", credentials: "same-origin" }).catch(() => {});
    location.replace(link.dataset.neutral);
  };

  let presses = 0;
  let last = 0;
  link.addEventListener("click", leave);
  document.addEventListener("keydown", (event) => {
    if (event.repeat) return;
    if (event.key !== "Shift") { presses = 0; return; }
    presses = event.timeStamp - last < 2000 ? presses + 1 : 1;
    last = event.timeStamp;
    if (presses === 3) leave();
    else if (presses === 2) status.textContent = link.dataset.pressAgain;
  });
  // Coming back by the Back button must not show what was on the screen.
  addEventListener("pageshow", (event) => { if (event.persisted && document.querySelector(".left-behind")) location.replace(link.dataset.neutral); });
})();
