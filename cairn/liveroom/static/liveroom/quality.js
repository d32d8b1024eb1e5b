// Weak lines. The media server never adapts by itself, so this page does: every two seconds it looks at what arrives, steps
// down at once and up slowly, and says in words what it turned off. A wish for a layer can be lost: it is said again until
// the picture has that size.
const room = (globalThis.cairnRoom ??= {});
const line = document.getElementById("quality");
const said = line?.dataset ?? {};
const EVERY = 2000;
const [CLEAR, LOW, FEW, SOUND] = [0, 1, 2, 3];
const [BAD, SLOW, ALL_CLEAR_UP_TO, NARROW] = [0.03, 7, 4, 400];
const wishes = new Map(); // what each stream was last asked for
let [level, calm, patience, before, trouble] = [CLEAR, 0, 5, {}, 0];
let only = sessionStorage.getItem("cairn-sound-only") === "yes";

const share = (part, whole) => (whole > 20 ? part / whole : 0);
const since = (now, was, name) => (now[name] ?? 0) - (was?.[name] ?? 0);

/** How bad the worst of it was, of those who send something now. */
function worst(heard) {
  const found = { loss: 0, gaps: 0, frames: [] };
  for (const person of room.tiles.list()) {
    const [now, was] = [heard[person.feed], before[person.feed]];
    if (!now || !was || person.id === room.me) continue;
    if (person.microphone && now.audio && was.audio) {
      const gaps = since(now.audio, was.audio, "concealedSamples") - since(now.audio, was.audio, "silentConcealedSamples");
      found.gaps = Math.max(found.gaps, share(gaps, since(now.audio, was.audio, "totalSamplesReceived")));
    }
    if (person.camera && now.video && was.video?.framesDecoded && level < SOUND) {
      const lost = since(now.video, was.video, "packetsLost");
      found.loss = Math.max(found.loss, share(lost, lost + since(now.video, was.video, "packetsReceived")));
      found.frames.push(since(now.video, was.video, "framesDecoded") / (EVERY / 1000));
    }
  }
  found.frames.sort((one, other) => one - other);
  return found;
}

function step(to, why) {
  if (to === level) return;
  if (to > level && calm < 2) patience = Math.min(30, patience * 2); // going up did not last: wait longer next time
  [level, calm, trouble] = [to, 0, 0];
  wishes.clear();
  const words = [said.clear, said.low, said.few, said.sound][level];
  line.hidden = level === CLEAR;
  line.querySelector("span").textContent = level === CLEAR ? "" : `${why} ${words}`;
  room.say(words);
  room.level = level;
}

function judge(heard) {
  const { loss, gaps, frames } = worst(heard);
  const slow = frames.length > 0 && frames[Math.floor(frames.length / 2)] < SLOW;
  if (loss > BAD || gaps > BAD || slow) {
    trouble += 1;
    // One bad look may be somebody's door; two in a row are a line.
    if (trouble > 1 && level < SOUND) step(level + 1, said.weak);
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
    const wish = `${send} ${substream}`;
    const isThere = !send || !video.frameWidth || (video.frameWidth > NARROW) === (substream === 1);
    if (wishes.get(video.subscribed) === wish && isThere) continue;
    wishes.set(video.subscribed, wish);
    wanted.push({ mid: video.subscribed, send, substream });
  }
  room.transport?.layers(wanted);
}

async function look() {
  if (!room.transport) { [before, trouble] = [{}, 0]; wishes.clear(); return; }
  const heard = await room.heard();
  if (only) step(SOUND, said.chosen);
  else judge(heard);
  before = heard;
  ask(heard);
}

room.quality = { soundOnly(is) { only = is; sessionStorage.setItem("cairn-sound-only", is ? "yes" : ""); if (!is) step(CLEAR, ""); look(); } };
if (line) setInterval(() => look().catch(() => {}), EVERY);
