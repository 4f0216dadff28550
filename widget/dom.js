/** Makes elements. Text is only ever set as text, so nothing that was typed or sent can become markup. */

/**
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Record<string, string | boolean>} [attributes] true sets one without a value, false leaves it out
 * @param {...(Node | string)} content
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function make(tag, attributes = {}, ...content) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== false) element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...content);
  return element;
}

/**
 * A button; one that is used up has `aria-disabled`, as `disabled` would take focus away from it.
 *
 * @param {string} label
 * @param {(pressed: HTMLButtonElement) => void} onPress
 * @param {Record<string, string | boolean>} [attributes]
 */
export function button(label, onPress, attributes) {
  const made = make("button", { type: "button", ...attributes }, label);
  made.addEventListener("click", () => made.hasAttribute("aria-disabled") || onPress(made));
  return made;
}

/** Text for screen readers only. @param {string} text */
export const hidden = (text) => make("span", { class: "hidden" }, text);
