/** The conversation on paper or as a file. Both are made in the browser; nothing is sent anywhere. */
import { make } from "./dom.js";
import { words } from "./words.js";

/** @import { Line } from "./types" */

/** @param {Line[]} said */
export function download(said) {
  const text = [words.copy_title, ...said.flatMap(({ who, text }) => [`${who}:`, ...text])].join("\n\n");
  const href = URL.createObjectURL(new Blob([text, "\n"], { type: "text/plain;charset=utf-8" }));
  make("a", { href, download: words.copy_file }).click();
  setTimeout(() => URL.revokeObjectURL(href), 1000);
}

/**
 * Prints the conversation alone, from a frame that holds nothing else: the page around it is not ours.
 *
 * @type {(said: Line[], place: Element) => void}
 */
export function print(said, place) {
  const frame = make("iframe", { class: "paper", "aria-hidden": "true", tabindex: "-1" });
  place.append(frame);
  const { contentDocument: page, contentWindow: view } = frame;
  if (!page || !view) return;
  page.title = words.copy_title;
  page.documentElement.lang = words.lang;
  const lines = said.flatMap(({ who, text }) => [make("h2", {}, who), ...text.map((each) => make("p", { dir: "auto" }, each))]);
  page.body.append(make("h1", {}, words.copy_title), ...lines);
  view.onafterprint = () => frame.remove();
  view.print();
}
