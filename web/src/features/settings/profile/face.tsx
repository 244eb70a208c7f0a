/** Picture, name and status of the employee; the picture is uploaded or removed here. */
import { Button } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconTrash, IconUpload } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRef } from "react";
import { problemOf, remove, request } from "@/api/request";
import { setProfile, useMe } from "@/api/session";
import type { Profile } from "@/api/types";
import { Avatar } from "@/components/avatar";
import { IconButton } from "@/components/icon-button";
import { useProblemText } from "@/components/problem-text";
import { useTranslation } from "@/i18n/use-translation";
import { fileSize } from "@/lib/text";
import { Presence } from "../presence";
import styles from "../settings.module.css";

const PICTURE_MAX = 5 * 1024 * 1024;

export function Face() {
  const { t, i18n } = useTranslation("settings");
  const { t: common } = useTranslation();
  const { employee, role } = useMe();
  const client = useQueryClient();
  const problemText = useProblemText();
  const picker = useRef<HTMLInputElement>(null);
  const onError = (error: unknown) => notifications.show({ color: "red", message: problemText(problemOf(error)) });
  const upload = useMutation({
    mutationFn: (file: File) => {
      const form = new FormData();
      form.set("file", file);
      return request<Profile>("PUT", "/api/v1/me/avatar", { form });
    },
    onSuccess: (profile) => setProfile(client, profile),
    onError,
  });
  const drop = useMutation({
    mutationFn: () => remove<Profile>("/api/v1/me/avatar"),
    onSuccess: (profile) => setProfile(client, profile),
    onError,
  });
  const pick = (file: File | undefined) => {
    if (picker.current) picker.current.value = "";
    if (!file) return;
    if (file.size > PICTURE_MAX)
      notifications.show({ color: "red", message: t("profile.photoTooBig", { size: fileSize(PICTURE_MAX, i18n.language) }) });
    else upload.mutate(file);
  };
  return (
    <div className={styles.me}>
      <Avatar id={employee.id} name={employee.name} url={employee.avatar_url} size={56} />
      <div>
        <h2>{employee.name}</h2>
        <p>
          {role ? <span>{common(`role.${role}`)} ·</span> : null}
          <Presence status={employee.status} lower />
        </p>
      </div>
      <input
        ref={picker}
        type="file"
        accept="image/jpeg,image/png,image/webp"
        hidden
        onChange={(event) => pick(event.currentTarget.files?.[0])}
      />
      <Button
        variant="default"
        leftSection={<IconUpload size={16} stroke={1.75} />}
        loading={upload.isPending}
        title={t("profile.photoTypes", { size: fileSize(PICTURE_MAX, i18n.language) })}
        onClick={() => picker.current?.click()}
      >
        {t("profile.upload")}
      </Button>
      {employee.avatar_url ? (
        <IconButton label={t("profile.removePhoto")} danger loading={drop.isPending} onClick={() => drop.mutate()}>
          <IconTrash size={18} stroke={1.75} />
        </IconButton>
      ) : null}
    </div>
  );
}
