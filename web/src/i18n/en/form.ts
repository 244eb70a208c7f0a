/** Words of the form parts that several sections share. */
export const form = {
  required: "required",
  showPassword: "Show password",
  hidePassword: "Hide password",
  strength: {
    short_one: "Too short: {{count}} character of {{min}}",
    short_other: "Too short: {{count}} characters of {{min}}",
    fair_one: "Will do: {{count}} character",
    fair_other: "Will do: {{count}} characters",
    good_one: "Good: {{count}} character",
    good_other: "Good: {{count}} characters",
    strong_one: "Strong: {{count}} character",
    strong_other: "Strong: {{count}} characters",
    hint: "At least {{min}} characters",
  },
  languages: { ru: "Русский", en: "English" },
  timezoneSearch: "City or UTC",
  timezoneNone: "No such time zone",
  timezoneNow: "Now it is {{time}} there, {{date}}",
};
