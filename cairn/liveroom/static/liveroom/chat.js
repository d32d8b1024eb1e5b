// Words written to those who are in the room now. They live on the open pages alone, and are gone with them.
const room = (globalThis.cairnRoom ??= {});
const [lines, form] = [document.getElementById("said"), document.getElementById("write")];
const dots = document.querySelectorAll("#room [data-opens] .dot");

function show({ id, name, words, all }) {
  const line = document.createElement("p");
  const who = document.createElement("strong");
  who.textContent = all ? `${name} (${lines.dataset.toAll})` : name;
  line.append(who, ` ${words}`);
  line.classList.toggle("mine", id === room.me);
  lines.append(line);
  lines.scrollTop = lines.scrollHeight;
  if (room.sheets.is() !== "chat" && id !== room.me) for (const dot of dots) dot.hidden = false;
}

room.chat = { read() { for (const dot of dots) dot.hidden = true; } };
document.addEventListener("cairn:room", ({ detail }) => detail.is === "said" && show(detail));
form?.addEventListener("submit", (event) => {
  event.preventDefault();
  const { words, all } = form.elements;
  if (words.value.trim()) room.tell({ do: "say", words: words.value, all: Boolean(all?.checked) });
  words.value = "";
});
