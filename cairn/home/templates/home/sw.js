// The keeper of what is there without a network. It keeps in clear only pages that are the same for everybody; a page of
// somebody who is signed in never passes into a cache. Every release, and every change of the numbers, is a new version.
const HOUSE = JSON.parse("{{ house|escapejs }}");
const SHELL = `cairn-shell ${HOUSE.root} ${HOUSE.version}`;
const AFTER = `cairn-after ${HOUSE.root}`; // holds one empty note: the session has to be ended as soon as there is a network
const LEAVE = `${HOUSE.root}leave`;
const kept = (name, language) => `${HOUSE.root}kept/${language}/${name}`;
const PAGES = HOUSE.languages.flatMap((one) => ["support", "offline", "check-in"].map((name) => kept(name, one)));
const STATICS = new Set(HOUSE.statics);
const PATIENCE = 4000;
let spoken = "";
// Never answered by us: ways in and out, files, what is read by scripts.
const OURS = new RegExp(`^${HOUSE.root}(?!leave$|accounts/logout|language$|messages/file/|sw\\.js|manifest)`);

async function install() {
  const shell = await caches.open(SHELL);
  await shell.addAll([...HOUSE.statics, ...PAGES].map((url) => new Request(url, { credentials: "omit" })));
  await skipWaiting();
}

async function forgetOlder() {
  const old = (await caches.keys()).filter((name) => name.startsWith(`cairn-shell ${HOUSE.root} `) && name !== SHELL);
  await Promise.all(old.map((name) => caches.delete(name)));
}

async function activate() {
  // Whatever of it fails, open pages are kept from now on.
  await Promise.allSettled([registration.navigationPreload?.enable(), forgetOlder()]);
  await clients.claim();
}

/** The page for an address that could not be reached, in the language this browser read last. */
async function instead(path) {
  const shell = await caches.open(SHELL);
  const noted = await (await caches.open(AFTER)).match("/language");
  const wanted = spoken || (await noted?.text()) || navigator.language.slice(0, 2);
  const language = HOUSE.languages.includes(wanted) ? wanted : HOUSE.language;
  const name = path.startsWith("support") ? "support" : path.startsWith("check-ins/new") ? "check-in" : "offline";
  return (await shell.match(kept(name, language))) ?? Response.error();
}

async function note(language) {
  if (!language || language === spoken) return;
  spoken = language;
  await (await caches.open(AFTER)).put("/language", new Response(language));
}

/** Somebody left in a hurry without a network: the session ends before anything else is asked. */
async function settle() {
  const after = await caches.open(AFTER);
  if (!(await after.match(LEAVE))) return false;
  await fetch(`${LEAVE}?late`, { redirect: "manual", credentials: "same-origin" });
  return after.delete(LEAVE);
}

async function ask(event, early) {
  const answer = (await settle()) ? await fetch(event.request) : (await early) ?? (await fetch(event.request));
  event.waitUntil(note(answer.headers.get("content-language")));
  return answer;
}

async function page(event, path) {
  const late = new Promise((resolve) => setTimeout(resolve, PATIENCE));
  event.waitUntil(Promise.resolve(event.preloadResponse).catch(() => {}));
  const answer = ask(event, event.preloadResponse);
  if (!path.startsWith("support")) return answer.catch(() => instead(path));
  return Promise.race([answer, late.then(() => instead(path))]).catch(() => instead(path)); // help does not wait for a slow line
}

async function piece(request) {
  const known = await (await caches.open(SHELL)).match(request, { ignoreVary: true });
  if (HOUSE.hashed) return known ?? fetch(request);
  return fetch(request).catch(() => known ?? Response.error());
}

async function leave() {
  const names = (await indexedDB.databases()).map((one) => one.name).filter((name) => name.startsWith("cairn "));
  names.forEach((name) => indexedDB.deleteDatabase(name));
  (await registration.getNotifications()).forEach((one) => one.close());
  await fetch(`${LEAVE}?late`, { redirect: "manual", credentials: "same-origin" }).catch(async () => {
    await (await caches.open(AFTER)).put(LEAVE, new Response(""));
  });
}

addEventListener("install", (event) => event.waitUntil(install()));
addEventListener("activate", (event) => event.waitUntil(activate()));
addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if (request.mode === "navigate" && OURS.test(url.pathname)) event.respondWith(page(event, url.pathname.slice(HOUSE.root.length)));
  else if (STATICS.has(url.pathname)) event.respondWith(piece(request));
});
const asked = { leave, claim: () => clients.claim() };
addEventListener("message", (event) => { if (Object.hasOwn(asked, event.data)) event.waitUntil(asked[event.data]()); });
