// The form before the chat: what the owner asks for, and the question itself.
import type { Chat } from "../core/chat";
import type { Words } from "../core/i18n";
import { EMAIL_MAX, NAME_MAX, PHONE_MAX, TEXT_MAX } from "../core/limits";
import type { Form } from "../core/types";
import { h } from "./dom";

type Name = "name" | "email" | "phone" | "question";

/** What is wrong with the value, in words; empty when nothing is. */
export function fault(name: Name, value: string, required: boolean, words: Words): string {
  if (!value) return required ? words.needed : "";
  if (name === "email" && !/^[^\s@]+@[^\s@.]+(\.[^\s@.]+)+$/.test(value)) return words.badEmail;
  if (name === "phone" && !/^\+?([\s().-]*\d){6,15}$/.test(value)) return words.badPhone;
  return "";
}

export function preChatForm(chat: Chat, sent: () => void): HTMLElement {
  const { config, speech, options } = chat;
  const { words } = speech;
  const { pre_chat: asked } = config.settings;
  const inputs: HTMLInputElement[] = [];
  const checks: (() => boolean)[] = [];
  const block = (name: Name, type: string, maxlength: number, value: string | null = null) => {
    const long = name === "question";
    const required = long || asked.required;
    const id = `${name}-error`;
    const error = h("span.err.small", { id, role: "status" });
    const input = h<HTMLInputElement>(long ? "textarea" : "input", {
      id: name,
      type,
      name,
      maxlength,
      required,
      value,
      dir: "auto",
      autocomplete: type === "text" ? name : type,
      "aria-describedby": id,
      // A fault is told after the field is left, and goes away while it is being repaired.
      onblur: () => input.value && check(),
      oninput: () => error.textContent && check(),
    });
    const check = () => {
      const text = fault(name, input.value.trim(), required, words);
      error.textContent = text;
      input.setAttribute("aria-invalid", `${!!text}`);
      return !text;
    };
    inputs.push(input);
    checks.push(check);
    const star = required && h("span.req", { "aria-hidden": "true" }, " *");
    return h(
      `div.col${long ? ".grow" : ""}`,
      null,
      h("label", { for: name }, words[name], star),
      input,
      error,
    );
  };
  const submit = (event: Event) => {
    event.preventDefault();
    const bad = checks.map((check) => check()).indexOf(false);
    if (bad >= 0) return (inputs[bad] as HTMLElement).focus();
    const form: Form = {};
    const values = inputs.map((input) => input.value.trim());
    inputs.slice(0, -1).forEach((input, i) => {
      if (values[i]) form[input.name as keyof Form] = values[i];
    });
    chat.session.update({ form });
    chat.send(values[values.length - 1] as string, []);
    sent();
  };
  return h(
    "form.form.col",
    { novalidate: true, onsubmit: submit },
    h("p", null, `${config.online ? "" : `${words.away}. `}${words.intro}`),
    asked.name && block("name", "text", NAME_MAX, options.userName),
    asked.email && block("email", "email", EMAIL_MAX),
    asked.phone && block("phone", "tel", PHONE_MAX),
    block("question", "", TEXT_MAX),
    h("button.btn.fill.bold", { type: "submit" }, words.ask),
  );
}
