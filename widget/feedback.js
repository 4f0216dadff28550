/** Below an answer of the guide: whether it was what was wanted, a reason for those who want to give one, and a copy. */
import { button, make } from "./dom.js";
import { words } from "./words.js";

let count = 0; // for ids

/** @type {(text: string, give: (helpful: boolean, comment?: string) => Promise<boolean>) => HTMLElement} */
export function createFeedback(text, give) {
  const id = `feedback-${++count}`;
  const said = make("p", { role: "status", tabindex: "-1" });
  const yes = button(words.helpful_yes, () => rate(true), { "aria-pressed": "false" });
  const no = button(words.helpful_no, () => rate(false), { "aria-pressed": "false" });
  const group = make("div", { role: "group", class: "rating", "aria-labelledby": id });
  group.append(make("span", { id }, words.helpful), yes, no);
  const box = make("textarea", { id: `${id}-reason`, rows: "2", maxlength: "2000", dir: "auto", autocomplete: "off" });
  const reason = make(
    "div",
    { class: "reason", hidden: true },
    make("label", { for: box.id }, words.reason_label),
    make("p", { class: "hint" }, words.message_hint),
    box,
    button(words.reason_send, sendReason),
  );

  const element = make("div", { class: "feedback" }, group, said, reason);

  /** @type {(thanks: string, helpful: boolean, comment?: string) => Promise<boolean>} */
  async function tell(thanks, helpful, comment) {
    try {
      said.textContent = (await give(helpful, comment)) ? "" : thanks;
      return true;
    } catch {
      said.textContent = words.feedback_failed;
      return false;
    }
  }

  async function rate(/** @type {boolean} */ helpful) {
    if (!(await tell(words.helpful_thanks, helpful))) return;
    yes.setAttribute("aria-pressed", String(helpful));
    no.setAttribute("aria-pressed", String(!helpful));
    reason.hidden = helpful;
    element.scrollIntoView({ block: "nearest" }); // what is new stands below it
  }

  async function sendReason() {
    if (!box.value.trim() || !(await tell(words.reason_thanks, false, box.value))) return;
    if (reason.matches(":focus-within")) said.focus();
    reason.hidden = true;
  }

  const tellCopied = () => void (said.textContent = words.copied);
  const copy = button(words.copy, () => void navigator.clipboard.writeText(text).then(tellCopied, () => {}));
  // Without encryption a page has no clipboard.
  if (navigator.clipboard) group.append(copy);
  return element;
}
