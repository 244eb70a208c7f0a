/** Сделки: all deals of the client (S25), the active first, the closed below, and the form of a new one (S26). */
import { Button, Skeleton } from "@mantine/core";
import { IconBriefcase, IconPlus } from "@tabler/icons-react";
import { useEffect, useId, useRef, useState } from "react";
import { useCan } from "@/api/session";
import { ErrorNote, StateNote } from "@/components/state-note";
import { useDelayed } from "@/components/use-delayed";
import { useTranslation } from "@/i18n/use-translation";
import { useStore } from "@/lib/store";
import { newDealAsked } from "./asked";
import { DealCard } from "./deal-card";
import { DealForm } from "./deal-form";
import styles from "./deals.module.css";
import { begunDeal, emptyFields, keepDeal, toNewDeal } from "./form";
import { useCreateDeal, useDeals } from "./use-deals";

export default function DealsTab({ client }: { client: number }) {
  const { t } = useTranslation(["deals", "common"]);
  const mayWrite = useCan("deals.write");
  const open = useDeals(client, true);
  const closed = useDeals(client, false);
  // Here and not in the deal: one that has just been won moves to the closed and stays open.
  const [opened, setOpened] = useState<ReadonlyMap<number, boolean>>(new Map());
  // The only deal of the client needs no click to be read.
  const isOpen = (deal: number) => opened.get(deal) ?? open.total === 1;
  const setOpen = (deal: number, on: boolean) => setOpened((all) => new Map(all).set(deal, on));
  const create = useRef<HTMLButtonElement>(null);
  const [adding, setAdding] = useState(() => begunDeal(client) !== undefined);
  const asked = useStore(newDealAsked);
  useEffect(() => {
    if (asked !== client) return;
    newDealAsked.set(null);
    setAdding(true);
  }, [asked, client]);
  const pending = open.isPending || closed.isPending;
  const slow = useDelayed(pending, 300);
  const failed = [open, closed].find((list) => list.isError && list.data === undefined);
  const closeForm = () => {
    setAdding(false);
    requestAnimationFrame(() => create.current?.focus());
  };
  return (
    <div className={styles.tab}>
      <div className={styles.head}>
        <span className={styles.summary}>
          {open.total > 0
            ? [t("summary", { count: open.active }), open.total > open.active ? t("closed", { count: open.total - open.active }) : ""]
                .filter(Boolean)
                .join(", ")
            : null}
        </span>
        {mayWrite ? (
          <Button
            ref={create}
            size="xs"
            variant="light"
            aria-expanded={adding}
            leftSection={<IconPlus size={16} stroke={2} aria-hidden />}
            onClick={() => setAdding(true)}
          >
            {t("create")}
          </Button>
        ) : null}
      </div>
      {adding && mayWrite ? <NewDeal client={client} onClose={closeForm} /> : null}
      {failed ? (
        <ErrorNote error={failed.error} onRetry={() => void Promise.all([open.refetch(), closed.refetch()])} />
      ) : pending ? (
        slow ? (
          <Skeletons />
        ) : null
      ) : open.total === 0 ? (
        adding ? null : (
          <StateNote icon={<IconBriefcase size={28} stroke={1.5} />} title={t("none")} text={t("noneText")} />
        )
      ) : (
        <>
          <DealList list={open} label={t("list")} isOpen={isOpen} onOpen={setOpen} />
          <DealList list={closed} label={t("closedList")} isOpen={isOpen} onOpen={setOpen} />
        </>
      )}
    </div>
  );
}

interface DealListProps {
  list: ReturnType<typeof useDeals>;
  label: string;
  isOpen: (deal: number) => boolean;
  onOpen: (deal: number, open: boolean) => void;
}

function DealList({ list, label, isOpen, onOpen }: DealListProps) {
  const { t } = useTranslation("deals");
  const id = useId();
  if (list.deals.length === 0) return null;
  return (
    <section aria-labelledby={id}>
      <h3 id={id} className="visually-hidden">
        {label}
      </h3>
      <ul className={styles.list} aria-labelledby={id}>
        {list.deals.map((deal) => (
          <DealCard key={deal.id} deal={deal} open={isOpen(deal.id)} onOpen={(open) => onOpen(deal.id, open)} />
        ))}
      </ul>
      {list.hasNextPage ? (
        <Button size="xs" variant="subtle" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
          {t("more")}
        </Button>
      ) : null}
    </section>
  );
}

function NewDeal({ client, onClose }: { client: number; onClose: () => void }) {
  const { t } = useTranslation("deals");
  const create = useCreateDeal(client);
  const [fields, setFields] = useState(() => begunDeal(client) ?? emptyFields(null));
  const close = () => {
    keepDeal(client, null);
    onClose();
  };
  return (
    <DealForm
      fresh
      title={t("new")}
      submit={t("create")}
      fields={fields}
      busy={create.isPending}
      error={create.error}
      onChange={(next) => {
        setFields(next);
        keepDeal(client, next);
      }}
      onSubmit={() => create.mutate(toNewDeal(fields), { onSuccess: close })}
      onClose={close}
    />
  );
}

function Skeletons() {
  const { t } = useTranslation();
  return (
    <div className={styles.list} role="status" aria-label={t("loading")}>
      {[1, 2, 3].map((one) => (
        <Skeleton key={one} height={70} radius={10} />
      ))}
    </div>
  );
}
