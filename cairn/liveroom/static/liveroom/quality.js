// Weak lines. The media server never adapts by itself, so this page does: every two seconds it looks at what arrives, steps
// down at once and up slowly, and says in words what it turned off. A wish for a layer can be lost: it is said again until
// the picture has that size.
const room = (globalThis.cairnRoom ??= {});
const line = document.getElementById("quality");
const said = line?.dataset ?? {};
const EVERY = 2000;
const [CLEAR, LOW, FEW, SOUND] = [0, 1, 2, 3];
const [ALL_CLEAR_UP_TO, NARROW] = [4, 400];
const wishes = new Map(); // what each stream was last asked for
const unsent = new Set(); // feeds whose picture we asked not to be sent
let [level, calm, patience, before, trouble, shortest, climbed] = [CLEAR, 0, 5, {}, 0, 0, false];
let only = sessionStorage.getItem("cairn-sound-only") === "yes";

/** Weak, busy or well: of those who should be heard and seen now. */
function verdict(heard, { way, limited }) {
  if (way && (!shortest || way < shortest)) shortest = way;
  const others = room.tiles.list().filter(({ id }) => id !== room.me);
  const people = others.map((one) => ({ ...one, camera: one.camera && !unsent.has(one.feed) }));
  return room.verdict({ people, heard, before, way, shortest, limited, seconds: EVERY / 1000 });
}

function step(to, why) {
  if (to === level) return;
  if (climbed && to > level && calm < 5) patience = Math.min(30, patience * 2); // what came back did not last: wait longer next time
  [climbed, level, calm, trouble] = [to < level, to, 0, 0];
  wishes.clear();
  const words = [said.clear, said.low, said.few, said.sound][level];
  line.hidden = level === CLEAR;
  line.querySelector("span").textContent = level === CLEAR ? "" : `${why} ${words}`;
  room.say(words);
  room.level = level;
}

function judge(why) {
  // A busy device is helped by smaller pictures; taking more away would not make it faster.
  const lowest = why === "busy" ? LOW : SOUND;
  if (why) {
    trouble += 1;
    // One bad look may be somebody's door; two in a row are a line.
    if (trouble > 1 && level < lowest) step(level + 1, why === "busy" ? said.busy : said.weak);
    calm = 0;
  } else if (level > CLEAR && !only) {
    trouble = 0;
    calm += 1;
    if (calm >= patience) step(level - 1, said.better);
  } else trouble = 0;
}

const isSeen = (tile) => {
  const box = tile?.getBoundingClientRect();
  return Boolean(box && box.bottom > 0 && box.top < innerHeight && !document.hidden);
};

/** What each picture should be now, and asking for it where it is not yet. */
function ask(heard) {
  const [people, wanted] = [room.tiles.list(), []];
  for (const person of people) {
    const { video } = heard[person.feed] ?? {};
    if (!video || person.id === room.me) continue;
    const tile = room.tiles.of(person.id);
    const send = level < FEW ? true : level === FEW && isSeen(tile) && tile === (document.querySelector(".tile.large") ?? tile);
    const substream = level === CLEAR && (people.length <= ALL_CLEAR_UP_TO || tile?.classList.contains("large")) ? 1 : 0;
    if (send) unsent.delete(person.feed);
    else unsent.add(person.feed);
    const wish = `${send} ${substream}`;
    const isThere = !send || !video.frameWidth || (video.frameWidth > NARROW) === (substream === 1);
    if (wishes.get(video.subscribed) === wish && isThere) continue;
    wishes.set(video.subscribed, wish);
    wanted.push({ mid: video.subscribed, send, substream });
  }
  room.transport?.layers(wanted);
}

async function look() {
  if (!room.transport) { [before, trouble, shortest] = [{}, 0, 0]; wishes.clear(); unsent.clear(); return; }
  const heard = await room.heard();
  if (only) step(SOUND, said.chosen);
  else judge(verdict(heard, await room.transport.line()));
  before = heard;
  ask(heard);
}

room.quality = { soundOnly(is) { only = is; sessionStorage.setItem("cairn-sound-only", is ? "yes" : ""); if (!is) step(CLEAR, ""); look(); } };
if (line) setInterval(() => look().catch(() => {}), EVERY);
