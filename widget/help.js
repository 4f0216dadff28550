/** Help in danger: the numbers first, each a large target, and a slim bar that keeps them in reach of what is said later. */
import { button, linked, make } from "./dom.js";
import { contacts, words } from "./words.js";

/** @import { HelpBar } from "./types" */

const MOST = 5; // numbers before the text; on a small phone the next one would be below the fold

/** Sets the numbers of a text about danger before it, and what can wait behind a choice. @type {(text: HTMLElement) => Node[]} */
export function helpFirst(text) {
  const named = new Set([...text.querySelectorAll("a")].map((link) => link.getAttribute("href")));
  const lines = [...named].map((href) => contacts.find((each) => each.href === href && each.label)).filter((each) => !!each);
  const numbers = lines.slice(0, MOST).map(({ text: number, href, label }) => {
    const link = make("a", { href, class: "number" }, make("strong", {}, number), " ", make("span", {}, label));
    return make("li", {}, link);
  });
  const list = make("ul", { role: "list", class: "numbers", "aria-label": words.numbers }, ...numbers);
  const [first, ...others] = text.children;
  if (!first || !others.length) return [list, text];
  const last = others.map(withoutNumbers).filter(Boolean).at(-1) ?? "";
  const short = make("div", { class: "short", dir: "auto", lang: text.lang }, first.cloneNode(true), make("p", {}, last));
  const all = make("details", {}, make("summary", {}, words.read_all), text);
  all.addEventListener("toggle", () => all.scrollIntoView({ block: "nearest" }));
  return [list, short, all];
}

/** What a paragraph says without naming a number. @param {Element} paragraph */
function withoutNumbers({ textContent }) {
  const sentences = (textContent ?? "").split(/(?<=[.!?]) /);
  return sentences.filter((sentence) => !linked(sentence)[1]).join(" ");
}

/** Shown once something follows the newest text about danger. @type {(list: HTMLElement) => HelpBar} */
export function createHelpBar(list) {
  const all = make("div", { id: "help-all", class: "help-all", hidden: true });
  const more = button(words.help_more, () => toggle(all.hidden), { "aria-expanded": "false", "aria-controls": "help-all" });
  const line = make("p", {}, `${words.help_now} `, ...linked(words.help_number));
  const element = make("div", { class: "help-now", hidden: true }, make("div", { class: "help-line" }, line, more), all);

  function toggle(/** @type {boolean} */ isOpen) {
    all.hidden = !isOpen;
    all.replaceChildren(...(isOpen ? texts() : []));
    more.textContent = isOpen ? words.help_less : words.help_more;
    more.setAttribute("aria-expanded", String(isOpen));
  }

  /** Each once, the newest first. */
  function texts() {
    const items = [...list.querySelectorAll(".safety")].reverse();
    const known = new Map(items.map((item) => [item.querySelector(".text")?.textContent, item]));
    return [...known.values()].flatMap((item) => [...item.querySelectorAll(".numbers, .text")].map((part) => part.cloneNode(true)));
  }

  return {
    element,
    update() {
      // The line of help beside an answer stands for no earlier text, which has more numbers behind a choice.
      const newest = [...list.querySelectorAll(".safety:has(details)")].at(-1) ?? [...list.querySelectorAll(".safety")].at(-1);
      element.hidden = !newest || newest === list.lastElementChild;
      if (element.hidden) toggle(false);
    },
  };
}
