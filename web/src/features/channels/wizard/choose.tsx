/** The first step: where clients write from. The right pane is drawn from the capability table of the build. */
import { Button } from "@mantine/core";
import { IconCheck, IconCircleCheck, IconCode, IconKey, IconMinus, IconPlugConnected, IconWorld } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { channelKindsQuery } from "@/api/queries";
import type { ChannelKindInfo } from "@/api/types";
import { ChannelTile, page } from "@/components/page/parts";
import { ErrorNote, StateNote } from "@/components/state-note";
import { Tagged } from "@/components/tagged";
import { useTranslation } from "@/i18n/use-translation";
import { abilities } from "./capabilities";
import { STEPS, WizardFrame } from "./frame";
import styles from "./wizard.module.css";

type Kind = "telegram" | "site_chat";
/** Minutes it takes, and under which heading the tile stands. */
const TILES: { kind: Kind; group: "messengers" | "sites"; minutes: number }[] = [
  { kind: "telegram", group: "messengers", minutes: 3 },
  { kind: "site_chat", group: "sites", minutes: 1 },
];

export function Choose({ picked, onNext }: { picked: Kind | null; onNext: (kind: Kind) => void }) {
  const { t } = useTranslation("channels");
  const { t: common } = useTranslation();
  const kinds = useQuery(channelKindsQuery);
  const [chosen, setChosen] = useState<Kind | null>(picked);
  const known = TILES.filter((tile) => kinds.data?.items.some((info) => info.kind === tile.kind));
  const now = known.find((tile) => tile.kind === chosen) ?? known[0];
  const info = kinds.data?.items.find((other) => other.kind === now?.kind);
  return (
    <WizardFrame title={t("wizard.title")} steps={STEPS[now?.kind ?? "telegram"]} now="messenger">
      {kinds.error ? (
        <ErrorNote error={kinds.error} onRetry={() => void kinds.refetch()} />
      ) : kinds.data && known.length === 0 ? (
        <StateNote icon={<IconPlugConnected size={28} stroke={1.5} />} title={t("wizard.noKinds")} />
      ) : (
        <div className={styles.split}>
          <div className={`${styles.form} scroll`}>
            <div className={styles.top}>
              <h2>{t("wizard.where")}</h2>
            </div>
            <div role="radiogroup" aria-label={t("wizard.where")}>
              {(["messengers", "sites"] as const).map((group) => {
                const tiles = known.filter((tile) => tile.group === group);
                if (tiles.length === 0) return null;
                return (
                  <div key={group}>
                    <h3 className={`${page.cap} ${styles.group}`}>{t(`wizard.${group}`)}</h3>
                    <div className={styles.tiles}>
                      {tiles.map((tile) => (
                        <label key={tile.kind} className={styles.tile}>
                          <input type="radio" name="kind" value={tile.kind} checked={tile === now} onChange={() => setChosen(tile.kind)} />
                          <span className={styles.tileTop}>
                            <ChannelTile kind={tile.kind} />
                            {tile === now ? (
                              <IconCircleCheck size={20} stroke={1.75} aria-hidden />
                            ) : (
                              <span>{t("wizard.minutes", { count: tile.minutes })}</span>
                            )}
                          </span>
                          <b>{common(`channelKind.${tile.kind}`)}</b>
                          <small>{t(`wizard.tile.${tile.kind}`)}</small>
                        </label>
                      ))}
                    </div>
                  </div>
                );
              })}
            </div>
          </div>
          {now && info ? <About kind={now.kind} info={info} onNext={() => onNext(now.kind)} /> : <aside className={styles.side} />}
        </div>
      )}
    </WizardFrame>
  );
}

function About({ kind, info, onNext }: { kind: Kind; info: ChannelKindInfo; onNext: () => void }) {
  const { t, i18n } = useTranslation("channels");
  const { t: common } = useTranslation();
  const navigate = useNavigate();
  return (
    <aside className={styles.side} aria-label={common(`channelKind.${kind}`)}>
      <div className={`${styles.sideBody} scroll`}>
        <div className={styles.kind}>
          <ChannelTile kind={kind} size={44} />
          <div>
            <h2>{common(`channelKind.${kind}`)}</h2>
            <p>{t(`wizard.lead.${kind}`)}</p>
          </div>
        </div>
        <h3 className={page.cap}>{t("wizard.needed")}</h3>
        <Needs kind={kind} />
        <hr className={page.line} style={{ margin: "12px 0" }} />
        <h3 className={page.cap}>{t("wizard.can")}</h3>
        <ul className={styles.points}>
          {abilities(info.capabilities, t, i18n.language).map((ability) => (
            <li key={ability.id}>
              {ability.can ? (
                <IconCheck size={16} stroke={1.75} className={styles.yes} aria-hidden />
              ) : (
                <IconMinus size={16} stroke={1.75} className={styles.no} aria-hidden />
              )}
              <span>{ability.text}</span>
              {ability.more ? <small>{ability.more}</small> : null}
            </li>
          ))}
        </ul>
      </div>
      <div className={styles.foot}>
        <Button size="md" variant="subtle" color="gray" onClick={() => void navigate({ to: "/channels" })}>
          {t("wizard.cancel")}
        </Button>
        <Button size="md" onClick={onNext}>
          {t(`wizard.next.${kind}`)}
        </Button>
      </div>
    </aside>
  );
}

function Needs({ kind }: { kind: Kind }) {
  const { t } = useTranslation("channels");
  const icon = { size: 16, stroke: 1.75, "aria-hidden": true } as const;
  if (kind === "site_chat") {
    return (
      <ul className={styles.points}>
        <li>
          <IconCode {...icon} />
          <span>
            <Tagged text={t("need.site")} parts={{ c: <code /> }} />
          </span>
        </li>
        <li>
          <IconKey {...icon} />
          <span>{t("need.nothing")}</span>
        </li>
      </ul>
    );
  }
  return (
    <ul className={styles.points}>
      <li>
        <IconKey {...icon} />
        <span>
          <Tagged text={t("need.token")} parts={{ b: <BotFather />, c: <code /> }} />
        </span>
      </li>
      <li>
        <IconWorld {...icon} />
        <span>{t("need.noDomain")}</span>
      </li>
    </ul>
  );
}

export function BotFather({ children }: { children?: React.ReactNode }) {
  return (
    <a href="https://t.me/BotFather" target="_blank" rel="noreferrer">
      {children}
    </a>
  );
}
