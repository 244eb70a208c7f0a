import { MantineProvider, Menu } from "@mantine/core";
import { render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test, vi } from "vitest";
import { IconButton } from "./icon-button";
import { LazyMenu } from "./lazy-menu";

function page() {
  const chosen = vi.fn();
  render(
    <MantineProvider env="test">
      <LazyMenu
        button={
          <IconButton label="Ещё">
            <i />
          </IconButton>
        }
      >
        <Menu.Dropdown>
          <Menu.Item onClick={chosen}>Копировать</Menu.Item>
        </Menu.Dropdown>
      </LazyMenu>
    </MantineProvider>,
  );
  return { chosen, button: () => screen.getByRole("button", { name: "Ещё" }) };
}

test("the first press opens it, a choice closes it, and a second press opens it again", async () => {
  const user = userEvent.setup();
  const { chosen, button } = page();
  expect(button().getAttribute("aria-expanded")).toBe("false");
  expect(button().getAttribute("aria-haspopup")).toBe("menu");
  await user.click(button());
  expect(button().getAttribute("aria-expanded")).toBe("true");
  await user.click(await screen.findByRole("menuitem", { name: "Копировать" }));
  expect(chosen).toHaveBeenCalledTimes(1);
  await waitFor(() => expect(button().getAttribute("aria-expanded")).toBe("false"));
  await user.click(button());
  await user.click(await screen.findByRole("menuitem", { name: "Копировать" }));
  expect(chosen).toHaveBeenCalledTimes(2);
});

test("by the keyboard: Enter opens it, Esc gives the focus back to the button", async () => {
  const user = userEvent.setup();
  const { button } = page();
  await user.tab();
  await user.keyboard("{Enter}");
  await screen.findByRole("menuitem", { name: "Копировать" });
  await user.keyboard("{Escape}");
  await waitFor(() => expect(document.activeElement).toBe(button()));
});
