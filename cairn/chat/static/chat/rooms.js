// A message that arrives is news of its room: the list asks again for itself.
document.addEventListener("cairn:messages", ({ detail }) => {
  document.dispatchEvent(new CustomEvent("cairn:nudge", { detail: { topic: `room:${detail.room}` } }));
});
