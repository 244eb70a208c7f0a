/** What a file should look like: a small table, a sample to fill in, and what happens to known clients. */
import { Button } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { save } from "@/api/transfer";
import type { Channel } from "@/api/types";
import { page } from "@/components/page/parts";
import { useTranslation } from "@/i18n/use-translation";
import styles from "./imports.module.css";

const CELLS = ["id", "name", "phone", "city"] as const;
const LINES = ["first", "second"] as const;

export function FormatHint({ channel }: { channel: Channel }) {
  const { t } = useTranslation(["imports", "common"]);
  const head = CELLS.map((cell) => t(`format.rows.head.${cell}`));
  const lines = LINES.map((line) => CELLS.map((cell) => t(`format.rows.${line}.${cell}`)));
  const sample = () => {
    const text = [head, ...lines].map((cells) => `${cells.join(";")}\r\n`).join("");
    // The mark at the beginning tells Excel that these are letters of UTF-8.
    save(new Blob(["\uFEFF", text], { type: "text/csv" }), t("format.sampleName"));
  };
  return (
    <div className={styles.hint}>
      <h2 className={page.h2}>{t("format.title")}</h2>
      <p>{t("format.text", { messenger: t(`common:channelKind.${channel.kind}`) })}</p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a table wider than its place is scrolled with the arrows */}
      <div className={styles.example} role="region" aria-label={t("format.example")} tabIndex={0}>
        <table>
          <thead>
            <tr>
              {head.map((title) => (
                <th key={title} scope="col">
                  {title}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {lines.map((cells) => (
              <tr key={cells[0]}>
                {cells.map((cell, number) => (
                  <td key={CELLS[number]}>{cell.replaceAll(" ", "\u00A0")}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <Button variant="default" leftSection={<IconDownload size={16} stroke={1.75} />} onClick={sample}>
        {t("format.sample")}
      </Button>
      <ul className={styles.notes}>
        <li>{t("format.encodings")}</li>
        <li>{t("format.known")}</li>
        {channel.kind === "telegram" ? <li>{t("format.writeFirst")}</li> : null}
      </ul>
    </div>
  );
}
