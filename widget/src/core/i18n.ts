// Words of the chat in Russian and English.

export type Language = "ru" | "en";

/** The form of a word that goes with a number: [one, few, many] in Russian, [one, many] in English. */
export function plural(language: Language, n: number, forms: readonly string[]): string {
  const last = forms.length - 1;
  if (language === "en") return forms[n === 1 ? 0 : last] as string;
  const tens = n % 100;
  const ones = n % 10;
  if (ones === 1 && tens !== 11) return forms[0] as string;
  if (ones >= 2 && ones <= 4 && (tens < 12 || tens > 14)) return forms[1] as string;
  return forms[last] as string;
}

/** The language to speak: the setting, then the tag of the page, then the browser. Anything unknown is English. */
export function chooseLanguage(...wishes: (string | null | undefined)[]): Language {
  for (const wish of wishes) {
    const code = (wish || "").slice(0, 2).toLowerCase();
    if (code === "ru" || code === "en") return code;
  }
  return "en";
}

/** Russian, then English. Where a number stands before the word, its forms are divided by "|". */
const WORDS = {
  open: ["Открыть чат", "Open chat"],
  close: ["Свернуть чат", "Minimise chat"],
  hide: ["Закрыть", "Close"],
  fresh: ["новое сообщение|новых сообщения|новых сообщений", "new message|new messages"],
  loaded: ["Загружено|Загружены|Загружено", "Loaded"],
  messages: ["сообщение|сообщения|сообщений", "message|messages"],
  sound: ["Звук", "Sound"],
  online: ["На связи", "Online"],
  away: ["Сейчас никого нет", "Nobody is here now"],
  connecting: ["Соединяемся…", "Connecting…"],
  offline: ["Нет связи. Отправим, когда появится", "No connection. Sending later"],
  back: ["Снова на связи", "Back online"],
  message: ["Сообщение", "Message"],
  later: ["Сообщение отправим позже", "Sending later"],
  send: ["Отправить", "Send"],
  attach: ["Прикрепить файл", "Attach a file"],
  bot: ["Бот", "Bot"],
  you: ["Вы", "You"],
  typing: ["печатает", "is typing"],
  someone: ["Оператор", "Operator"],
  today: ["Сегодня", "Today"],
  yesterday: ["Вчера", "Yesterday"],
  queued: ["Ждёт отправки", "Waiting to be sent"],
  sent: ["Отправлено", "Sent"],
  delivered: ["Доставлено", "Delivered"],
  read: ["Прочитано", "Read"],
  failed: ["Не отправлено", "Not sent"],
  edited: ["изменено", "edited"],
  deleted: ["Сообщение удалено", "Message deleted"],
  retry: ["Повторить", "Try again"],
  remove: ["Убрать", "Remove"],
  older: ["Показать раньше", "Show earlier"],
  name: ["Имя", "Name"],
  email: ["Почта", "E-mail"],
  phone: ["Телефон", "Phone"],
  question: ["Вопрос", "Question"],
  ask: ["Отправить вопрос", "Send question"],
  intro: ["Напишите вопрос — ответим сюда.", "Write your question, we answer here."],
  needed: ["Заполните поле", "Fill in this field"],
  badEmail: ["Допишите адрес: например, dasha@example.com", "Complete the address: dasha@example.com"],
  badPhone: ["Проверьте номер: например, +7 900 123-45-67", "Check the number: +7 900 123-45-67"],
  by: ["Работает на Беседе", "Powered by Beseda"],
  signIn: ["Войдите на сайте и обновите страницу, чтобы написать", "Sign in and reload the page to write"],
  often: ["Слишком часто. Подождите минуту", "Too often. Wait a minute"],
  tooBig: ["Файл больше", "The file is larger than"],
  badType: ["Такие файлы нельзя отправить", "This file cannot be sent"],
  broken: ["Не удалось загрузить", "Could not be loaded"],
  ten: ["Не больше 10 файлов в сообщении", "At most 10 files in a message"],
  uploading: ["Отправим, когда загрузится файл", "Sending after the upload"],
  units: ["Б|КБ|МБ|ГБ", "B|KB|MB|GB"],
};

export type Words = Record<keyof typeof WORDS, string>;

/** Everything that depends on the language of the visitor. */
export class Speech {
  readonly words: Words;

  constructor(readonly language: Language) {
    const own: Record<string, string | undefined> = {};
    for (const [name, pair] of Object.entries(WORDS)) own[name] = pair[language === "ru" ? 0 : 1];
    this.words = own as Words;
  }

  /** "3 новых сообщения" */
  count(n: number, forms: string): string {
    return `${n}\u00a0${plural(this.language, n, forms.split("|"))}`;
  }

  /** "Снова на связи. Загружены 3 сообщения" */
  caughtUp(n: number): string {
    const { back, loaded, messages } = this.words;
    return n ? `${back}. ${plural(this.language, n, loaded.split("|"))} ${this.count(n, messages)}` : back;
  }

  time(at: number): string {
    return new Date(at).toLocaleTimeString(this.language, { hour: "2-digit", minute: "2-digit" });
  }

  /** "Сегодня", "Вчера", "20 ноября", "20 ноября 2024 г." */
  day(at: number, now: number): string {
    const date = new Date(at);
    const today = new Date(now);
    // Noon keeps the difference whole over the night the clocks change.
    const noon = (d: Date) => new Date(d).setHours(12, 0, 0, 0);
    const days = Math.round((noon(today) - noon(date)) / 86_400_000);
    if (days === 0) return this.words.today;
    if (days === 1) return this.words.yesterday;
    const year = date.getFullYear() === today.getFullYear() ? undefined : "numeric";
    return date.toLocaleDateString(this.language, { day: "numeric", month: "long", year });
  }

  /** "1,8 МБ" */
  size(bytes: number): string {
    let unit = 0;
    let value = bytes;
    for (; value >= 1024 && unit < 3; unit++) value /= 1024;
    const digits = unit > 1 && value < 10 ? 1 : 0;
    const number = value.toLocaleString(this.language, { maximumFractionDigits: digits });
    return `${number}\u00a0${this.words.units.split("|")[unit]}`;
  }
}
