// Keeps what somebody typed when the console could not save it (console/accounts/not_saved.py): in this tab of the browser,
// for the person who typed it, until it is back in its form or they sign out. Without JavaScript that page shows it, to be
// copied. sessionStorage is a tab's own and goes with it.

const TYPED = "nscp-typed";
const TYPIST = "nscp-typist";
const WORDS = "It is still here: check it and save it again.";
const NOT_TYPED = ["hidden", "password", "file", "submit", "button"];

/** Keep what a page that was not saved shows, if this tab knows who typed it. */
function keep(page) {
  const by = sessionStorage.getItem(TYPIST);
  if (!by) return;
  const fields = [...page.querySelectorAll("[data-name]")].map((field) => [field.dataset.name, field.textContent]);
  sessionStorage.setItem(TYPED, JSON.stringify({ by, address: page.dataset.notSaved, why: page.dataset.why, fields }));
  const [kept, shown] = page.children;
  kept.hidden = false;
  shown.hidden = true;
}

/** Put what was kept back into its form, if this page has it; forget what somebody else typed. */
function giveBack(user) {
  sessionStorage.setItem(TYPIST, user);
  const typed = JSON.parse(sessionStorage.getItem(TYPED) ?? "null");
  if (!typed) return;
  if (typed.by !== user) {
    sessionStorage.removeItem(TYPED);
    return;
  }
  const fields = [...document.forms].map((form) => fillable(form, typed)).find((found) => found.length);
  if (!fields) return;
  sessionStorage.removeItem(TYPED);
  for (const field of fields) fill(field, valuesOf(field, typed));
  tell(typed.why, fields[0]);
}

/** The fields of a form that was sent to this address, which take something that was typed. */
function fillable(form, typed) {
  const address = new URL(form.getAttribute("action") || location.pathname, location.href).pathname;
  if (form.method !== "post" || address !== typed.address) return [];
  const fields = [...form.elements].filter((field) => field.name && !NOT_TYPED.includes(field.type));
  return fields.some((field) => valuesOf(field, typed).length) ? fields : [];
}

function valuesOf(field, typed) {
  return typed.fields.filter(([name]) => name === field.name).map(([, value]) => value);
}

function fill(field, values) {
  if (field.type === "checkbox" || field.type === "radio") field.checked = values.includes(field.value);
  else if (values.length) field.value = values[0];
  for (let box = field.closest("details"); box; box = box.parentElement.closest("details")) box.open = true;
}

/** Say at the top of the page what happened, with a link to the first field. */
function tell(why, field) {
  const notice = document.createElement("div");
  notice.className = "notice warning";
  notice.tabIndex = -1;
  notice.setAttribute("role", "alert");
  const words = notice.appendChild(document.createElement("p"));
  words.append(`${why} ${WORDS} `);
  if (field.id) {
    const link = words.appendChild(document.createElement("a"));
    link.href = `#${field.id}`;
    link.textContent = "Go to what you typed";
  }
  document.querySelector("main h1").before(notice);
  notice.focus();
}

function forget() {
  sessionStorage.removeItem(TYPED);
  sessionStorage.removeItem(TYPIST);
}

const notSaved = document.querySelector("[data-not-saved]");
if (notSaved) keep(notSaved);
else if (document.body.dataset.user) giveBack(document.body.dataset.user);
document.querySelector(".who form")?.addEventListener("submit", forget);
