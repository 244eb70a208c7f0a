/** Done once per pause, however often it is asked for; what is asked for last is never forgotten. */
export function paused(ms: number, run: () => void): () => void {
  let waits = false;
  return () => {
    if (waits) return;
    waits = true;
    setTimeout(() => {
      waits = false;
      run();
    }, ms);
  };
}
