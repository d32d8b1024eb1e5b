// Where we are, in words: with everybody, in a small room, outside with one person; and how long until all are called back.
const room = (globalThis.cairnRoom ??= {});
const line = document.getElementById("place");
const stage = document.getElementById("room");
let [told, timer, words] = ["0", 0, ""];

function draw(closes) {
  const left = closes ? Math.max(0, Math.ceil((Date.parse(closes) - Date.now()) / 1000)) : 0;
  line.textContent = closes ? `${words} ${stage.dataset.closes.replace("%n", left)}` : words;
}

room.places = {
  tell({ place, beside, number, closes }) {
    clearInterval(timer);
    words = beside ? stage.dataset[beside].replace("%n", number) : "";
    line.hidden = !words;
    draw(closes);
    if (closes) timer = setInterval(draw, 1000, closes);
    if (place !== told) room.say(words || stage.dataset.all);
    else if (closes) room.say(line.textContent);
    told = place;
  },
};
