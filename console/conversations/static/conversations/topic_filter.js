// Makes the list of topics shorter while a reviewer writes a word of a title. Without JavaScript it is a plain list.

const box = document.querySelector("#topic-filter");
const topics = document.querySelector(".judge select");

/** Let a field filter a list, and say how many topics are left. */
function setUp(words, list, status) {
  const plain = [...list.querySelectorAll(":scope > option")]; // "Choose a topic" and "The assistant was right"
  const groups = [...list.querySelectorAll("optgroup")].map((group) => ({ group, options: [...group.children] }));

  // Options are taken out rather than hidden, which Safari does not do.
  const narrow = () => {
    const wanted = words.value.toLowerCase().split(/\s+/u);
    const fits = (option) => wanted.every((word) => option.text.toLowerCase().includes(word));
    const chosen = list.value;
    const found = [];
    list.replaceChildren(...plain);
    for (const { group, options } of groups) {
      const left = options.filter(fits);
      group.replaceChildren(...left);
      if (left.length) list.append(group);
      found.push(...left);
    }
    list.value = found.length === 1 ? found[0].value : chosen;
    if (list.selectedIndex < 0) list.value = ""; // what was chosen is not in the list any more
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
  setUp(words, topics, box.querySelector("[role=status]"));
  box.hidden = false;
  // Once the page has loaded: the browser gives the focus to the message that the address names first.
  addEventListener("load", () => {
    if (!location.hash.startsWith("#message-")) return;
    words.focus({ preventScroll: true });
    topics.scrollIntoView({ block: "nearest" }); // as little as will do: the reply is above
  });
}
