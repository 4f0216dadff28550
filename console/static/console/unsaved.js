// Asks before a page is left on which something was typed and not saved: a note, while a message is judged.

let sent = null;

function isUnsaved(field) {
  return field.form !== sent && field.form?.method === "post" && field.value !== field.defaultValue;
}

document.addEventListener("submit", (event) => {
  sent = event.target;
});

window.addEventListener("beforeunload", (event) => {
  if ([...document.querySelectorAll("textarea, input[type=text]")].some(isUnsaved)) {
    sent = null;
    event.preventDefault();
  }
});
