/** Sign-in. A refusal never says whether the address exists. */
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useEffect } from "react";
import { get } from "@/api/request";
import type { SignInPage as About } from "@/api/types";
import { useTranslation } from "@/i18n/use-translation";
import { Frame } from "./frame";
import { setupQuery } from "./setup";
import { SignInForm } from "./sign-in-form";

export default function SignInPage() {
  const { t } = useTranslation("entry");
  const navigate = useNavigate();
  // While there is no owner nobody can sign in: the first run comes before.
  const firstRun = useQuery({ ...setupQuery, retry: false }).data !== undefined;
  const name = useQuery({
    queryKey: ["sign-in"],
    queryFn: ({ signal }) => get<About>("/api/v1/sign-in", { signal }),
    retry: false,
  }).data?.installation_name;
  useEffect(() => {
    if (firstRun) void navigate({ to: "/setup", replace: true });
  }, [firstRun, navigate]);
  return (
    <Frame title={name || t("signIn.title")} lead={location.host} {...(name ? { project: name } : {})}>
      <SignInForm />
    </Frame>
  );
}
