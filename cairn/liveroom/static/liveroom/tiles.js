// The pictures: one tile a person, in a grid that moves only when somebody comes or goes. Without a camera a tile is a name.
const room = (globalThis.cairnRoom ??= {});
const grid = document.getElementById("tiles");
const mould = document.getElementById("tile");
const said = grid?.dataset ?? {};
const [tiles, tracks] = [new Map(), new Map()];
let [people, pinned] = [[], ""];

/** Give an element this track, without touching one that plays it already. */
function play(element, track) {
  if (element.srcObject?.getTracks()[0] === track) return;
  element.srcObject = track ? new MediaStream([track]) : null;
  if (track) element.play().catch((trouble) => trouble.name === "NotAllowedError" && room.needsTap?.());
}

function show(tile, person) {
  const mine = person.id === room.me;
  const [sound, picture, screen] = ["audio", "video", "screen"].map((kind) => tracks.get(`${person.feed} ${kind}`));
  const view = tile.querySelector("video");
  const own = mine && room.selfView ? room.own?.video : null;
  play(view, screen ?? own ?? (person.camera ? picture : null) ?? null);
  play(tile.querySelector("audio"), mine ? null : sound ?? null);
  tile.classList.toggle("mirrored", Boolean(own));
  tile.classList.toggle("seen", Boolean(view.srcObject));
  tile.classList.toggle("screen", Boolean(screen));
  tile.classList.toggle("large", person.large || pinned === person.id);
  tile.classList.toggle("away", person.away === true);
  tile.querySelector(".name").textContent = mine ? `${person.name} ${said.you}` : person.name;
  const states = [
    person.away ? "" : person.muted ? said.muted : person.microphone ? "" : said.quiet, person.listening ? said.listening : "",
    person.away ? said.away : "", person.hand ? said.hand.replace("%n", person.hand) : "", person.leads ? said.leads : "", screen ? said.screen : "",
  ].filter(Boolean);
  tile.querySelector(".states").textContent = states.join(" · ");
  Object.assign(tile.dataset, { microphone: person.microphone, hand: person.hand, feed: person.feed });
  tile.querySelector("button").hidden = person.away === true;
  tile.querySelector("button").ariaPressed = String(pinned === person.id);
  tile.querySelector("button span").textContent = ` ${person.name}`;
}

function draw() {
  const here = new Set(people.map((one) => one.id));
  for (const [id, tile] of tiles) if (!here.has(id)) { tile.remove(); tiles.delete(id); }
  for (const person of people) {
    if (!tiles.has(person.id)) {
      const tile = mould.content.cloneNode(true).firstElementChild;
      tile.dataset.id = person.id;
      tile.querySelector("button").addEventListener("click", () => { pinned = pinned === person.id ? "" : person.id; draw(); });
      tiles.set(person.id, tile);
      grid.append(tile);
    }
    show(tiles.get(person.id), person);
  }
  grid.dataset.count = people.length;
  grid.classList.toggle("one-large", people.some((one) => one.large || pinned === one.id));
}

room.tiles = {
  draw,
  people(list) { people = list; draw(); },
  list: () => people,
  streams(list) {
    tracks.clear();
    for (const one of list) if (one.track) tracks.set(`${one.feed} ${one.kind === "video" && one.of !== "1" ? "screen" : one.kind}`, one.track);
    draw();
  },
  clear() { tracks.clear(); draw(); },
  of: (id) => tiles.get(id),
  playAll() { for (const tile of tiles.values()) for (const one of tile.querySelectorAll("video, audio")) if (one.srcObject) one.play().catch(() => {}); },
};
