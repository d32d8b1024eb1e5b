// The bell of the keeper: always the same few words, whoever wrote and whatever it is about. What comes over the line is
// the language alone.
async function ring(event) {
  const said = event.data?.text().trim();
  const { title, body } = HOUSE.words[said] ?? HOUSE.words[HOUSE.language];
  await registration.showNotification(title, { body, tag: "cairn", icon: HOUSE.icon, badge: HOUSE.icon, lang: said });
}

async function opened() {
  const inbox = `${HOUSE.root}inbox/`;
  const page = (await clients.matchAll({ type: "window" })).find((one) => new URL(one.url).pathname.startsWith(HOUSE.root));
  if (!page) return clients.openWindow(inbox);
  await page.focus();
  return page.navigate(inbox);
}

addEventListener("push", (event) => event.waitUntil(ring(event)));
addEventListener("notificationclick", (event) => { event.notification.close(); event.waitUntil(opened()); });
