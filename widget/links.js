/** Makes the known addresses and numbers in a text into links. Nothing else ever becomes one. */
import { make } from "./dom.js";
import { contacts } from "./words.js";

const HREF = new Map(contacts.map(({ text, href }) => [text, href]));
const longestFirst = [...HREF.keys()].sort((one, other) => other.length - one.length);
const escaped = longestFirst.map((text) => text.replace(/\W/g, "\\$&"));

// Not inside a longer number, word or address: "1999" and "999.example" hold no emergency number.
const KNOWN = new RegExp(`(?<![\\w@.+-])(${escaped.join("|")})(?!\\.?[\\w@-])`);

/**
 * @param {string} text what the assistant says, never what a family typed
 * @returns {(Node | string)[]}
 */
export function linked(text) {
  return text.split(KNOWN).map((part) => (HREF.has(part) ? make("a", { href: HREF.get(part) ?? "" }, part) : part));
}
