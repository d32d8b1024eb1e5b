// The daily check-in, one question at a time. Every answer lives in the form; without this script it is one calm page.
const form = document.querySelector("form.checkin[data-steps]");
const steps = form ? [...form.querySelectorAll(".step")] : [];
const bar = form?.querySelector(".steps-bar");
const say = document.getElementById("say");
let at = 0;

const inputs = (step) => [...step.querySelectorAll("input, textarea")];
const isAnswered = (step) => inputs(step).some((one) => (/radio|checkbox/.test(one.type) ? one.checked : one.value.trim()));
const isComplete = (step) => [...step.querySelectorAll("fieldset")].every((one) => one.querySelector(":checked"));

function draw() {
  const last = at === steps.length - 1;
  const answered = isAnswered(steps[at]);
  steps.forEach((step, place) => step.classList.toggle("now", place === at));
  bar.querySelector("progress").value = at + 1;
  bar.querySelector("progress").max = steps.length;
  bar.querySelector("[data-back]").hidden = !at;
  bar.querySelector("[data-forward]").hidden = last;
  bar.querySelector("[data-send]").hidden = !last;
  bar.querySelector("[data-forward]").textContent = answered ? form.dataset.next : form.dataset.skip;
  bar.querySelector("[data-forward]").classList.toggle("primary", answered);
  bar.querySelector("[data-clear]").hidden = !answered || last;
  bar.querySelector("[data-end]").hidden = last || !steps.some(isAnswered);
  form.classList.toggle("under-way", at > 0);
  steps[0].querySelector(".if-first").hidden = answered;
}

function go(place, { push = true } = {}) {
  at = Math.min(Math.max(place, 0), steps.length - 1);
  if (push) history.pushState({ step: at }, "");
  draw();
  const title = steps[at].querySelector("legend, label, .who-sees");
  title.tabIndex = -1;
  title.focus({ preventScroll: true });
  scrollTo({ top: 0 });
}

function answered(event) {
  const step = steps[at];
  const isNo = step.dataset.safe !== undefined && step.querySelector("[value=no]").checked;
  form.classList.toggle("unsafe", Boolean(form.querySelector("[name=safe][value=no]:checked")));
  draw();
  if (isNo) say.textContent = form.dataset.help;
  // A tap is an answer. Arrow keys only move about, and after a no nobody is hurried on.
  if (event.detail && event.target.type === "radio" && step.dataset.auto !== undefined && isComplete(step) && !isNo) {
    setTimeout(() => steps[at] === step && go(at + 1), 220);
  }
}

function clear() {
  for (const one of inputs(steps[at])) {
    if (/radio|checkbox/.test(one.type)) one.checked = false;
    else one.value = "";
  }
  form.classList.toggle("unsafe", Boolean(form.querySelector("[name=safe][value=no]:checked")));
  draw();
}

if (form) {
  form.classList.add("stepping");
  bar.querySelectorAll("progress, .small-steps").forEach((one) => { one.hidden = false; });
  form.addEventListener("click", (event) => event.target.matches("input") && answered(event));
  form.addEventListener("input", draw);
  bar.querySelector("[data-back]").addEventListener("click", () => history.back());
  bar.querySelector("[data-forward]").addEventListener("click", () => go(at + 1));
  bar.querySelector("[data-clear]").addEventListener("click", clear);
  bar.querySelector("[data-end]").addEventListener("click", () => go(steps.length - 1));
  addEventListener("popstate", ({ state }) => go(state?.step ?? 0, { push: false }));
  history.replaceState({ step: 0 }, "");
  draw();
  if (isAnswered(steps[0]) && new URLSearchParams(location.search).has("mood")) go(1);
}
