/** Of several tabs of one browser one does a thing. The first that claims its name has it, for a while. */
import { readStored, writeStored } from "./storage";

export async function claim(name: string, forMs: number): Promise<boolean> {
  // Locks are there on https and on localhost only; elsewhere a mark with its time is nearly as good.
  if (!navigator.locks) return claimByMark(name, forMs, Date.now());
  return new Promise((answer) => {
    void navigator.locks.request(name, { ifAvailable: true }, (lock) => {
      answer(lock !== null);
      return lock === null ? undefined : new Promise<void>((free) => setTimeout(free, forMs));
    });
  });
}

/** One mark for each kind of name, so that the storage does not grow with every message. */
export function claimByMark(name: string, forMs: number, now: number): boolean {
  const key = `beseda.claim.${name.replace(/\d+$/, "")}`;
  const taken = readStored<{ name: string; until: number } | null>(key, null);
  if (taken !== null && taken.name === name && taken.until > now) return false;
  writeStored(key, { name, until: now + forMs });
  return true;
}
