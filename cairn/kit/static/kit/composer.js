// The place where one writes. Grows with the words, keeps a draft on the server, sends without leaving the page. Without
// this script it is a plain form. <form class="composer" data-room data-draft-url data-typing data-refused>
const fine = matchMedia("(pointer: fine)");
const grows = CSS.supports("field-sizing", "content");
const freshId = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (one) => one.toString(16).padStart(2, "0")).join("");
const dispatch = (name, detail) => document.dispatchEvent(new CustomEvent(`cairn:${name}`, { detail, cancelable: true }));

function wire(form) {
  const box = form.elements.body;
  const enter = form.querySelector("[data-enter]");
  const { room, draftUrl } = form.dataset;
  let [timer, told, saved] = [0, 0, box.value];

  function grow() {
    if (grows) return;
    box.style.blockSize = "auto";
    box.style.blockSize = `${box.scrollHeight + 3}px`;
  }

  function keepDraft() {
    clearTimeout(timer);
    if (!draftUrl || box.value === saved) return;
    saved = box.value;
    const data = new FormData();
    data.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    data.set("body", saved);
    fetch(draftUrl, { method: "POST", body: data, keepalive: true, credentials: "same-origin" }).catch(() => { saved = null; });
  }

  function written() {
    clearTimeout(timer);
    timer = setTimeout(keepDraft, 1500);
    if (form.dataset.typing === undefined || Date.now() - told < 4000 || !box.value) return;
    told = Date.now();
    dispatch("send", { type: "typing", room });
  }

  function send(event) {
    const body = box.value.trim();
    if ([...form.querySelectorAll("input[type=file]")].some((one) => one.files.length)) return; // files go with the form itself
    event.preventDefault();
    if (!body) return;
    const reply = form.elements.reply_to?.value;
    const wants = form.elements.wants?.value;
    const frame = { type: "send", room, client_id: freshId(), body, ...(reply && { reply_to: reply }), ...(wants && { wants }) };
    dispatch("written", { form, frame });
    clearTimeout(timer);
    [box.value, told] = ["", 0];
    form.querySelector("[data-reply]")?.remove();
    form.querySelectorAll("[name=wants]").forEach((one) => { one.checked = !one.value; });
    grow();
    box.focus();
  }

  function pressed(event) {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing && fine.matches && enter?.checked) {
      event.preventDefault();
      form.requestSubmit();
    }
  }

  if (enter) {
    enter.checked = localStorage.getItem("cairn-enter") === "yes";
    enter.addEventListener("change", () => localStorage.setItem("cairn-enter", enter.checked ? "yes" : "no"));
  }
  document.addEventListener("visibilitychange", () => document.hidden && keepDraft());
  document.addEventListener("cairn:kept", ({ detail }) => detail.room === room && keepDraft()); // what was sent is no draft
  box.addEventListener("input", () => { grow(); written(); });
  box.addEventListener("keydown", pressed);
  form.addEventListener("submit", send);
  grow();
}

document.querySelectorAll("form.composer[data-room]").forEach(wire);
