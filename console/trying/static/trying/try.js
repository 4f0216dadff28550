// Shows answers below the form, without leaving the page. Without JavaScript the form leads to the page of the answer.

const EVERY = 700; // milliseconds between two looks for an answer
const form = document.querySelector("#try");
const answer = document.querySelector("#answer");
let latest = 0;
let isPlain = false; // the form is sent as without JavaScript

/** Fetch a page; return its address, its main part and where the answer stands on it. */
async function fetched(address, options) {
  const response = await fetch(address, options);
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  return { address: response.url, isShown: response.ok, found: page.querySelector("#answer") };
}

/** Show answers as they come, unless something else was asked meanwhile. */
async function show(step, number) {
  while (number === latest) {
    const isWaiting = step.found.querySelector("[data-waiting]") !== null;
    if (!isWaiting || !answer.querySelector("[data-waiting]")) answer.replaceChildren(...step.found.cloneNode(true).childNodes);
    if (!isWaiting) return;
    await new Promise((done) => setTimeout(done, EVERY));
    const next = await fetched(step.address);
    if (!next.isShown || !next.found) throw new Error("no answer");
    step = next;
  }
}

form?.addEventListener("submit", async (event) => {
  if (isPlain || !form.elements.text.value.trim()) return; // the page itself says what to do
  event.preventDefault();
  const number = ++latest;
  try {
    const first = await fetched(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)) });
    if (!first.isShown || !first.found?.firstElementChild) throw new Error("not taken");
    answer.replaceChildren();
    await show(first, number);
    form.elements.text.defaultValue = form.elements.text.value; // nothing of it has to be saved
  } catch {
    if (number !== latest) return;
    isPlain = true; // the page that comes says what is wrong
    form.requestSubmit();
  }
});

if (answer?.querySelector("[data-waiting]")) {
  const here = { address: location.href, isShown: true, found: answer.cloneNode(true) };
  show(here, latest).catch(() => location.reload());
}
