// Keys for reviewers on the page of a conversation; the dialog (shortcuts.html) lists them and switches them off, as WCAG
// 2.1.4 asks. Each presses what carries it in `data-key`, so nothing can be done here that the page does not offer.

const STORED = "nscp-shortcuts";
const FIELDS = "input, select, textarea";
const dialog = document.querySelector("#shortcuts");
const use = document.querySelector("#use-shortcuts");
const messages = [...document.querySelectorAll(".exchange[id]")];

/** Return the message that the reader is at; undefined if at none. */
function current() {
  return document.activeElement.closest(".exchange[id]") ?? document.querySelector(".exchange:target") ?? undefined;
}

/** Go some messages on, or back. */
function move(steps) {
  const here = current();
  const place = here ? messages.indexOf(here) + steps : 0;
  const next = messages[Math.min(Math.max(place, 0), messages.length - 1)];
  next?.focus({ preventScroll: true });
  next?.scrollIntoView();
}

/** Do what a key stands for; return whether it stands for anything. */
function press(key) {
  if (key === "?") dialog.showModal();
  else if (key === "n") move(1);
  else if (key === "p") move(-1);
  else if (key === "g") document.querySelector("[data-key=g]")?.click();
  else if (key === "r" || key === "w") current()?.querySelector(`[data-key=${key}]`)?.click();
  else return false;
  return true;
}

document.addEventListener("keydown", (event) => {
  const isForUs = use.checked && !dialog.open && !event.repeat && !event.ctrlKey && !event.metaKey && !event.altKey;
  if (isForUs && !event.target.closest(FIELDS) && press(event.key)) event.preventDefault();
});

use.checked = localStorage.getItem(STORED) !== "off";
use.addEventListener("change", () => localStorage.setItem(STORED, use.checked ? "on" : "off"));

const opener = document.querySelector("#show-shortcuts");
opener.hidden = false;
opener.addEventListener("click", () => dialog.showModal());
