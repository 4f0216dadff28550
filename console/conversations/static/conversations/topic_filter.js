// Makes the list of topics shorter while a reviewer writes a word of a title. Without JavaScript it is a plain list.

const box = document.querySelector("#topic-filter");

/** Set up the field that filters a list. */
function setUp(words, list, status) {
  const groups = [...list.children].map((child) => ({ child, options: [...child.querySelectorAll("option")] }));

  // Options are taken out rather than hidden, which Safari does not do.
  const narrow = () => {
    const wanted = words.value.toLowerCase().split(/\s+/u);
    const fits = (option) => wanted.every((word) => option.text.toLowerCase().includes(word));
    const chosen = list.value;
    const found = [];
    list.replaceChildren();
    for (const { child, options } of groups) {
      const left = options.filter(fits);
      if (child.matches("optgroup")) child.replaceChildren(...left);
      if (left.length || (child.matches("option") && fits(child))) list.append(child);
      found.push(...left);
    }
    list.value = found.length === 1 ? found[0].value : chosen; // nothing is chosen if that is not in the list any more
    status.textContent = words.value ? `${found.length} topic${found.length === 1 ? "" : "s"} found` : "";
  };

  words.addEventListener("input", narrow);
  words.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault(); // Enter would save
    list.focus();
  });
}

if (box) {
  const words = box.querySelector("input");
  setUp(words, box.parentElement.querySelector("select"), box.querySelector("[role=status]"));
  box.hidden = false;
  // Once the page has loaded: the browser gives the focus to the message that the address names first.
  addEventListener("load", () => {
    if (location.hash.startsWith("#message-")) words.focus({ preventScroll: true });
  });
}
