import type { composer as ru } from "../ru/composer";

/** Words of what the answer field opens. */
export const composer: typeof ru = {
  emoji: {
    choose: "Choose an emoji",
    search: "Find an emoji",
    searchHint: "When results appear, choose with the up and down arrows and press Enter",
    found: "Found",
    often: "Used often",
    groups: "Groups",
    loading: "Loading…",
    failed: "The emoji did not load. Close and open them once more",
    unsupported: "This browser does not draw coloured emoji",
    tone: "Skin tone: {skinTone}",
    tones: "Skin tones",
    tonesHint: "Choose with the up and down arrows and press Enter",
    tone0: "default",
    tone1: "light",
    tone2: "medium light",
    tone3: "medium",
    tone4: "medium dark",
    tone5: "dark",
    group: {
      custom: "Own",
      smileys: "Smileys and feelings",
      people: "People and gestures",
      nature: "Animals and nature",
      food: "Food and drink",
      travel: "Travel and places",
      activities: "Activities",
      objects: "Objects",
      symbols: "Symbols",
      flags: "Flags",
    },
  },
};
