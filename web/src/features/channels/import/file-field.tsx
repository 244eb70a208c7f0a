/** A file dropped or chosen, on its way to the server: how far it is, given up, refused with the reason. */
import { Button, FileButton, Progress } from "@mantine/core";
import { IconAlertCircle, IconFileUpload } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { type DragEvent, useEffect, useRef, useState } from "react";
import { keys } from "@/api/keys";
import { problemOf } from "@/api/request";
import { upload } from "@/api/transfer";
import type { Channel, Import } from "@/api/types";
import { useTranslation } from "@/i18n/use-translation";
import { fileSize } from "@/lib/text";
import styles from "./imports.module.css";
import { useImportWords } from "./words";

const FILE_MAX = 256 * 1024 * 1024;
const ACCEPT = ".csv,.tsv,.txt,text/csv,text/plain,text/tab-separated-values";

export function FileField({ channel }: { channel: Channel }) {
  const { t, i18n } = useTranslation(["imports", "common"]);
  const [over, setOver] = useState(false);
  const [refused, setRefused] = useState<string | null>(null);
  const { send, sent, cancel } = useUpload(channel);
  const { problemText, refusal } = useImportWords();
  const size = (bytes: number) => fileSize(bytes, i18n.language);
  const take = (file: File | null | undefined) => {
    if (!file || send.isPending) return;
    const why = file.size === 0 ? t("file.empty") : file.size > FILE_MAX ? t("file.tooLarge", { size: size(FILE_MAX) }) : null;
    setRefused(why);
    if (why === null) send.mutate(file);
    else send.reset();
  };
  const problem = send.error && send.error.name !== "AbortError" ? problemOf(send.error) : null;
  const file = send.variables;
  const hover = (event: DragEvent) => {
    event.preventDefault();
    setOver(event.type === "dragover");
  };
  return (
    <section
      className={styles.drop}
      aria-label={t("steps.file")}
      data-over={over || undefined}
      onDragOver={hover}
      onDragLeave={hover}
      onDrop={(event) => {
        hover(event);
        take(event.dataTransfer.files[0]);
      }}
    >
      {send.isPending && file ? (
        <>
          <b className={`${styles.name} ellipsis`} title={file.name} role="status">
            {t("file.uploading", { name: file.name })}
          </b>
          <Progress className={styles.bar} value={(sent / Math.max(1, file.size)) * 100} aria-label={t("file.progress")} />
          <small>{t("file.sent", { done: size(Math.min(sent, file.size)), size: size(file.size) })}</small>
          <Button variant="default" onClick={cancel}>
            {t("file.cancel")}
          </Button>
        </>
      ) : (
        <>
          <IconFileUpload size={32} stroke={1.5} aria-hidden />
          <b>{t("file.drop")}</b>
          <small>{t("file.or", { size: size(FILE_MAX) })}</small>
          <FileButton onChange={take} accept={ACCEPT}>
            {(props) => (
              <Button {...props} size="md">
                {t("file.choose")}
              </Button>
            )}
          </FileButton>
        </>
      )}
      {refused !== null || problem ? (
        <p className={styles.wrong} role="alert">
          <IconAlertCircle size={18} stroke={1.75} aria-hidden />
          <span>
            {file && problem ? <b className={styles.wrongName}>{file.name}</b> : null}
            {refused ?? (problem && (refusal(problem).file ?? problemText(problem)))}
          </span>
          {problem && problem.status === 0 && file ? (
            <Button size="xs" variant="default" onClick={() => take(file)}>
              {t("common:retry")}
            </Button>
          ) : null}
        </p>
      ) : null}
    </section>
  );
}

function useUpload(channel: Channel) {
  const navigate = useNavigate();
  const client = useQueryClient();
  const [sent, setSent] = useState(0);
  const giveUp = useRef<AbortController | null>(null);
  // Whoever leaves the page gives the file up: nobody would see what became of it.
  useEffect(() => () => giveUp.current?.abort(), []);
  const send = useMutation({
    mutationFn: (file: File) => {
      setSent(0);
      giveUp.current = new AbortController();
      return upload<Import>(`/api/v1/channels/${channel.id}/imports`, file, { signal: giveUp.current.signal, onProgress: setSent });
    },
    onSuccess: (made) => {
      client.setQueryData(keys.import(made.id), made);
      void navigate({
        to: "/channels/$channelId/imports/$importId",
        params: { channelId: String(channel.id), importId: String(made.id) },
      });
    },
  });
  return { send, sent, cancel: () => giveUp.current?.abort() };
}
