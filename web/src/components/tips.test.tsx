import { MantineProvider } from "@mantine/core";
import { act, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { IconButton } from "./icon-button";
import { Tips } from "./tips";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function page(reason: string | null = null) {
  const pressed = vi.fn();
  render(
    <MantineProvider env="test">
      <IconButton label="Закрепить" keys="P" reason={reason} onClick={pressed}>
        <i />
      </IconButton>
      <p>слова</p>
      <Tips />
    </MantineProvider>,
  );
  return { button: screen.getByRole("button", { name: "Закрепить" }), pressed };
}
const over = (element: Element) => fireEvent(element, new MouseEvent("pointerover", { bubbles: true }));
const rest = () => act(() => vi.advanceTimersByTime(400));
const shown = () => document.querySelector(".mantine-Tooltip-tooltip")?.textContent ?? null;

// jsdom has no pointer events of its own: a plain one of this name has no pointer type.
beforeEach(() => {
  Object.defineProperty(MouseEvent.prototype, "pointerType", { configurable: true, get: () => "mouse" });
});

test("the tip comes when the pointer rests, with the key, and goes with it", () => {
  const { button } = page();
  expect(shown()).toBeNull();
  over(button.firstElementChild as Element);
  expect(shown()).toBeNull();
  rest();
  expect(shown()).toBe("Закрепить  P");
  over(screen.getByText("слова"));
  expect(shown()).toBeNull();
});

test("a press takes the tip away, and a pointer that only passes gets none", () => {
  const { button } = page();
  over(button);
  rest();
  fireEvent(button, new MouseEvent("pointerdown", { bubbles: true }));
  expect(shown()).toBeNull();
  over(screen.getByText("слова"));
  over(button);
  over(screen.getByText("слова"));
  rest();
  expect(shown()).toBeNull();
});

test("what cannot be pressed says why, and is not pressed", () => {
  const { button, pressed } = page("Нет права");
  over(button);
  rest();
  expect(shown()).toBe("Нет права");
  fireEvent.click(button);
  expect(pressed).not.toHaveBeenCalled();
  expect(button.getAttribute("aria-disabled")).toBe("true");
});
