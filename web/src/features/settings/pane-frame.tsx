/** The frame of a pane: header with the way back on phones, and the body. */
import { useNavigate } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { PageHead, page } from "@/components/page/parts";
import { useTranslation } from "@/i18n/use-translation";

export function PaneFrame(props: { title: string; lead?: string; head?: ReactNode; children: ReactNode }) {
  const { t } = useTranslation("settings");
  const navigate = useNavigate();
  return (
    <main id="main" className={page.main}>
      <PageHead
        title={props.title}
        lead={props.lead}
        back={{ label: t("back"), go: () => void navigate({ to: "/settings" }), phonesOnly: true }}
      >
        {props.head}
      </PageHead>
      <div className={`${page.body} scroll`}>{props.children}</div>
    </main>
  );
}
