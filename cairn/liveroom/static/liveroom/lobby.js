// Before going in: does the microphone hear, does the camera see. Nothing leaves this phone here.
const room = (globalThis.cairnRoom ??= {});
const check = document.getElementById("check");
const said = check?.dataset ?? {};
const [meter, view, state] = ["meter", "view", "state"].map((name) => check?.querySelector(`[data-${name}]`));
const held = {};

function release(kind) {
  room.devices.stop(held[kind]);
  held[kind] = null;
  if (kind === "video") { view.srcObject = null; view.hidden = true; }
}

async function list() {
  const found = await navigator.mediaDevices.enumerateDevices();
  for (const select of check.querySelectorAll("select")) {
    const mine = found.filter((one) => one.kind === `${select.name}input` && one.deviceId);
    select.replaceChildren(...mine.map((one) => new Option(one.label || said.unnamed, one.deviceId)));
    select.closest(".field").hidden = mine.length < 2;
  }
}

function listen(track) {
  const sound = new AudioContext();
  const ear = sound.createAnalyser();
  sound.createMediaStreamSource(new MediaStream([track])).connect(ear);
  const heard = new Uint8Array(ear.fftSize);
  const look = () => {
    if (track.readyState === "ended") { sound.close(); meter.value = 0; return; }
    ear.getByteTimeDomainData(heard);
    meter.value = Math.max(...heard.map((one) => Math.abs(one - 128))) / 64;
    requestAnimationFrame(look);
  };
  look();
}

const tries = {
  async audio() {
    held.audio = await room.devices.microphone();
    listen(held.audio);
  },
  async video() {
    held.video = await room.devices.camera(false);
    view.srcObject = new MediaStream([held.video]);
    view.hidden = false;
    await view.play();
  },
};

async function press(button) {
  const kind = button.dataset.try;
  const was = Boolean(held[kind]);
  release(kind);
  try {
    if (!was) await tries[kind]();
    state.textContent = was ? "" : said[kind];
    await list();
  } catch {
    state.textContent = said.refused;
  }
  button.ariaPressed = String(Boolean(held[kind]));
}

check?.addEventListener("click", ({ target }) => target.closest("[data-try]") && press(target.closest("[data-try]")));
check?.addEventListener("change", ({ target }) => {
  if (target.name === "sound-only") { sessionStorage.setItem("cairn-sound-only", target.checked ? "yes" : ""); return; }
  room.devices.choose(target.name, target.value);
  const button = check.querySelector(`[data-try="${target.name}"]`);
  if (held[target.name]) { release(target.name); press(button); }
});
addEventListener("pagehide", () => ["audio", "video"].forEach(release));
if (check) check.hidden = false;
