/** Makes elements. Text is only ever set as text, so nothing that was typed or sent can become markup. */

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

/** Text for screen readers only. @param {string} text */
export const hidden = (text) => make("span", { class: "hidden" }, text);
