/** The first step: a file for this channel, what it should look like, and the imports of the last week. */
import { useParams } from "@tanstack/react-router";
import type { Channel } from "@/api/types";
import { useTranslation } from "@/i18n/use-translation";
import wizard from "../wizard/wizard.module.css";
import { FileField } from "./file-field";
import { FormatHint } from "./format-hint";
import { ImportFrame } from "./frame";
import { History } from "./history";
import styles from "./imports.module.css";

export default function ImportsPage() {
  const { channelId } = useParams({ from: "/shell/channels/$channelId/imports" });
  return (
    <ImportFrame channel={Number(channelId)} step="file">
      {(channel) => <FileStep channel={channel} key={channel.id} />}
    </ImportFrame>
  );
}

function FileStep({ channel }: { channel: Channel }) {
  const { t } = useTranslation("imports");
  return (
    <div className={wizard.split} data-wide>
      <div className={`${wizard.form} scroll`}>
        <div className={styles.column}>
          <FileField channel={channel} />
          <History channel={channel} />
        </div>
      </div>
      <aside className={wizard.side} aria-label={t("format.title")}>
        <div className={`${wizard.sideBody} scroll`}>
          <FormatHint channel={channel} />
        </div>
      </aside>
    </div>
  );
}
