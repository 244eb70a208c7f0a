/** From place to place: they stand newest first, a step of 1 goes back in time. At either end it begins anew where all are known. */
export type Step = { to: number } | "load" | "stay";

export function step(places: readonly number[], current: number | null, by: 1 | -1, more: boolean): Step {
  if (places.length === 0) return "stay";
  const at = current === null ? -1 : places.indexOf(current);
  const next = at < 0 ? 0 : at + by;
  if (next >= places.length && more) return "load";
  if (next < 0 && more) return "stay";
  const to = places[(next + places.length) % places.length];
  return to === undefined || to === current ? "stay" : { to };
}
