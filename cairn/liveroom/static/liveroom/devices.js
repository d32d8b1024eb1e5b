// Camera and microphone of this phone. Off until somebody turns them on; a blurred picture is blurred before it is sent.
const room = (globalThis.cairnRoom ??= {});
const VIDEO = { width: { ideal: 640 }, height: { ideal: 360 }, frameRate: { ideal: 15, max: 15 } };
const AUDIO = { echoCancellation: true, noiseSuppression: true, autoGainControl: true };
const chosen = () => JSON.parse(sessionStorage.getItem("cairn-devices") ?? "{}");

/** A wish for a device: the one chosen in the lobby, if it is still there. */
function wish(kind) {
  const id = chosen()[kind];
  const base = kind === "audio" ? AUDIO : VIDEO;
  return { [kind]: id ? { ...base, deviceId: { ideal: id } } : base };
}

/** The picture of a camera with everything in it blurred, drawn anew for each frame. */
function blurred(track) {
  const [video, canvas] = [document.createElement("video"), document.createElement("canvas")];
  const pen = canvas.getContext("2d", { alpha: false });
  video.muted = true;
  video.srcObject = new MediaStream([track]);
  const { width = 640, height = 360 } = track.getSettings();
  Object.assign(canvas, { width, height });
  const draw = () => {
    if (track.readyState === "ended") return;
    pen.filter = `blur(${Math.round(width / 40)}px)`;
    pen.drawImage(video, 0, 0, width, height);
    video.requestVideoFrameCallback(draw);
  };
  video.requestVideoFrameCallback(draw);
  video.play().catch(() => {});
  const [made] = canvas.captureStream(15).getVideoTracks();
  made.source = track;
  return made;
}

room.devices = {
  choose(kind, id) { sessionStorage.setItem("cairn-devices", JSON.stringify({ ...chosen(), [kind]: id })); },

  async microphone() { return (await navigator.mediaDevices.getUserMedia(wish("audio"))).getAudioTracks()[0]; },

  async camera(isBlurred) {
    const [track] = (await navigator.mediaDevices.getUserMedia(wish("video"))).getVideoTracks();
    return isBlurred ? blurred(track) : track;
  },

  async screen() { return (await navigator.mediaDevices.getDisplayMedia({ video: { frameRate: { ideal: 5, max: 5 } }, audio: false })).getVideoTracks()[0]; },

  /** Turns the lamp off, too. */
  stop(track) {
    track?.source?.stop();
    track?.stop();
  },
};
