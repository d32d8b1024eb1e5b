// This phone and this house. Installs the keeper of pages without a network, counts what waits, and lets nothing stay where
// somebody signs out or leaves. What it takes to seal and send is fetched only when there is something to seal or send.
const house = { ...document.getElementById("house")?.dataset };
const shared = "sharedPhone" in document.documentElement.dataset;
const offlinePage = "kept" in house;
const pointer = `cairn-me ${house.root}`;
const tabs = "BroadcastChannel" in globalThis ? new BroadcastChannel("cairn-device") : null;
const pass = (url) => { if (url === house.worker) return url; throw new TypeError("not ours"); };
const policy = globalThis.trustedTypes?.createPolicy("cairn-device", { createScriptURL: pass }) ?? { createScriptURL: pass };
const dispatch = (name, detail) => document.dispatchEvent(new CustomEvent(`cairn:${name}`, { detail, cancelable: true }));
let box;
house.me ||= (offlinePage && !shared && localStorage.getItem(pointer)) || "";
const counted = `cairn-waits ${house.root} ${house.me}`;
const count = () => Number(localStorage.getItem(counted) ?? 0);

/** The sealed box of this person, opened once. */
function open() {
  const made = async () => {
    const [vault, waiting] = await Promise.all([import(house.vault), import(house.waiting)]);
    return waiting.begin(await vault.open(`cairn ${house.root} ${house.me}`), { ...house, counted, tabs });
  };
  box ??= made().catch((error) => { box = undefined; throw error; });
  return box;
}

function show() {
  const line = document.getElementById("waits");
  if (!line) return;
  line.hidden = !count();
  line.querySelector("a").textContent = line.dataset[count() === 1 ? "one" : "many"].replace("%n", count());
}

const send = () => count() && house.me && !shared && navigator.onLine && open().then((one) => one.flush()).catch(() => {});

/** Without a line, or behind what waits already, words go into the sealed box and land in their order. */
function hold(event) {
  const line = document.documentElement.dataset.live;
  if (!house.me || shared || (!offlinePage && event.detail.kind === "message" && line !== "off" && navigator.onLine && !count())) return;
  event.preventDefault();
  open().then((one) => one.add(event.detail)).then(() => dispatch("held", event.detail)).catch(() => dispatch("unheld", event.detail));
}

async function forget(everything) {
  const own = `cairn ${house.root} ${house.me || localStorage.getItem(pointer)}`;
  for (const one of [localStorage, sessionStorage]) one.clear();
  box?.then((one) => one.close(), () => {});
  const names = ((await indexedDB.databases?.()) ?? [{ name: own }]).map((one) => one.name);
  const gone = names.filter((name) => (everything ? name.startsWith("cairn ") : name === own));
  const ended = gone.map((name) => new Promise((done) => { const asked = indexedDB.deleteDatabase(name); asked.onsuccess = asked.onerror = done; }));
  const keeper = await navigator.serviceWorker?.getRegistration(house.root);
  (await keeper?.getNotifications?.())?.forEach((one) => one.close());
  await (await keeper?.pushManager?.getSubscription())?.unsubscribe();
  await Promise.all(ended);
}

async function signOut(event) {
  const form = event.target;
  if (!/\/accounts\/logout\/?$/.test(new URL(form.action).pathname)) return;
  event.preventDefault();
  const sure = document.getElementById("sure")?.content.cloneNode(true);
  if (count() && sure && !("sure" in form.dataset)) { form.dataset.sure = ""; form.replaceChildren(...form.children, sure); return; }
  tabs?.postMessage("out");
  await Promise.race([forget(false), new Promise((late) => { setTimeout(late, 2000); })]).catch(() => {});
  form.submit();
}

/** Lay down what is there without a network. On a weak line a piece of it may not come: then once more, later and later. */
async function keep(pause = 2000) {
  const again = () => pause < 100000 && setTimeout(keep, pause, pause * 2);
  const keeper = await navigator.serviceWorker.register(policy.createScriptURL(house.worker), { scope: house.root }).catch(again);
  if (keeper?.active && !navigator.serviceWorker.controller) keeper.active.postMessage("claim"); // it began while this page was on its way
  keeper?.installing?.addEventListener("statechange", ({ target }) => target.state === "redundant" && !keeper.active && again());
}

function begin() {
  if (navigator.serviceWorker) keep();
  if (!house.me && !offlinePage && navigator.onLine) localStorage.removeItem(pointer); // the session ended: what is sealed stays shut
  if (!house.me || offlinePage) return;
  if (shared) { forget(false).catch(() => {}); return; }
  const known = `cairn-kept ${house.root} ${house.me}`;
  const fresh = Date.now() - Number(localStorage.getItem(known)) < 600000 && localStorage.getItem(pointer) === house.me;
  localStorage.setItem(pointer, house.me);
  if (fresh) { send(); return; }
  open().then((one) => one.refresh()).then(() => { localStorage.setItem(known, Date.now()); show(); return send(); }).catch(() => {});
}

if (house.root) {
  show();
  document.addEventListener("cairn:hold", hold);
  document.addEventListener("cairn:waits", show);
  document.addEventListener("cairn:live", ({ detail }) => detail.on && send());
  document.addEventListener("cairn:leave", () => { navigator.serviceWorker?.controller?.postMessage("leave"); forget(true).catch(() => {}); });
  document.addEventListener("submit", signOut);
  document.addEventListener("cairn:box", (event) => event.detail(open, house));
  tabs?.addEventListener("message", ({ data }) => (data === "out" ? location.reload() : show()));
  addEventListener("online", send);
  addEventListener("pageshow", (event) => { if (event.persisted && house.me && !shared && localStorage.getItem(pointer) !== house.me) { document.body.hidden = true; location.reload(); } });
  setInterval(send, 15000);
  if (globalThis.requestIdleCallback) requestIdleCallback(begin, { timeout: 2000 }); else setTimeout(begin);
}
