// What the browser counts of a connection, as the quality controller reads it.
const room = (globalThis.cairnRoom ??= {});

room.gauges = {
  /** What arrived from whom: by feed, then by kind (audio, video, screen). */
  async heard(sub, streams) {
    const found = {};
    const report = sub ? await sub.getStats() : [];
    report.forEach((one) => {
      if (one.type !== "inbound-rtp") return;
      const stream = streams.find(({ mid }) => mid === one.mid);
      if (stream) (found[stream.feed] ??= {})[stream.kind === "video" && stream.of !== "1" ? "screen" : stream.kind] = { ...one, subscribed: stream.mid };
    });
    return found;
  },

  /** The way itself: seconds there and back, and what the browser says holds back what we send (none, cpu, bandwidth). */
  async line(pub, sub) {
    const found = { way: 0, limited: "none" };
    for (const pc of [pub, sub].filter(Boolean)) {
      (await pc.getStats()).forEach((one) => {
        if (one.type === "candidate-pair" && one.nominated && pc === (sub ?? pub)) found.way = one.currentRoundTripTime ?? 0;
        if (one.type === "outbound-rtp" && one.qualityLimitationReason === "cpu") found.limited = "cpu";
      });
    }
    return found;
  },
};
