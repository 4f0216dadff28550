/** Makes elements and links. Text is only ever set as text, so nothing that was typed or sent can become markup. */
import { contacts, words } from "./words.js";

/** @import { Make, MakeButton } from "./types" */

/** @type {Make} */
export const make = (tag, attributes = {}, ...content) => {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== false) element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...content);
  return element;
};

/** @type {MakeButton} */
export const button = (label, onPress, attributes) => {
  const made = make("button", { type: "button", ...attributes }, label);
  made.addEventListener("click", () => made.hasAttribute("aria-disabled") || onPress(made));
  return made;
};

/** To one of the server's pages, in a tab of its own, so that the chat stays. @type {(label: string, address: URL) => HTMLElement} */
export const pageLink = (label, { href }) =>
  make("a", { href, target: "_blank", rel: "noopener" }, make("span", {}, label), " ", make("small", {}, words.new_tab));

/** Text for screen readers only. @param {string} text */
export const hidden = (text) => make("span", { class: "hidden" }, text);

/* The known addresses and numbers in a text become links. Nothing else ever does. */
const HREF = new Map(contacts.map(({ text, href }) => [text, href]));
const longestFirst = [...HREF.keys()].sort((one, other) => other.length - one.length);
const escaped = longestFirst.map((text) => text.replace(/\W/g, "\\$&"));

// Not inside a longer number, word or address: "1999" and "999.example" hold no emergency number.
const KNOWN = new RegExp(`(?<![\\w@.+-])(${escaped.join("|")})(?!\\.?[\\w@-])`);

/** Of what the assistant says, never of what a family typed. @type {(text: string) => (Node | string)[]} */
export const linked = (text) =>
  text.split(KNOWN).map((part) => (HREF.has(part) ? make("a", { href: HREF.get(part) ?? "" }, part) : part));
