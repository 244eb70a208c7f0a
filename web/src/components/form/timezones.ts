/** Time zones as a person chooses them: city, shift from UTC, the time there now. */

export interface Zone {
  id: string;
  city: string;
  /** Minutes east of UTC at the given moment. */
  shift: number;
  /** `Москва, UTC+3`. */
  label: string;
}

// Browsers name zones by English cities; these are the ones a Russian page would not find otherwise.
const RUSSIAN: { [id: string]: string } = {
  "Europe/Kaliningrad": "Калининград",
  "Europe/Moscow": "Москва",
  "Europe/Samara": "Самара",
  "Europe/Saratov": "Саратов",
  "Europe/Volgograd": "Волгоград",
  "Europe/Astrakhan": "Астрахань",
  "Europe/Ulyanovsk": "Ульяновск",
  "Europe/Kirov": "Киров",
  "Asia/Yekaterinburg": "Екатеринбург",
  "Asia/Omsk": "Омск",
  "Asia/Novosibirsk": "Новосибирск",
  "Asia/Barnaul": "Барнаул",
  "Asia/Tomsk": "Томск",
  "Asia/Novokuznetsk": "Новокузнецк",
  "Asia/Krasnoyarsk": "Красноярск",
  "Asia/Irkutsk": "Иркутск",
  "Asia/Chita": "Чита",
  "Asia/Yakutsk": "Якутск",
  "Asia/Khandyga": "Хандыга",
  "Asia/Vladivostok": "Владивосток",
  "Asia/Ust-Nera": "Усть-Нера",
  "Asia/Magadan": "Магадан",
  "Asia/Sakhalin": "Сахалин",
  "Asia/Srednekolymsk": "Среднеколымск",
  "Asia/Kamchatka": "Камчатка",
  "Asia/Anadyr": "Анадырь",
  "Europe/Minsk": "Минск",
  "Asia/Almaty": "Алматы",
  "Asia/Tashkent": "Ташкент",
  "Asia/Bishkek": "Бишкек",
  "Asia/Yerevan": "Ереван",
  "Asia/Baku": "Баку",
  "Asia/Tbilisi": "Тбилиси",
  "Asia/Dushanbe": "Душанбе",
  "Asia/Ashgabat": "Ашхабад",
  "Europe/Chisinau": "Кишинёв",
  "Europe/Kyiv": "Киев",
  "Europe/Kiev": "Киев",
  "Europe/Riga": "Рига",
  "Europe/Vilnius": "Вильнюс",
  "Europe/Tallinn": "Таллин",
  "Europe/Istanbul": "Стамбул",
  "Asia/Dubai": "Дубай",
  "Europe/Berlin": "Берлин",
  "Europe/London": "Лондон",
  "Europe/Paris": "Париж",
  "Europe/Belgrade": "Белград",
  "Asia/Jerusalem": "Иерусалим",
  "America/New_York": "Нью-Йорк",
};

/** The zone of this browser; UTC when it will not say. */
export function browserZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC";
}

/** Every zone this browser knows, west to east, then by name. */
export function listZones(language: "ru" | "en", at: number): Zone[] {
  const ids = new Set([...Intl.supportedValuesOf("timeZone"), "UTC", browserZone()]);
  return [...ids].map((id) => describeZone(id, language, at)).sort((a, b) => a.shift - b.shift || a.city.localeCompare(b.city, language));
}

/** One zone in words; an unknown id is shown as it is rather than lost. */
export function describeZone(id: string, language: "ru" | "en", at: number): Zone {
  const shift = zoneShift(id, at);
  const city = (language === "ru" && RUSSIAN[id]) || (id.split("/").at(-1) ?? id).replaceAll("_", " ");
  return { id, city, shift, label: id === "UTC" ? "UTC" : `${city}, ${shiftText(shift)}` };
}

/** Does the zone answer to what was typed: its city, English name or shift? */
export function zoneMatches(zone: Zone, typed: string): boolean {
  const words = typed.trim().toLowerCase();
  return words === "" || [zone.label, zone.id.replaceAll("_", " "), zone.id].some((name) => name.toLowerCase().includes(words));
}

/** Minutes east of UTC; zero when the browser does not know the zone. */
export function zoneShift(id: string, at: number): number {
  try {
    const parts = new Intl.DateTimeFormat("en-US", { timeZone: id, timeZoneName: "longOffset" }).formatToParts(at);
    const shift = /GMT([+-])(\d{2}):?(\d{2})/.exec(parts.find((part) => part.type === "timeZoneName")?.value ?? "");
    if (!shift) return 0;
    return (shift[1] === "-" ? -1 : 1) * (Number(shift[2]) * 60 + Number(shift[3]));
  } catch {
    return 0;
  }
}

function shiftText(shift: number): string {
  const minutes = Math.abs(shift) % 60;
  const sign = shift < 0 ? "−" : "+";
  return `UTC${sign}${Math.floor(Math.abs(shift) / 60)}${minutes ? `:${String(minutes).padStart(2, "0")}` : ""}`;
}
