/** The messages of a conversation on the screen. */
import { button, hidden, linked, make, pageLink } from "./dom.js";
import { createFeedback } from "./feedback.js";
import { helpFirst } from "./help.js";
import { words } from "./words.js";

/** @import { Message, MessageActions, Messages } from "./types" */

/** @type {Intl.DateTimeFormatOptions} */
const CLOCK = { hour: "2-digit", minute: "2-digit" };

/** @type {(guide: URL, actions: MessageActions) => Messages} */
export function createMessages(guide, actions) {
  const list = make("ol", { role: "list", class: "messages" });
  /** @type {Map<string, HTMLElement>} */
  const typed = new Map(); // by id
  /** @type {HTMLElement[]} */
  let offered = []; // buttons that are no choices any more once something else is said

  /** @type {(kind: string, who: string, isOld?: boolean) => HTMLElement} */
  function append(kind, who, isOld) {
    const item = make("li", { class: `message ${kind}`, tabindex: "-1" }, make("h3", { class: "who hidden" }, who));
    if (!isOld) item.append(make("time", {}, new Date().toLocaleTimeString(words.lang, CLOCK)));
    list.append(item);
    return item;
  }

  /** @type {(source: NonNullable<Message["source"]>) => HTMLElement} */
  function sourceLine({ heading, section }) {
    const address = new URL(guide);
    address.hash = section;
    return make("p", { class: "source" }, pageLink(words.source.replace("{heading}", () => heading), address));
  }

  /** @type {(titles: string[], stayGood?: boolean) => HTMLElement} */
  function choices(titles, stayGood) {
    const buttons = titles.map((title) =>
      button(title, (chosen) => {
        chosen.prepend(hidden(`${words.chosen} `));
        chosen.classList.add("chosen");
        useUp(chosen);
        actions.choose(title);
      }),
    );
    if (!stayGood) offered.push(...buttons);
    const items = buttons.map((each) => make("li", {}, each));
    return make("ul", { role: "list", class: "choices", "aria-label": words.choices }, ...items);
  }

  /** @type {Messages} */
  const messages = {
    list,
    get said() {
      return [...list.querySelectorAll(".message")].map((item) => {
        const [who, ...text] = [...item.querySelectorAll(".who, .text p, .source span")].map((part) => part.textContent ?? "");
        return { who, text };
      });
    },
    add(message, isOpening, isOld) {
      const { id, kind, source, buttons } = message;
      if (message.who === "user") return messages.addTyped(message, isOld);
      const item = append(`assistant ${kind}`, words.assistant, isOld);
      const paragraphs = message.text.split(/\n{2,}/).map((paragraph) => make("p", {}, ...linked(paragraph)));
      const text = make("div", { class: "text", dir: "auto", lang: message.lang ?? words.lang }, ...paragraphs);
      if (kind === "safety") item.append(make("p", { class: "hidden" }, words.important), ...helpFirst(text));
      else item.append(text);
      if (source) item.append(sourceLine(source));
      if (buttons.length) item.append(choices(buttons, isOpening));
      if (kind === "answer") item.append(createFeedback(message.text, (...opinion) => actions.giveFeedback(id, ...opinion)));
      return item;
    },
    addTyped({ id, text }, isOld) {
      let item = typed.get(id);
      if (!item) {
        offered.splice(0).forEach(useUp);
        item = append("user", words.you, isOld);
        item.append(make("div", { class: "text typed", dir: "auto", lang: "" }, make("p", {}, text)));
        typed.set(id, item);
      }
      keepFocus(item, () => list.append(item));
      return item;
    },
    setState(id, state, canRetry = false) {
      const item = typed.get(id);
      if (!item) return;
      keepFocus(item, () => item.querySelector(".state")?.remove());
      item.classList.toggle("failed", canRetry);
      if (!state) return item;
      const line = make("div", { class: "state" }, make("p", {}, ...linked(state)));
      if (canRetry) line.append(button(words.retry, () => actions.retry(id)));
      item.append(line);
      return item;
    },
    remove(id) {
      typed.get(id)?.remove();
      typed.delete(id);
    },
    addNotice(text) {
      const item = make("li", { class: "note" }, make("p", {}, ...linked(text)));
      list.append(item);
      return item;
    },
    clear() {
      list.replaceChildren();
      typed.clear();
      offered = [];
    },
  };
  return messages;
}

/** Focus goes to the message if a change takes it from a part of it. @type {(item: HTMLElement, change: () => void) => void} */
function keepFocus(item, change) {
  const hadFocus = item.matches(":focus-within");
  change();
  if (hadFocus && !item.matches(":focus-within")) item.focus({ preventScroll: true });
}

/** It stays readable, and is no stop on the keyboard's way to what was said before. @param {HTMLElement} choice */
function useUp(choice) {
  choice.setAttribute("aria-disabled", "true");
  choice.tabIndex = -1;
}
