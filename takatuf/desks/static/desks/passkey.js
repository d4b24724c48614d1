// Says in words that the browser gave no passkey; without this, pressing the button would seem to do nothing.
document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  const words = document.querySelector("[data-passkey-refused]");
  if (words) words.hidden = false;
});
