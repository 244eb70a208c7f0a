/** The capability table of a channel as lines for a person: can or cannot, and how much. */
import type { TFunction } from "i18next";
import type { Capabilities } from "@/api/types";
import { fileSize } from "@/lib/text";

export interface Ability {
  id: string;
  text: string;
  can: boolean;
  more: string | null;
}

export function abilities(of: Capabilities, t: TFunction<"channels">, language: string): Ability[] {
  const number = (count: number) => new Intl.NumberFormat(language).format(count);
  const plain = (id: "buttons" | "replies" | "edit", can: boolean): Ability => ({
    id,
    text: t(`can.${id}`),
    can,
    more: can ? null : t("can.no"),
  });
  const reported = (id: "delivered" | "read" | "typing", can: boolean): Ability => ({
    id,
    text: t(`can.${id}`),
    can,
    more: can ? null : t("can.notReported"),
  });
  return [
    plain("buttons", of.buttons),
    {
      id: "files",
      text: t("can.files"),
      can: of.file_max_bytes > 0,
      more: of.file_max_bytes > 0 ? t("can.upTo", { size: fileSize(of.file_max_bytes, language) }) : t("can.no"),
    },
    plain("replies", of.replies),
    plain("edit", of.edit),
    { id: "delete", text: t("can.delete"), can: of.delete, more: of.delete ? age(of.delete_max_age_s, t) : t("can.no") },
    {
      id: "text",
      text: t("can.text"),
      can: true,
      more: t("can.textMax", { count: of.text_max }).replace(String(of.text_max), number(of.text_max)),
    },
    reported("delivered", of.delivered),
    reported("read", of.read),
    reported("typing", of.typing_in),
    {
      id: "window",
      text: t("can.window"),
      can: of.reply_window_s === null,
      more: of.reply_window_s === null ? null : age(of.reply_window_s, t),
    },
  ];
}

function age(seconds: number | null, t: TFunction<"channels">): string | null {
  return seconds === null ? null : t("can.hours", { count: Math.round(seconds / 3600) });
}
