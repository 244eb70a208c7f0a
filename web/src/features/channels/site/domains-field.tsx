/** Sites on which the chat may open, as chips. What is no address stays in the field with the reason. */
import { TagsInput } from "@mantine/core";
import { useState } from "react";
import { fieldClasses, fieldOrder } from "@/components/form/field";
import form from "@/components/form/form.module.css";
import { useTranslation } from "@/i18n/use-translation";
import { DOMAIN_LENGTH_MAX, DOMAINS_MAX, parseDomain } from "../domains";

export function DomainsField({
  value,
  onChange,
  disabled,
}: {
  value: string[];
  onChange: (domains: string[]) => void;
  disabled?: boolean;
}) {
  const { t } = useTranslation("channels");
  const [typed, setTyped] = useState("");
  const [bad, setBad] = useState<string | null>(null);
  return (
    <TagsInput
      label={t("site.domains")}
      value={value}
      searchValue={typed}
      onSearchChange={(text) => {
        setTyped(text.slice(0, DOMAIN_LENGTH_MAX));
        if (text !== bad) setBad(null);
      }}
      onChange={(tags) => {
        const wrong = tags.find((tag) => parseDomain(tag) === null);
        const domains = [...new Set(tags.map(parseDomain).filter((domain) => domain !== null))].slice(0, DOMAINS_MAX);
        if (domains.join() !== value.join()) onChange(domains);
        if (wrong !== undefined) {
          setBad(wrong);
          setTyped(wrong);
        }
      }}
      maxTags={DOMAINS_MAX}
      splitChars={[",", " ", ";"]}
      acceptValueOnBlur
      placeholder={value.length === 0 ? "glina.example" : t("site.domainsMore")}
      error={bad === null ? undefined : t("site.domainBad", { text: bad })}
      description={t(value.length === 0 ? "site.domainsAny" : "site.domainsHint")}
      inputWrapperOrder={fieldOrder}
      classNames={{ ...fieldClasses, pill: form.pill, inputField: form.pillField }}
      disabled={disabled ?? false}
      autoComplete="off"
    />
  );
}
