import i18next from "i18next";
import { beforeAll, describe, expect, it } from "vitest";
import type { ChannelReason } from "@/api/types";
import { startI18n, withWords } from "@/i18n";
import { channel, siteSettings } from "./testing";
import { addressOf, reasonText, repairOf } from "./words";

beforeAll(async () => {
  await startI18n("ru");
  await withWords(async () => undefined);
});

const reason = (code: ChannelReason["code"]): ChannelReason => ({ code, provider_text: "401 Unauthorized", since: 0 });
const t = () => i18next.getFixedT("ru", "channels");

describe("reason of a channel", () => {
  it("speaks of messages and of the answers that wait", () => {
    const text = reasonText(channel({ queued: 6 }), reason("wrong_token"), "14:15", "Telegram", t());
    expect(text).toBe("Telegram не принимает токен бота с 14:15. Новые сообщения не приходят. 6 ответов ждут отправки");
  });

  it("does not fail on a code that this page does not know", () => {
    const text = reasonText(channel(), reason("newer_code" as ChannelReason["code"]), "14:15", "Telegram", t());
    expect(text).toBe("Канал не работает с 14:15. Сообщения клиентов могут не приходить");
  });

  it("asks for a token only when the token is wrong", () => {
    expect(repairOf(reason("wrong_token"))).toBe("token");
    expect(repairOf(reason("webhook_failed"))).toBe("check");
  });
});

describe("address of a channel", () => {
  it("names the bot and the way of receiving", () => {
    expect(addressOf(channel(), t())).toBe("@tihaya_glina_bot · длинный опрос");
  });

  it("says whether the site's code is there", () => {
    const site = channel({
      kind: "site_chat",
      account: null,
      mode: "direct",
      settings: { ...siteSettings, allowed_domains: ["a.example", "b.example", "c.example"] },
    });
    expect(addressOf(site, t())).toBe("a.example, b.example… · код ещё не на сайте");
    expect(addressOf({ ...site, installed_at: 1 }, t())).toBe("a.example, b.example…");
  });
});
