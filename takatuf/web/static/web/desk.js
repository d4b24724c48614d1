// What htmx needs under our policy: the one trusted-types policy (mark-up passes, scripts never), and focus after an error.
"use strict";
if (window.trustedTypes) trustedTypes.createPolicy("default", { createHTML: (text) => text });
document.addEventListener("DOMContentLoaded", () => {
  const summary = document.querySelector(".error-summary");
  if (summary) summary.focus();
});
