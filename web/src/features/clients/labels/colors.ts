/** The ten colours of labels and lists, by the number the server keeps. */
export const colors = ["lgray", "yellow", "blue", "red", "pink", "beige", "violet", "sky", "gray", "green"] as const;
export type Color = (typeof colors)[number];

export function colorOf(number: number | null): Color {
  return colors[number ?? 0] ?? "lgray";
}

/** The colour that the fewest have: a new label stands apart from the others without being asked about it. */
export function freshColor(used: readonly (number | null)[]): number {
  const counts = colors.map((_, number) => used.filter((one) => one === number).length);
  return counts.indexOf(Math.min(...counts));
}
