// Keeps what somebody typed when the console could not save it (console/accounts/not_saved.py), or when they left a form marked
// data-keep: in this tab of the browser, for the person who typed it, until it is back in its form or they sign out. Without
// JavaScript the page of not_saved.py shows it, to be copied. sessionStorage is a tab's own and goes with it.

const TYPED = "nscp-typed";
const TYPIST = "nscp-typist";
const WORDS = "It is still here: check it and save it again.";
const LEFT = "You left this page before what you typed was saved.";
const OF_PAGE = ["csrfmiddlewaretoken", "seen", "do"];
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

/** Keep what stands in a form that is left. */
function keepForm(form) {
  const by = sessionStorage.getItem(TYPIST);
  if (!by) return;
  const fields = [...new FormData(form)].filter(([name]) => !OF_PAGE.includes(name));
  sessionStorage.setItem(TYPED, JSON.stringify({ by, address: addressOf(form), why: LEFT, fields }));
}

function dropTyped() {
  sessionStorage.removeItem(TYPED);
}

/** Put what was kept back into its form, if this page has it; forget what somebody else typed. */
function giveBack(user) {
  sessionStorage.setItem(TYPIST, user);
  const typed = JSON.parse(sessionStorage.getItem(TYPED) ?? "null");
  if (!typed) return;
  if (typed.by !== user) {
    dropTyped();
    return;
  }
  const fields = [...document.forms].map((form) => fillable(form, typed)).find((found) => found.length);
  if (!fields) return;
  if (fields[0].form.elements.do) {
    offer(fields[0].form, typed);
    return;
  }
  dropTyped();
  for (const field of fields) fill(field, valuesOf(field, typed));
  tell(typed.why, WORDS, fields[0]);
}

/** The fields of a form that was sent to this address, which take something that was typed. */
function fillable(form, typed) {
  if (form.method !== "post" || addressOf(form) !== typed.address) return [];
  const fields = [...form.elements].filter((field) => field.name && !NOT_TYPED.includes(field.type));
  return fields.some((field) => valuesOf(field, typed).length) ? fields : [];
}

function addressOf(form) {
  return new URL(form.getAttribute("action") || location.pathname, location.href).pathname;
}

function valuesOf(field, typed) {
  return typed.fields.filter(([name]) => name === field.name).map(([, value]) => value);
}

function fill(field, values) {
  if (field.type === "checkbox" || field.type === "radio") field.checked = values.includes(field.value);
  else if (values.length) field.value = values[0];
  for (let box = field.closest("details"); box; box = box.parentElement.closest("details")) box.open = true;
}

/** Offer what was typed into a form of sentences: the console has to make as many boxes as there were. */
function offer(form, typed) {
  const notice = tell(typed.why, "It is still here.");
  const back = notice.appendChild(document.createElement("form"));
  back.method = "post";
  back.className = "actions";
  const names = new Set(typed.fields.map(([name]) => name));
  const last = Math.max(...[...names].map((name) => Number(/^text_(\d+)$/u.exec(name)?.[1] ?? 0)));
  const empty = Array.from({ length: last + 1 }, (_, place) => [`text_${place}`, ""]).filter(([name]) => !names.has(name));
  const own = OF_PAGE.slice(0, 2).map((name) => [name, form.elements[name]?.value ?? ""]);
  const typedThere = typed.fields.filter(([name]) => !OF_PAGE.includes(name));
  for (const [name, value] of [...typedThere, ...empty, ...own, ["do", "show"]]) {
    const field = back.appendChild(document.createElement("input"));
    field.type = "hidden";
    field.name = name;
    field.value = value;
  }
  back.append(button("Show what you typed", "submit"), " ", button("Throw it away", "button"));
  back.addEventListener("submit", dropTyped);
  back.lastElementChild.addEventListener("click", () => {
    dropTyped();
    notice.remove();
  });
}

function button(words, type) {
  const made = document.createElement("button");
  made.type = type;
  made.textContent = words;
  return made;
}

/** Say at the top of the page what happened, with a link to the first field if it is filled in again. */
function tell(why, what, field) {
  const notice = document.createElement("div");
  notice.className = "notice warning";
  notice.tabIndex = -1;
  notice.setAttribute("role", "alert");
  const words = notice.appendChild(document.createElement("p"));
  words.append(`${why} ${what} `);
  if (field?.id) {
    const link = words.appendChild(document.createElement("a"));
    link.href = `#${field.id}`;
    link.textContent = "Go to what you typed";
  }
  document.querySelector("main h1").before(notice);
  notice.focus();
  return notice;
}

function forget() {
  dropTyped();
  sessionStorage.removeItem(TYPIST);
}

const notSaved = document.querySelector("[data-not-saved]");
if (notSaved) keep(notSaved);
else if (document.body.dataset.user) giveBack(document.body.dataset.user);
document.querySelector(".who form")?.addEventListener("submit", forget);
