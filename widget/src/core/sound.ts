// Two short notes, made on the spot: there is no file to load.

let context: AudioContext | null = null;

/** Browsers let a page sound only after a click in it; this is called from one. */
export function allowSound(): void {
  try {
    context = context || new AudioContext();
    void context.resume();
  } catch {
    // No audio on this device: the badge and the title still tell.
  }
}

export function playSound(): void {
  const audio = context;
  if (!audio || audio.state !== "running") return;
  [660, 880].forEach((frequency, i) => {
    const at = audio.currentTime + i * 0.12;
    const note = audio.createOscillator();
    const volume = audio.createGain();
    note.frequency.value = frequency;
    volume.gain.setValueAtTime(0.1, at);
    volume.gain.exponentialRampToValueAtTime(0.001, at + 0.2);
    note.connect(volume).connect(audio.destination);
    note.start(at);
    note.stop(at + 0.2);
  });
}
