/** Контакты: phones and e-mails, each a link, changed in place. */
import { IconCopy, IconMail, IconPencil, IconPhone, IconPlus, IconTrash } from "@tabler/icons-react";
import { useRef, useState } from "react";
import { useCan } from "@/api/session";
import type { Client, ClientContact } from "@/api/types";
import { IconButton } from "@/components/icon-button";
import { useTranslation } from "@/i18n/use-translation";
import card from "../card/card.module.css";
import { safeLink } from "../dialog/entities";
import { useCopy } from "../dialog/message-actions";
import marks from "../labels/labels.module.css";
import { ContactForm } from "./contact-form";
import styles from "./people.module.css";
import { useContactActions } from "./use-people";

export function Contacts({ client }: { client: Client }) {
  const { t } = useTranslation("people");
  const mayWrite = useCan("clients.write");
  const actions = useContactActions(client.id);
  /** The one whose form is open, or "new". */
  const [open, setOpen] = useState<number | "new" | null>(null);
  const add = useRef<HTMLButtonElement>(null);
  if (client.contacts.length === 0 && !mayWrite) return null;
  const close = () => {
    setOpen(null);
    add.current?.focus();
  };
  return (
    <section className={card.section}>
      <div className={marks.head}>
        <h3>{t("contacts.title")}</h3>
        {mayWrite ? (
          <button
            ref={add}
            type="button"
            className={marks.link}
            aria-expanded={open === "new"}
            onClick={() => setOpen((now) => (now === "new" ? null : "new"))}
          >
            <IconPlus size={14} stroke={2} aria-hidden />
            {t("contacts.add")}
          </button>
        ) : null}
      </div>
      {open === "new" ? (
        <ContactForm
          busy={actions.add.isPending}
          error={actions.add.error}
          onChange={actions.add.reset}
          onSubmit={(contact) => actions.add.mutate(contact, { onSuccess: close })}
          onClose={close}
        />
      ) : null}
      {client.contacts.length > 0 ? (
        <ul className={styles.list} aria-label={t("contacts.title")}>
          {client.contacts.map((contact) => (
            <li key={contact.id}>
              {open === contact.id ? (
                <ContactForm
                  contact={contact}
                  busy={actions.change.isPending}
                  error={actions.change.error}
                  onChange={actions.change.reset}
                  onSubmit={({ value, label }) =>
                    actions.change.mutate({ id: contact.id, value, label: label ?? "" }, { onSuccess: close })
                  }
                  onClose={close}
                />
              ) : (
                <ContactRow
                  contact={contact}
                  mayWrite={mayWrite}
                  onEdit={() => {
                    actions.change.reset();
                    setOpen(contact.id);
                  }}
                  onDelete={() => actions.erase.mutate(contact)}
                />
              )}
            </li>
          ))}
        </ul>
      ) : null}
    </section>
  );
}

interface ContactRowProps {
  contact: ClientContact;
  mayWrite: boolean;
  onEdit: () => void;
  onDelete: () => void;
}

function ContactRow({ contact, mayWrite, onEdit, onDelete }: ContactRowProps) {
  const { t } = useTranslation("people");
  const copy = useCopy();
  const { kind, value, label } = contact;
  const Icon = kind === "phone" ? IconPhone : IconMail;
  const link = kind === "phone" ? `tel:${value.replace(/[^\d+]/g, "")}` : `mailto:${value}`;
  const note = [label, contact.from_messenger ? t("contacts.fromMessenger") : null].filter(Boolean).join(" · ");
  return (
    <div className={styles.contact}>
      <Icon size={16} stroke={1.75} aria-hidden />
      <span className={styles.words}>
        <a href={safeLink(link) ?? undefined}>{value}</a>
        {note ? <span className={styles.note}>{note}</span> : null}
      </span>
      <span className={styles.tools}>
        <IconButton size="xs" label={t("contacts.copy", { value })} onClick={() => void copy(value)}>
          <IconCopy size={16} stroke={1.75} />
        </IconButton>
        {mayWrite ? (
          <>
            <IconButton size="xs" label={t("contacts.edit", { value })} onClick={onEdit}>
              <IconPencil size={16} stroke={1.75} />
            </IconButton>
            <IconButton size="xs" label={t("contacts.delete", { value })} onClick={onDelete}>
              <IconTrash size={16} stroke={1.75} />
            </IconButton>
          </>
        ) : null}
      </span>
    </div>
  );
}
