/** What this employee sees in dialogs and in the list, and what he has put away. */

import { SwitchRow } from "@/components/form/choices";
import type { Editing } from "@/components/form/use-editing";
import { Box, page } from "@/components/page/parts";
import { useTranslation } from "@/i18n/use-translation";
import { noteKinds, put, rowParts } from "@/lib/shown";
import styles from "../settings.module.css";
import type { OwnFields } from "./pane";

const choices = { hidden_notes: noteKinds, hidden_row_parts: rowParts } as const;

export function Shown({ own }: { own: Editing<OwnFields> }) {
  return (
    <>
      <Choice own={own} field="hidden_notes" />
      <Choice own={own} field="hidden_row_parts" />
    </>
  );
}

function Choice({ own: { values, change }, field }: { own: Editing<OwnFields>; field: keyof typeof choices }) {
  const { t } = useTranslation("settings");
  const title = t(`shown.${field}.title`);
  return (
    <Box pad label={title}>
      <h2 className={page.h2}>{title}</h2>
      <p className={`${page.quiet} ${page.small}`} style={{ margin: "2px 0 8px" }}>
        {t(`shown.${field}.text`)}
      </p>
      <div className={styles.switches}>
        {choices[field].map((one) => (
          <SwitchRow
            key={one}
            label={t(`shown.part.${one}`)}
            checked={!values[field].includes(one)}
            onChange={(shown) => change(field, put(values[field], one, shown), "now")}
          />
        ))}
      </div>
    </Box>
  );
}
