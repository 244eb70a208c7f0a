/** The colleagues that "@" offers in a field for comments. */
import { useEmployees } from "@/api/queries";
import { useMe } from "@/api/session";
import type { Employee } from "@/api/types";
import { Avatar } from "@/components/avatar";
import type { Source } from "@/components/completion";
import { useTranslation } from "@/i18n/use-translation";
import styles from "./comments.module.css";
import { matching, mentionAt, mentionable, mentionIds, mentionWord } from "./mentions";

const SHOWN = 8;

export interface Mentions {
  source: Source;
  /** Whom these words name. */
  ids: (text: string) => number[];
}

/** The "@" of the toolbar: a word of its own. */
export const mentionSign = (before: string): string => (/(^|\s)$/.test(before) ? "@" : " @");

export function useMentions(responsible: number | null): Mentions {
  const { t } = useTranslation("clients");
  const employees = useEmployees();
  const me = useMe().employee.id;
  const people = mentionable(employees, responsible, me);
  return {
    source: {
      label: t("comment.colleagues"),
      at: mentionAt,
      find: (query) =>
        matching(people, query)
          .slice(0, SHOWN)
          .map((one) => ({ key: String(one.id), word: `@${mentionWord(one, employees)} `, row: <Colleague one={one} /> })),
    },
    ids: (words) => mentionIds(words, people, employees),
  };
}

function Colleague({ one }: { one: Employee }) {
  const { t } = useTranslation();
  return (
    <>
      <Avatar id={one.id} name={one.name} url={one.avatar_url} size={28} />
      <span className={`${styles.person} ellipsis`}>{one.name}</span>
      <small className={styles.status} data-on={one.status === "on_shift" || undefined}>
        {t(`status.${one.status}`)}
      </small>
    </>
  );
}
