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

const ru = {
  open: "Открыть чат",
  close: "Свернуть чат",
  unread: ["непрочитанное сообщение", "непрочитанных сообщения", "непрочитанных сообщений"],
  fresh: ["новое сообщение", "новых сообщения", "новых сообщений"],
  loaded: ["Загружено", "Загружены", "Загружено"],
  loadedNoun: ["сообщение", "сообщения", "сообщений"],
  soundOn: "Звук включён",
  soundOff: "Звук выключен",
  hide: "Скрыть",
  chat: "Чат",
  log: "Сообщения",
  online: "На связи",
  away: "Сейчас никого нет",
  connecting: "Соединяемся…",
  offline: "Нет связи. Отправим, когда появится",
  back: "Снова на связи",
  message: "Сообщение",
  later: "Сообщение отправим позже",
  send: "Отправить",
  attach: "Прикрепить файл",
  emoji: "Эмодзи",
  bot: "Бот",
  you: "Вы",
  typing: "печатает",
  someone: "Оператор",
  today: "Сегодня",
  yesterday: "Вчера",
  queued: "Ждёт отправки",
  sent: "Отправлено",
  delivered: "Доставлено",
  read: "Прочитано",
  failed: "Не отправлено",
  edited: "изменено",
  deleted: "Сообщение удалено",
  retry: "Повторить",
  remove: "Убрать",
  cancel: "Отменить",
  download: "Скачать",
  photo: "Фото",
  openPhoto: "Открыть фото",
  back2: "Назад",
  spoiler: "Показать скрытый текст",
  older: "Показать раньше",
  failedHistory: "Не удалось загрузить сообщения",
  name: "Имя",
  email: "Почта",
  phone: "Телефон",
  question: "Вопрос",
  ask: "Отправить вопрос",
  intro: "Представьтесь, пожалуйста, и напишите вопрос.",
  introAway: "Сейчас никого нет. Напишите вопрос — ответим сюда.",
  needed: "Заполните поле",
  badEmail: "Допишите адрес: например, dasha@example.com",
  badPhone: "Проверьте номер: например, +7 900 123-45-67",
  by: "Работает на Беседе",
  signIn: "Войдите на сайте, чтобы написать нам.",
  badIdentity: "Не удалось подтвердить вход. Обновите страницу.",
  tooMany: "Слишком много сообщений. Отправим чуть позже",
  tooManyOut: "Слишком много неотправленных сообщений. Дождитесь связи",
  tooLong: "Слишком длинное сообщение",
  tooBig: "Файл больше",
  badType: "Такие файлы нельзя отправить",
  uploadFailed: "Файл не загрузился",
  uploadOften: "Слишком много файлов подряд. Попробуйте через минуту",
  filesMax: "Не больше 10 файлов в сообщении",
  uploading: "Отправим, когда загрузится файл",
  refused: "Сообщение не принято",
  units: ["Б", "КБ", "МБ", "ГБ"],
};

const en: typeof ru = {
  open: "Open chat",
  close: "Minimise chat",
  unread: ["unread message", "unread messages"],
  fresh: ["new message", "new messages"],
  loaded: ["Loaded", "Loaded"],
  loadedNoun: ["message", "messages"],
  soundOn: "Sound is on",
  soundOff: "Sound is off",
  hide: "Hide",
  chat: "Chat",
  log: "Messages",
  online: "Online",
  away: "Nobody is here now",
  connecting: "Connecting…",
  offline: "No connection. We will send it when it is back",
  back: "Back online",
  message: "Message",
  later: "We will send it later",
  send: "Send",
  attach: "Attach a file",
  emoji: "Emoji",
  bot: "Bot",
  you: "You",
  typing: "is typing",
  someone: "Operator",
  today: "Today",
  yesterday: "Yesterday",
  queued: "Waiting to be sent",
  sent: "Sent",
  delivered: "Delivered",
  read: "Read",
  failed: "Not sent",
  edited: "edited",
  deleted: "Message deleted",
  retry: "Try again",
  remove: "Remove",
  cancel: "Cancel",
  download: "Download",
  photo: "Photo",
  openPhoto: "Open photo",
  back2: "Back",
  spoiler: "Show hidden text",
  older: "Show earlier",
  failedHistory: "Messages could not be loaded",
  name: "Name",
  email: "E-mail",
  phone: "Phone",
  question: "Question",
  ask: "Send question",
  intro: "Please introduce yourself and write your question.",
  introAway: "Nobody is here now. Write your question, we will answer here.",
  needed: "Fill in this field",
  badEmail: "Complete the address, for example dasha@example.com",
  badPhone: "Check the number, for example +44 20 7946 0123",
  by: "Powered by Beseda",
  signIn: "Sign in on the site to write to us.",
  badIdentity: "Your sign-in could not be confirmed. Reload the page.",
  tooMany: "Too many messages. We will send it a little later",
  tooManyOut: "Too many unsent messages. Wait for the connection",
  tooLong: "The message is too long",
  tooBig: "The file is larger than",
  badType: "Files of this type cannot be sent",
  uploadFailed: "The file was not uploaded",
  uploadOften: "Too many files in a row. Try again in a minute",
  filesMax: "At most 10 files in a message",
  uploading: "We will send it when the file is uploaded",
  refused: "The message was not accepted",
  units: ["B", "KB", "MB", "GB"],
};

export type Words = typeof ru;

/** Everything that depends on the language of the visitor. */
export class Speech {
  readonly words: Words;

  constructor(readonly language: Language) {
    this.words = language === "ru" ? ru : en;
  }

  /** "3 новых сообщения" */
  count(n: number, forms: readonly string[]): string {
    return `${n}\u00a0${plural(this.language, n, forms)}`;
  }

  /** "Снова на связи. Загружены 3 сообщения" */
  caughtUp(n: number): string {
    const w = this.words;
    if (n === 0) return w.back;
    return `${w.back}. ${plural(this.language, n, w.loaded)} ${this.count(n, w.loadedNoun)}`;
  }

  time(at: number): string {
    return new Date(at).toLocaleTimeString(this.language, { hour: "2-digit", minute: "2-digit" });
  }

  /** "Сегодня", "Вчера", "20 ноября", "20 ноября 2024 г." */
  day(at: number, now: number): string {
    const date = new Date(at);
    const today = new Date(now);
    // Noon keeps the difference whole over the night the clocks change.
    const noon = (d: Date) => new Date(d.getFullYear(), d.getMonth(), d.getDate(), 12).getTime();
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
    while (value >= 1024 && unit < 3) {
      value /= 1024;
      unit++;
    }
    const digits = unit > 1 && value < 10 ? 1 : 0;
    return `${value.toLocaleString(this.language, { maximumFractionDigits: digits })}\u00a0${this.words.units[unit]}`;
  }
}
