import { fireEvent, screen } from "@testing-library/react";
import { expect, test, vi } from "vitest";
import { renderPart } from "@/testing/render";
import { RovingTabs } from "./roving-tabs";

const names = ["all", "mine", "free"] as const;
const show = async (value: string) => {
  const onChange = vi.fn();
  await renderPart(
    <RovingTabs label="Чьи" names={names} value={value} onChange={onChange} controls="panel">
      {(name) => name}
    </RovingTabs>,
  );
  return onChange;
};

test("arrows go around, Home and End to the ends; the focus goes along", async () => {
  const onChange = await show("free");
  const free = screen.getByRole("tab", { name: "free" });
  fireEvent.keyDown(free, { key: "ArrowRight" });
  expect(onChange).toHaveBeenLastCalledWith("all");
  expect(document.activeElement).toBe(screen.getByRole("tab", { name: "all" }));
  fireEvent.keyDown(document.activeElement as Element, { key: "End" });
  expect(onChange).toHaveBeenLastCalledWith("free");
  fireEvent.keyDown(free, { key: "Tab" });
  expect(onChange).toHaveBeenCalledTimes(2);
});

test("there is one focus stop, also when the chosen tab stands elsewhere", async () => {
  await show("others");
  expect(screen.getAllByRole("tab").map((tab) => tab.tabIndex)).toEqual([0, -1, -1]);
  expect(screen.queryByRole("tab", { selected: true })).toBeNull();
});
