/** How strong a new password looks: by its length alone, since length is what the server asks for. */
import { characters, PASSWORD_MIN } from "./checks";

export type Strength = "none" | "short" | "fair" | "good" | "strong";

/** Filled bars out of four and the word beside them. */
export function passwordStrength(password: string): { bars: 0 | 1 | 2 | 3 | 4; strength: Strength; length: number } {
  const length = characters(password);
  if (length === 0) return { bars: 0, strength: "none", length };
  if (length < PASSWORD_MIN) return { bars: 1, strength: "short", length };
  // One letter held down is long and still nothing.
  if (new Set(password).size < 5) return { bars: 2, strength: "fair", length };
  if (length < 12) return { bars: 2, strength: "fair", length };
  if (length < 14) return { bars: 3, strength: "good", length };
  return { bars: 4, strength: "strong", length };
}
