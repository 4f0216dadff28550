// Asks before a page is left on which something was typed and not saved: a note, while a message is judged. What stands in a
// form marked data-keep, in which nothing about a family is written, is kept then, by not_saved.js. One marked data-unsaved
// came back from the console with what was typed, because of a mistake or for another sentence.

let sent = null;

function isUnsaved(field) {
  return field.form !== sent && field.form?.method === "post" && field.value !== field.defaultValue;
}

document.addEventListener("submit", (event) => {
  sent = event.target;
});

window.addEventListener("beforeunload", (event) => {
  if (hasUnsaved(document)) {
    sent = null;
    event.preventDefault();
  }
});

window.addEventListener("pagehide", () => {
  const form = document.querySelector("form[data-keep]");
  if (form && form !== sent && hasUnsaved(form.parentNode)) keepForm(form);
});

window.addEventListener("pageshow", (event) => {
  if (event.persisted && document.querySelector("form[data-keep]")) dropTyped(); // the page itself still has it
});

function hasUnsaved(part) {
  const cameBack = [...part.querySelectorAll("form[data-unsaved]")].some((form) => form !== sent);
  return cameBack || [...part.querySelectorAll("textarea, input[type=text]")].some(isUnsaved);
}
