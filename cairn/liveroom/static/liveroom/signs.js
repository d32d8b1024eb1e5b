// Small signs: a reaction on a tile for a moment, and captions that people type for each other. Neither is kept anywhere.
const room = (globalThis.cairnRoom ??= {});
const [lines, form] = [document.getElementById("captions"), document.getElementById("caption")];
const MOST = 4;
const words = {};
for (const one of document.querySelectorAll("[data-react]")) words[one.dataset.react] = one.textContent.trim();

function react({ id, what }) {
  const sign = room.tiles.of(id)?.querySelector(".react");
  if (!sign) return;
  sign.textContent = words[what] ?? "";
  setTimeout(() => { sign.textContent = ""; }, 5000);
}

function caption({ id, words: said }) {
  const line = document.createElement("p");
  const who = document.createElement("strong");
  who.textContent = room.tiles.list().find((one) => one.id === id)?.name ?? "";
  line.append(who, ` ${said}`);
  lines.append(line);
  while (lines.children.length > MOST) lines.firstElementChild.remove();
}

document.addEventListener("cairn:room", ({ detail }) => {
  if (detail.is === "react") react(detail);
  else if (detail.is === "caption" && lines) caption(detail);
});
form?.addEventListener("submit", (event) => {
  event.preventDefault();
  const box = form.elements.words;
  if (box.value.trim()) room.tell({ do: "caption", words: box.value });
  box.value = "";
});
