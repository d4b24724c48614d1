// F2 starts a call, Ctrl+Enter reads back; and the line that says whether what was typed is kept tells the truth.
"use strict";
document.addEventListener("keydown", (event) => {
  const wanted = event.key === "F2" ? "[data-key=start]" : event.key === "Enter" && event.ctrlKey ? "[data-key=onward]" : null;
  const button = wanted && document.querySelector(wanted);
  if (button) { event.preventDefault(); button.click(); }
});
const notKept = () => {
  const line = document.getElementById("saved");
  if (!line) return;
  line.textContent = line.dataset.notKept;
  line.classList.add("late");
};
for (const failure of ["htmx:sendError", "htmx:responseError", "htmx:timeout"]) document.addEventListener(failure, notKept);
document.addEventListener("htmx:beforeSwap", (event) => {
  // After a sign-out the answer is the sign-in page: it is never put here as if it were "saved".
  if (event.detail.target.id !== "saved") return;
  if (!new URL(event.detail.xhr.responseURL).pathname.endsWith("/save/")) { event.detail.shouldSwap = false; notKept(); }
  else event.detail.target.classList.remove("late");
});
document.addEventListener("DOMContentLoaded", () => {
  const print = document.querySelector("[data-print]");
  if (print) { print.hidden = false; print.addEventListener("click", () => window.print()); }
});
