// How sound and pictures travel: start, publish, send, take, layers, stop. This one speaks with a media server through the
// house: one connection sends, one receives everybody else. Nothing leaves or enters unsealed.
const room = (globalThis.cairnRoom ??= {});
const HIGH = { rid: "h", maxBitrate: 320000, maxFramerate: 15 };
const LOW = { rid: "l", maxBitrate: 80000, maxFramerate: 15, scaleResolutionDownBy: 2 };
const OURS = /opus|vp8|video\/rtx/i;
const SCREEN = { maxBitrate: 700000, maxFramerate: 5 };

class ServerTransport {
  constructor({ tell, worker, ice, onStreams, onFailed }) {
    Object.assign(this, { tell, worker, ice, onStreams, onFailed, streams: [], early: [] });
    this.pub = this.connection("pub");
  }

  connection(which) {
    const pc = new RTCPeerConnection({ bundlePolicy: "max-bundle", ...this.ice });
    pc.onicecandidate = ({ candidate }) => this.tell({ do: "ice", which, candidate: candidate?.toJSON() ?? { completed: true } });
    pc.onconnectionstatechange = () => pc.connectionState === "failed" && this.onFailed();
    return pc;
  }

  seal(thing, side) { thing.transform = new RTCRtpScriptTransform(this.worker, { side }); }

  /** Lines for sound and picture stand from the start, empty: turning something on later needs no negotiation. */
  async start() {
    this.sound = this.pub.addTransceiver("audio", { direction: "sendonly" });
    this.picture = this.pub.addTransceiver("video", { direction: "sendonly", sendEncodings: [{ ...HIGH }, { ...LOW }] });
    await this.offer();
  }

  async offer() {
    for (const line of this.pub.getTransceivers()) {
      if (!line.sender.transform) this.seal(line.sender, "seal");
      const kind = line === this.sound ? "audio" : "video";
      line.setCodecPreferences(RTCRtpSender.getCapabilities(kind).codecs.filter(({ mimeType }) => OURS.test(mimeType)));
    }
    await this.pub.setLocalDescription();
    const answered = new Promise((done) => { this.answered = done; });
    this.tell({ do: "publish", jsep: this.pub.localDescription.toJSON() });
    await answered;
  }

  /** Send this track, or nothing at all: a line without a track sends no byte. */
  send(kind, track) { return (kind === "audio" ? this.sound : this.picture).sender.replaceTrack(track); }

  async share(track) {
    if (!this.screen) {
      this.screen = this.pub.addTransceiver(track, { direction: "sendonly", sendEncodings: [{ ...SCREEN }] });
      await this.offer();
    } else await this.screen.sender.replaceTrack(track);
  }

  async take(frame) {
    if (frame.is === "answer") {
      await this.pub.setRemoteDescription(frame.jsep);
      this.answered();
    } else if (frame.is === "offer") {
      this.streams = frame.streams.filter((one) => one.active && one.feed);
      if (!this.sub) {
        this.sub = this.connection("sub");
        this.sub.ontrack = ({ receiver }) => this.seal(receiver, "open");
      }
      await this.sub.setRemoteDescription(frame.jsep);
      await this.sub.setLocalDescription();
      this.tell({ do: "answer", jsep: this.sub.localDescription.toJSON() });
      this.onStreams(this.streams.map((one) => ({ ...one, track: this.track(one.mid) })));
    }
  }

  track(mid) { return this.sub.getTransceivers().find((one) => one.mid === mid)?.receiver.track; }

  layers(streams) { if (streams.length) this.tell({ do: "layers", streams }); }

  heard() { return room.gauges.heard(this.sub, this.streams); }

  line() { return room.gauges.line(this.pub, this.sub); }

  stop() {
    this.pub.close();
    this.sub?.close();
    this.pub.onconnectionstatechange = null;
  }
}

room.transports = { janus: ServerTransport };
