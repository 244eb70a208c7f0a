/** Into how many messages a text goes: the messenger's limit is per message, and a longer text is cut by the server. */
export function partsOf(length: number, max: number | undefined): number {
  return !max || length <= max ? 1 : Math.ceil(length / max);
}

/** The counter appears when the limit comes near. */
export function showsCounter(length: number, max: number | undefined): boolean {
  return max !== undefined && length > max * 0.8;
}
