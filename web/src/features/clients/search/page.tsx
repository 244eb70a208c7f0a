/** The search everywhere: the words and conditions, what was found, the dialog around it. On narrow windows one pane after the other. */
import { useMediaQuery } from "@mantine/hooks";
import { useNavigate } from "@tanstack/react-router";
import { type KeyboardEvent, useCallback, useMemo, useRef } from "react";
import { StateNote } from "@/components/state-note";
import { useTranslation } from "@/i18n/use-translation";
import { places } from "./address";
import { Around } from "./around";
import { Head } from "./head";
import { type Chosen, Results } from "./results";
import styles from "./search.module.css";
import { Side } from "./side";
import { useAddress } from "./use-address";
import { sum, useFoundEverywhere } from "./use-found";

export default function SearchPage() {
  const { t } = useTranslation("search");
  const search = useAddress();
  const { address, choose } = search;
  const all = useFoundEverywhere(address);
  const wide = useMediaQuery("(min-width: 78em)", true, { getInitialValueInEffect: false });
  const box = useRef<HTMLDivElement>(null);
  const navigate = useNavigate();
  const open = useCallback(
    ({ client, message }: Chosen) =>
      void navigate({
        to: "/clients/$clientId",
        params: { clientId: String(client) },
        search: message === null ? {} : { message },
      }),
    [navigate],
  );
  const inAddress = useMemo<Chosen | null>(
    () => (address.client === undefined ? null : { client: address.client, message: address.message ?? null }),
    [address.client, address.message],
  );
  // Where both panes stand side by side the first hit is shown at once; the address names only what somebody has chosen.
  const first = all.messages.items[0] ?? all.comments.items[0] ?? all.files.items[0];
  const shownFirst = address.place === undefined || address.place === "messages" ? first : undefined;
  const chosen = inAddress ?? (wide && address.q && shownFirst ? { client: shownFirst.client_id, message: shownFirst.message_id } : null);
  const walk = (by: 1 | -1) => {
    const hits = [...(box.current?.querySelectorAll<HTMLElement>("[data-hit]") ?? [])];
    const at = hits.indexOf(document.activeElement as HTMLElement);
    const next = hits[Math.min(hits.length - 1, Math.max(0, at + by))];
    next?.focus();
    const [client, message] = next?.dataset.hit?.split(".").map(Number) ?? [];
    if (wide && client) choose({ client, message: message || null });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    event.preventDefault();
    walk(event.key === "ArrowDown" ? 1 : -1);
  };
  const count = address.place ? all[address.place].count : sum(places.map((place) => all[place].count));
  return (
    <main id="main" className={styles.page} data-chosen={inAddress !== null || undefined}>
      <Head search={search} count={count} onDown={() => walk(1)} />
      <Side search={search} all={all} />
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the keys belong to the hits inside */}
      <div ref={box} className={`${styles.results} scroll`} onKeyDown={onKeyDown}>
        <Results search={search} all={all} chosen={chosen} onChoose={(hit) => choose(hit, wide ? "still" : "step")} onOpen={open} />
      </div>
      {chosen ? (
        <Around
          chosen={chosen}
          q={(address.q ?? "").trim()}
          exact={address.exact ?? false}
          onBack={() => choose(null)}
          onChoose={choose}
          onOpen={open}
        />
      ) : wide ? (
        <div className={styles.around}>
          <StateNote icon={null} title={t("pick")} text={t("pickText")} />
        </div>
      ) : null}
    </main>
  );
}
