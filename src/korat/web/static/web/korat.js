// Small comforts of every page. Each page works without them.

// A button goes out once: the second click of a hurried finger is swallowed, the button says that it waits. Another button of
// the same form asks for something else, a second download for one.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post") return;
  const pressed = event.submitter ?? form;
  if (pressed.dataset.sent) {
    event.preventDefault();
    return;
  }
  pressed.dataset.sent = "yes";
  event.submitter?.setAttribute("aria-disabled", "true");
  // A download leaves the page where it is: after a while the button may be pressed again. The server makes no twin of a report.
  setTimeout(() => release(pressed), 4000);
});

function release(pressed) {
  delete pressed.dataset.sent;
  pressed.removeAttribute("aria-disabled");
}

// Coming back with the browser's back button, the form may be sent again.
window.addEventListener("pageshow", () => {
  for (const pressed of document.querySelectorAll("[data-sent]")) release(pressed);
});

// Larger text at once, without leaving a half-filled form; the server only keeps the cookie.
document.querySelector("form[data-elder]")?.addEventListener("submit", async (event) => {
  event.preventDefault();
  event.stopPropagation();
  const form = event.currentTarget;
  const button = form.querySelector("button");
  const body = new FormData(form, button);
  const larger = button.value === "1";
  document.documentElement.classList.toggle("elder", larger);
  button.value = larger ? "0" : "1";
  button.setAttribute("aria-pressed", String(larger));
  await fetch(form.action, { method: "post", body, redirect: "manual" });
});

for (const part of document.querySelectorAll("[data-needs-script]")) part.hidden = false;
for (const button of document.querySelectorAll("[data-print]")) {
  button.addEventListener("click", () => window.print());
}

// What went wrong is read first.
document.querySelector("[data-focus]")?.focus();
