/** The box for a question. What was typed stays in it until it is sent. */
import { hidden, linked, make } from "./dom.js";
import { words } from "./words.js";

/** @import { QuestionForm } from "./types" */

/** @type {(send: (text: string) => void, isSending: () => boolean | undefined) => QuestionForm} */
export function createQuestionForm(send, isSending) {
  const error = make("p", { id: "error", class: "error", hidden: true });
  const box = make("textarea", { id: "question", rows: "2", dir: "auto", autocomplete: "off", "aria-describedby": "hint error" });
  const element = make(
    "form",
    { class: "ask" },
    make("label", { for: "question" }, words.message_label),
    make("p", { id: "hint", class: "hint" }, words.message_hint),
    error,
    make("div", { class: "line" }, box, make("button", { class: "main" }, words.send)),
  );

  function complain(/** @type {string} */ problem) {
    error.hidden = !problem;
    error.replaceChildren(...(problem ? [hidden(`${words.error_prefix} `), ...linked(problem)] : []));
    box.setAttribute("aria-invalid", String(Boolean(problem)));
  }

  function clear() {
    box.value = "";
    complain("");
  }

  function submit(/** @type {Event} */ event) {
    event.preventDefault();
    const text = box.value;
    if (text.trim()) {
      clear();
      send(text);
    } else if (!isSending()) {
      // (While something is being sent, a second press on Send is no mistake.)
      complain(words.empty);
      box.focus();
    }
  }

  element.addEventListener("submit", submit);
  box.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) submit(event);
  });

  return {
    element,
    giveBack(text, problem) {
      box.value = [text, box.value].filter(Boolean).join("\n");
      complain(problem);
    },
    clear,
  };
}
