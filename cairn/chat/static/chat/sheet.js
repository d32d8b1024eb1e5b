// What one can do with a message opens beside the conversation instead of on a page of its own; answering happens in the
// box. Without this script every link here is a plain page.
const sheet = document.getElementById("sheet");
const box = document.querySelector("form.composer[data-room]");
let opener;

async function open(link) {
  opener = link;
  await globalThis.htmx.ajax("GET", link.href, { target: "#sheet-inside", swap: "innerHTML" });
  sheet.showModal();
}

/** The words that are answered, and the wish that came with them, stand above the box. */
function answer(part) {
  box.querySelector(".answering").replaceChildren(part.querySelector("template").content.cloneNode(true));
  sheet.close();
  box.elements.body.focus();
}

async function post(form) {
  const send = { method: "POST", body: new FormData(form), credentials: "same-origin", headers: { "HX-Request": "true" } };
  const kept = await fetch(form.action, send).then((one) => one.status === 204).catch(() => false);
  if (!kept) form.submit(); // the page of the message says what is wrong, with the words still there
  else if (document.documentElement.dataset.live === "off") location.reload();
  else sheet.close();
}

document.addEventListener("click", (event) => {
  if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  const link = event.target.closest("a");
  const quoted = link?.matches(".quote") && document.getElementById(link.hash.slice(1));
  const does = {
    more: sheet && globalThis.htmx && link?.matches(".message > .more") && (() => open(link).catch(() => location.assign(link.href))),
    answer: box && link?.matches("#sheet [data-answer]") && (() => answer(link.closest(".sheet"))),
    unreply: link?.matches("[data-unreply]") && (() => { box.querySelector(".answering").replaceChildren(); box.elements.body.focus(); }),
    quoted: quoted && (() => { location.hash = link.hash; quoted.focus?.(); }),
  };
  const found = Object.values(does).find(Boolean);
  if (!found) return;
  event.preventDefault();
  found();
});
sheet?.addEventListener("submit", (event) => {
  if (event.target.method !== "post" || event.target.id === "react") return;
  event.preventDefault();
  post(event.target);
});
sheet?.addEventListener("close", () => { if (opener?.isConnected && document.activeElement === document.body) opener.focus(); });
