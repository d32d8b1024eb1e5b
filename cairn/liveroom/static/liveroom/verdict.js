// What ails the sound and the pictures that arrive: the line, or this device? Only what the line itself shows counts against
// it: packets that were lost, and a way that became longer. A processor that does not keep up shows otherwise: packets come
// whole and are not played in time, or the browser says so of what it sends.
const room = (globalThis.cairnRoom ??= {});
const [BAD, SOME, SLOW, LONGER] = [0.03, 0.01, 7, 0.15];
const share = (part, whole) => (whole > 20 ? part / whole : 0);
const since = (now, was, name) => Math.max(0, (now?.[name] ?? 0) - (was?.[name] ?? 0));

/** What came since the last look, of those who send something now. `people`: who should be heard and seen. */
function arrived(people, heard, before, seconds) {
  const found = { loss: 0, gaps: 0, frames: [], unplayed: 0 };
  for (const { feed, microphone, camera } of people) {
    const [now, was] = [heard[feed], before[feed]];
    if (!now || !was) continue;
    if (microphone && now.audio && was.audio) {
      const gaps = since(now.audio, was.audio, "concealedSamples") - since(now.audio, was.audio, "silentConcealedSamples");
      found.gaps = Math.max(found.gaps, share(gaps, since(now.audio, was.audio, "totalSamplesReceived")));
      found.loss = Math.max(found.loss, lost(now.audio, was.audio));
    }
    if (camera && now.video && was.video?.framesDecoded) {
      const [came, drawn] = [since(now.video, was.video, "framesReceived"), since(now.video, was.video, "framesDecoded")];
      found.loss = Math.max(found.loss, lost(now.video, was.video));
      found.frames.push(drawn / seconds);
      found.unplayed = Math.max(found.unplayed, share(came - drawn + since(now.video, was.video, "framesDropped"), came * 1.0001));
    }
  }
  found.frames.sort((one, other) => one - other);
  return found;
}

function lost(now, was) {
  const gone = since(now, was, "packetsLost");
  return share(gone, gone + since(now, was, "packetsReceived"));
}

/** "weak": the line. "busy": this device. "": all is well, or nothing that turning pictures off would better.
 * `way`: seconds there and back now; `shortest`: the best it ever was; `limited`: what the browser says holds back what we send. */
room.verdict = ({ people, heard, before, way = 0, shortest = 0, limited = "none", seconds = 2 }) => {
  const { loss, gaps, frames, unplayed } = arrived(people, heard, before, seconds);
  const isSlow = frames.length > 0 && frames[Math.floor(frames.length / 2)] < SLOW;
  const isLong = way > 0 && shortest > 0 && way - shortest > LONGER;
  const isBusy = limited === "cpu" || unplayed > 0.3;
  if (loss > BAD && !isBusy) return "weak";
  if ((gaps > BAD || isSlow || loss > BAD) && (loss > SOME || isLong) && (isLong || !isBusy)) return "weak";
  return (isSlow || gaps > BAD) && isBusy ? "busy" : "";
};
