// Warns somebody who is signed in and idle before they are signed out, and lets them stay: they may be in the middle of
// writing. Without JavaScript there is no warning; the limit itself is the server's (console/accounts/sessions.py).

const MINUTES_BEFORE = 5;
const region = document.querySelector(".idle");
const words = region.querySelector("[role=status]");
const choice = region.querySelector("[hidden]");
let warning;

/** Begin to wait again. */
function wait() {
  clearTimeout(warning);
  words.textContent = "";
  choice.hidden = true;
  warning = setTimeout(warn, Math.max(region.dataset.minutes - MINUTES_BEFORE, 1) * 60_000);
}

/** Say that the time is nearly up. */
function warn() {
  words.textContent = "You will soon be signed out, because you have not opened a page for a while.";
  choice.hidden = false;
}

/** Tell the server, and say so if it is too late or cannot be reached. */
async function stay() {
  const response = await fetch(region.dataset.address, { redirect: "manual" }).catch(() => undefined);
  if (response?.status === 204) {
    wait();
    return;
  }
  choice.hidden = Boolean(response);
  words.textContent = response
    ? "You have been signed out. Save what you typed as usual: you are asked to sign in, and it stays."
    : "The console cannot be reached. Copy what you have written, and try again in a minute.";
}

choice.querySelector("button").addEventListener("click", stay);
wait();
