/** A chat for a site starts with its own key: the channel is made first, its look is set on the real chat. */
import { Button } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { post } from "@/api/request";
import { useMe } from "@/api/session";
import type { Channel } from "@/api/types";
import { NAME_MAX, text } from "@/components/form/checks";
import { Failure } from "@/components/form/failure";
import { TextField } from "@/components/form/field";
import { useForm } from "@/components/form/use-form";
import { Box, ChannelTile } from "@/components/page/parts";
import { useTranslation } from "@/i18n/use-translation";
import { putChannel } from "../cache";
import windowStyles from "../channels.module.css";
import { DomainsField } from "../site/domains-field";
import { TITLE_MAX } from "../site/limits";
import { STEPS, WizardFrame } from "./frame";
import styles from "./wizard.module.css";

interface Values {
  name: string;
  title: string;
  allowed_domains: string[];
}

export function CreateSiteChat({ onBack, onDone }: { onBack: () => void; onDone: (channel: Channel) => void }) {
  const { t } = useTranslation("channels");
  const client = useQueryClient();
  const project = useMe().project?.name ?? "";
  const form = useForm<Values, Channel>({
    initial: { name: t("site.defaultName"), title: project.slice(0, TITLE_MAX), allowed_domains: [] },
    checks: { name: text(NAME_MAX, { required: true }), title: text(TITLE_MAX, { required: true }) },
    serverFields: { "settings.title": "title", "settings.allowed_domains": "allowed_domains" },
    submit: ({ name, title, allowed_domains }) =>
      post<Channel>("/api/v1/channels", { kind: "site_chat", name: name.trim(), settings: { title: title.trim(), allowed_domains } }),
    done: (channel) => {
      putChannel(client, channel);
      onDone(channel);
    },
  });
  const { values, errors, set, leave } = form;
  return (
    <WizardFrame title={t("site.create")} steps={STEPS.site_chat} now="site" back={onBack}>
      <div className="scroll" style={{ flex: 1, minHeight: 0 }}>
        <Box className={styles.finish}>
          <div className={styles.finishHead}>
            <ChannelTile kind="site_chat" size={44} />
            <div>
              <h2>{t("site.create")}</h2>
              <p>{t("site.createText")}</p>
            </div>
          </div>
          <form
            noValidate
            className={windowStyles.window}
            onSubmit={(event) => {
              event.preventDefault();
              void form.submit();
            }}
          >
            <TextField
              label={t("site.heading")}
              name="title"
              value={values.title}
              onChange={(title) => set("title", title)}
              onLeave={() => leave("title")}
              error={errors.title}
              max={TITLE_MAX}
              autoFocus
              required
            />
            <DomainsField value={values.allowed_domains} onChange={(domains) => set("allowed_domains", domains)} />
            <TextField
              label={t("site.name")}
              name="name"
              value={values.name}
              onChange={(name) => set("name", name)}
              onLeave={() => leave("name")}
              error={errors.name}
              hint={t("site.nameHint")}
              max={NAME_MAX}
              required
            />
            <Failure problem={form.failure} onRetry={() => void form.submit()} busy={form.busy} />
            <div className={windowStyles.windowFoot}>
              <Button size="md" variant="subtle" color="gray" onClick={onBack}>
                {t("wizard.back")}
              </Button>
              <Button size="md" type="submit" loading={form.busy}>
                {t("site.submit")}
              </Button>
            </div>
          </form>
        </Box>
      </div>
    </WizardFrame>
  );
}
