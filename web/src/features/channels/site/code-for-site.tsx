/** The tag for the site, as each site builder wants it, and whether it has been seen there. */
import { IconAlertTriangle } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { channelsQuery } from "@/api/queries";
import type { Channel } from "@/api/types";
import { CopyButton } from "@/components/copy-button";
import { Segments } from "@/components/form/choices";
import { CodeBlock, htmlParts } from "@/components/page/code-block";
import { useTranslation } from "@/i18n/use-translation";
import { PLATFORMS, type Platform, snippet } from "../snippet";
import { InstallState } from "../state-tag";
import styles from "./site.module.css";

export function CodeForSite({ channel }: { channel: Channel }) {
  const { t } = useTranslation("channels");
  const [platform, setPlatform] = useState<Platform>("html");
  const publicUrl = useQuery(channelsQuery).data?.public_url ?? null;
  const code = snippet(platform, publicUrl?.replace(/\/$/, "") ?? location.origin, channel.key, t(`site.note.${platform}`));
  return (
    <section aria-label={t("site.code")}>
      <div className={styles.part}>
        <h2>{t("site.code")}</h2>
        <Segments
          label={t("site.platform")}
          value={platform}
          onChange={setPlatform}
          options={PLATFORMS.map((value) => ({ value, label: t(`site.platforms.${value}`) }))}
        />
      </div>
      <CodeBlock parts={htmlParts(code)} label={t(`site.platforms.${platform}`)} wrap />
      {publicUrl === null && isLocal(location.hostname) ? (
        <p className={styles.warn}>
          <IconAlertTriangle size={16} stroke={1.75} aria-hidden />
          {t("site.localUrl")}
        </p>
      ) : null}
      <div className={styles.codeFoot}>
        <CopyButton text={code} variant="light">
          {t("site.copy")}
        </CopyButton>
        <InstallState channel={channel} />
      </div>
    </section>
  );
}

function isLocal(host: string): boolean {
  return host === "localhost" || host === "[::1]" || host.endsWith(".local") || /^(127|10|192\.168)\./.test(host);
}
