/** The checks that several forms share. Limits are the server's own. */
import type { FieldError } from "./use-form";

export const NAME_MAX = 100;
export const PASSWORD_MIN = 10;
export const PASSWORD_MAX = 200;
export const EMAIL_MAX = 254;

const EMAIL = /^[^\s@<>"(),;:]{1,64}@(?:[\p{L}\p{N}](?:[\p{L}\p{N}-]{0,61}[\p{L}\p{N}])?\.)+\p{L}[\p{L}\p{N}-]{0,61}[\p{L}\p{N}]$/u;

/** Is the address complete? A half-typed one is neither counted nor sent. */
export function isEmail(value: string): boolean {
  return value.length <= EMAIL_MAX && EMAIL.test(value);
}

/** Text of one line or several; what counts is what is left without spaces at the ends. */
export function text(max: number, { required = false } = {}): (value: string) => FieldError | null {
  return (value) => {
    const length = characters(value.trim());
    if (required && length === 0) return error("required");
    return length > max ? error("too_long", { max }) : null;
  };
}

export function email(value: string): FieldError | null {
  const address = value.trim();
  if (address === "") return error("required");
  if (address.length > EMAIL_MAX) return error("too_long", { max: EMAIL_MAX });
  return isEmail(address) ? null : error("bad_email");
}

/** A new password; spaces count, they are part of a passphrase. */
export function newPassword(value: string): FieldError | null {
  const length = characters(value);
  if (length === 0) return error("required");
  if (length < PASSWORD_MIN) return error("too_short", { min: PASSWORD_MIN });
  return length > PASSWORD_MAX ? error("too_long", { max: PASSWORD_MAX }) : null;
}

/** A password that exists already: any but none. */
export function oldPassword(value: string): FieldError | null {
  return value === "" ? error("required") : null;
}

/** Characters as a person counts them, near enough: code points, not UTF-16 units. */
export function characters(value: string): number {
  return [...value].length;
}

/** An error found on the page; its words come from the code alone. */
export function error(code: string, limits: { min?: number; max?: number } = {}): FieldError {
  return { code, message: "", ...limits };
}
