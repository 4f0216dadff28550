/*
 * The example council's own "Exit this page": its button, and Shift pressed three times. It stands for GOV.UK's component,
 * which many councils use, so that one can see that the chat gets along with it.
 */

const PRESSES = 3;
const PAUSE = 5000; // milliseconds between two presses
const HIDDEN = "govuk-exit-this-page-hide-content"; // the class that GOV.UK's component sets, so that others can see it

const link = /** @type {HTMLAnchorElement} */ (document.getElementById("exit"));
let presses = 0;
let alone = false; // Shift was pressed, and nothing else since
/** @type {number | undefined} */
let timer;

function forget() {
  presses = 0;
  window.clearTimeout(timer);
}

function leave() {
  // The page must be gone from view before the next one comes, however slow that is.
  document.body.classList.add(HIDDEN);
  window.location.href = link.href;
}

document.addEventListener("keydown", (event) => {
  alone = event.key === "Shift";
  if (!alone) {
    forget();
  }
});

document.addEventListener("keyup", (event) => {
  if (event.key !== "Shift" || !alone) {
    return;
  }
  alone = false;
  window.clearTimeout(timer);
  timer = window.setTimeout(forget, PAUSE);
  presses += 1;
  if (presses === PRESSES) {
    leave();
  }
});

link.addEventListener("click", (event) => {
  event.preventDefault();
  leave();
});

// The browser may bring the page back as it was left.
window.addEventListener("pageshow", () => {
  document.body.classList.remove(HIDDEN);
  forget();
});
