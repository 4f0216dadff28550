/** The way out: a button that is always in view, and Shift pressed three times as GOV.UK's "exit this page" has it. */
import { button, make } from "./dom.js";
import { words } from "./words.js";

/** @import { Announcer, Exit } from "./types" */

const PATIENCE = 5000; // milliseconds between two presses
const DEFAULT_ADDRESS = "https://www.bbc.co.uk/weather"; // shows nothing personal

const blank = new CSSStyleSheet();
blank.replaceSync("body { display: none !important }");

/**
 * `wipe` takes the chat off the screen and out of the tab; `stay` says what to do where the page cannot be left.
 *
 * @type {(address: string | null, announcer: Announcer, wipe: () => void, stay: () => void) => Exit}
 */
export function createExit(address, announcer, wipe, stay) {
  const dots = make("span", { class: "dots", "aria-hidden": "true" });
  const element = button(words.exit, leave, { class: "leave" });
  element.append(dots);
  let pressed = 0;
  let wasModifier = false;
  let timer = 0;

  /** Nothing stays in view while the other page loads, which takes this one's place in the history. */
  function leave() {
    count(0);
    wipe();
    if (top && top !== self) return leaveFrame(top);
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, blank];
    addEventListener("pageshow", showPage);
    location.replace(webAddress(address));
  }

  /** A frame takes the whole tab along. Its sandbox may forbid that, and some browsers then say nothing. */
  function leaveFrame(/** @type {Window} */ tab) {
    stay();
    try {
      tab.location.replace(webAddress(address));
    } catch {
      // What to do is said already.
    }
  }

  function onKey(/** @type {KeyboardEvent} */ { key, shiftKey }) {
    // Shift held for a capital letter ends with a keyup of Shift alone; the letter's own, just before, tells it apart.
    count(key === "Shift" && !wasModifier ? pressed + 1 : 0);
    wasModifier = shiftKey;
  }

  function count(/** @type {number} */ times) {
    clearTimeout(timer);
    pressed = times;
    dots.textContent = times ? ` ${"●".repeat(times)}${"○".repeat(3 - times)}` : "";
    if (times === 3) return leave();
    if (!times) return;
    announcer.say(times === 1 ? words.exit_pressed_once : words.exit_pressed_twice);
    timer = setTimeout(() => {
      announcer.say(words.exit_stopped);
      count(0);
    }, PATIENCE);
  }

  return {
    element,
    listen: () => document.addEventListener("keyup", onKey),
    stopListening: () => document.removeEventListener("keyup", onKey),
  };
}

/** The browser may bring the page back as it was left. */
function showPage() {
  document.adoptedStyleSheets = document.adoptedStyleSheets.filter((sheet) => sheet !== blank);
  removeEventListener("pageshow", showPage);
}

/** @param {string | null} wanted */
function webAddress(wanted) {
  try {
    const { protocol, href } = new URL(wanted || DEFAULT_ADDRESS, document.baseURI);
    return /^https?:$/.test(protocol) ? href : DEFAULT_ADDRESS;
  } catch {
    return DEFAULT_ADDRESS;
  }
}
