// Keeps what is typed into any form of a desk page: a few seconds after the first new letter, and when the page is left.
"use strict";
document.addEventListener("DOMContentLoaded", () => {
  const words = document.getElementById("kept-words");
  if (!words) return;
  const TYPED = "textarea, input:not([type]), input[type=text], input[type=search]";
  const WAIT = 1500;
  const AGAIN = 10000;
  const MOST_WHEN_LEAVING = 60000;

  const targetOf = (form) => new URL(form.getAttribute("action") || location.pathname, location.href).pathname;

  const bodyOf = (form) => {
    const body = new URLSearchParams();
    for (const [name, value] of new FormData(form)) {
      const field = form.elements.namedItem(name);
      if (typeof value === "string" && !(field && field.type === "password")) body.append(name, value);
    }
    body.append("draft-page", location.pathname);
    body.append("draft-form", targetOf(form));
    return body;
  };

  const watch = (form) => {
    const line = document.createElement("p");
    line.className = "kept-line small muted";
    line.setAttribute("role", "status");
    form.append(line);
    let timer = 0;
    let changed = false;
    let sent = false;
    let going = null;

    const say = (text) => {
      if (line.textContent !== text) line.textContent = text;
    };
    const keep = async (leaving) => {
      timer = 0;
      if (!changed || sent) return;
      changed = false;
      const body = bodyOf(form);
      going = new AbortController();
      try {
        const answer = await fetch(words.dataset.address, {
          method: "POST", body, redirect: "error", signal: leaving ? undefined : going.signal,
          keepalive: leaving && body.toString().length < MOST_WHEN_LEAVING,
        });
        if (!answer.ok) throw new Error(String(answer.status));
        const { at, signed_in: signedIn } = await answer.json();
        say(at ? (signedIn ? words.dataset.kept : words.dataset.out).replace("{at}", at) : "");
      } catch {
        if (sent) return;
        changed = true;
        say(words.dataset.lost);
        if (!timer) timer = setTimeout(keep, AGAIN, false);
      }
    };

    form.addEventListener("input", () => {
      changed = true;
      if (!timer) timer = setTimeout(keep, WAIT, false);
    });
    // What is sent is erased on the server: nothing that is still on its way may bring it back.
    form.addEventListener("submit", () => {
      sent = true;
      clearTimeout(timer);
      if (going) going.abort();
    });
    addEventListener("pagehide", () => keep(true));
    addEventListener("pageshow", () => {
      sent = false;
    });
  };

  for (const form of document.querySelectorAll("main form, aside form")) {
    if (form.method === "post" && !form.hasAttribute("hx-post") && !form.hasAttribute("data-not-kept") && form.querySelector(TYPED)) watch(form);
  }
});
