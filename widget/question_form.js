/** The box for a question. What was typed stays in it until it is sent. */
import { button, hidden, linked, make } from "./dom.js";
import { words } from "./words.js";

/** @import { QuestionForm } from "./types" */

const RECALLED = 3; // questions that Arrow up brings back
const COMPOSING = 229; // the key code that some browsers give while an input method is at work (UI Events, section 8.3)

/**
 * No `<form>`: in a frame whose sandbox allows none, Send would do nothing and say nothing.
 *
 * @type {(send: (text: string) => void, isSending: () => boolean | undefined) => QuestionForm}
 */
export function createQuestionForm(send, isSending) {
  const error = make("p", { id: "error", class: "error", hidden: true });
  const box = make("textarea", { id: "question", rows: "1", dir: "auto", autocomplete: "off", "aria-describedby": "hint error" });
  const element = make(
    "div",
    { class: "ask" },
    make("label", { for: "question" }, words.message_label),
    make("p", { id: "hint", class: "hint" }, words.message_hint),
    error,
    make("div", { class: "line" }, box, button(words.send, submit, { class: "main" })),
  );
  /** @type {string[]} */
  let sent = [];
  let back = 0; // how far Arrow up has gone

  function fill(/** @type {string} */ text) {
    box.value = text;
    grow();
  }

  /** As high as what is in it; the style sheet says how high at most. */
  function grow() {
    box.style.height = "auto";
    if (box.scrollHeight) box.style.height = `${box.scrollHeight + box.offsetHeight - box.clientHeight}px`;
  }

  function complain(/** @type {string} */ problem) {
    error.hidden = !problem;
    error.replaceChildren(...(problem ? [hidden(`${words.error_prefix} `), ...linked(problem)] : []));
    box.setAttribute("aria-invalid", String(Boolean(problem)));
  }

  function empty() {
    back = 0;
    fill("");
    complain("");
  }

  function submit() {
    const text = box.value;
    if (text.trim()) {
      sent = [...sent.filter((each) => each !== text), text].slice(-RECALLED);
      empty();
      send(text);
    } else if (!isSending()) {
      // (While something is being sent, a second press on Send is no mistake.)
      complain(words.empty);
      box.focus();
    }
  }

  function recall(/** @type {number} */ step) {
    back = Math.min(Math.max(back + step, 0), sent.length);
    fill(back ? (sent.at(-back) ?? "") : "");
  }

  box.addEventListener("keydown", (event) => {
    const { key, shiftKey, ctrlKey, altKey, metaKey } = event;
    // A website's shortcuts must not take what is typed here. With Shift they get it: their own exit counts it.
    if (key.length === 1 && !(shiftKey || ctrlKey || altKey || metaKey)) event.stopPropagation();
    if (event.isComposing || event.keyCode === COMPOSING) return;
    if (key === "Enter" && !shiftKey) {
      event.preventDefault();
      submit();
    }
    if (key === "ArrowUp" ? sent[0] && (back || !box.value) : key === "ArrowDown" && back) {
      event.preventDefault();
      recall(key === "ArrowUp" ? 1 : -1);
    }
  });
  box.addEventListener("keypress", (event) => event.shiftKey || event.stopPropagation());
  box.addEventListener("input", () => {
    back = 0;
    grow();
  });

  return {
    element,
    giveBack(text, problem) {
      fill([text, box.value].filter(Boolean).join("\n"));
      complain(problem);
    },
    clear() {
      sent = [];
      empty();
    },
  };
}
