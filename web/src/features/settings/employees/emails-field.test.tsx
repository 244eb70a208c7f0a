import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState } from "react";
import { expect, it } from "vitest";
import { renderPart } from "@/testing/render";
import { EmailsField } from "./emails-field";

let now: { emails: string[]; typed: string };
function Field() {
  const [value, setValue] = useState<{ emails: string[]; typed: string }>({ emails: [], typed: "" });
  now = value;
  return <EmailsField {...value} onChange={(emails, typed) => setValue({ emails, typed })} error={undefined} />;
}

it("makes chips of finished addresses and leaves the half-typed one in the field", async () => {
  await renderPart(<Field />);
  await userEvent.click(screen.getByRole("textbox"));
  await userEvent.paste("nina@example.com,roman@example.com yana@exa");
  expect(now).toEqual({ emails: ["nina@example.com", "roman@example.com"], typed: "yana@exa" });
  expect(screen.getByText(/«yana@exa» ещё не дописан/)).toBeTruthy();
});

it("takes a chip away by its cross and by Backspace", async () => {
  await renderPart(<Field />);
  const field = screen.getByRole("textbox");
  await userEvent.click(field);
  await userEvent.paste("nina@example.com roman@example.com ");
  await userEvent.click(screen.getByRole("button", { name: "Убрать nina@example.com" }));
  expect(now.emails).toEqual(["roman@example.com"]);
  await userEvent.type(field, "{Backspace}");
  expect(now.emails).toEqual([]);
});
