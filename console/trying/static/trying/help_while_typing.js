// Says below the box what stands against examples while they are typed. Without JavaScript it is said when they are saved.

const PAUSE = 400; // milliseconds without a key
const MOST_LINES = 5; // that the console takes at once (console/trying/hints.py)
const MOST_SAID = 60; // lines that are remembered

/** Watch one box of examples. */
function watch(hints) {
  const form = hints.closest("form");
  const box = form?.querySelector("textarea[name=examples]");
  const topic = form?.querySelector("[name=topic]");
  if (!box) return;
  const said = new Map(); // topic and line -> what the console says of it
  let timer = 0;
  let asking = new AbortController();

  const keyOf = (line) => `${topic?.value ?? ""}\n${line}`;
  const lines = () => [...new Set(box.value.split("\n").map((line) => line.trim().replace(/\s+/gu, " ")))].filter(Boolean);

  const show = () => {
    const parts = lines().flatMap((line) => said.get(keyOf(line)) ?? []);
    hints.replaceChildren(...parts.map((part) => part.cloneNode(true)));
  };

  const ask = async (line) => {
    const body = new URLSearchParams({ line, topic: topic?.value ?? "", proposal: hints.dataset.proposal ?? "" });
    body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    const key = keyOf(line);
    const response = await fetch(hints.dataset.address, { method: "POST", body, signal: asking.signal, redirect: "error" });
    if (!response.ok) return;
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    if (said.size > MOST_SAID) said.clear();
    said.set(key, [...page.body.children]);
  };

  const look = async () => {
    asking.abort();
    asking = new AbortController();
    show(); // what is known already
    const unknown = lines().filter((line) => !said.has(keyOf(line)));
    try {
      for (const line of unknown.slice(-MOST_LINES)) await ask(line);
    } catch {
      return; // something else was typed, or the console is away: saving says the same
    }
    show();
  };

  const soon = () => {
    forgetRefusal(box);
    clearTimeout(timer);
    timer = setTimeout(look, PAUSE);
  };
  box.addEventListener("input", soon);
  topic?.addEventListener("change", soon);
  box.closest(".field")?.after(hints);
}

/** Take away why the box was refused, here and at the top of the page: what still stands against it is said below the box. */
function forgetRefusal(box) {
  const field = box.closest(".field.wrong");
  if (!field) return;
  const error = field.querySelector(".error");
  const described = (box.getAttribute("aria-describedby") ?? "").split(" ").filter((id) => id && id !== error?.id);
  field.classList.remove("wrong");
  error?.remove();
  box.removeAttribute("aria-invalid");
  if (described.length) box.setAttribute("aria-describedby", described.join(" "));
  else box.removeAttribute("aria-describedby");
  const summary = document.querySelector(".error-summary");
  summary?.querySelectorAll(`a[href="#${box.id}"]`).forEach((link) => link.closest("li").remove());
  if (summary && !summary.querySelector("li")) summary.remove();
}

document.querySelectorAll(".hints").forEach(watch);
