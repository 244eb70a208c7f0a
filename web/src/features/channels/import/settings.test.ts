import { expect, test } from "vitest";
import type { ImportPreview } from "@/api/types";
import { alike, asKind, columnsOf, keepTried, readTried, type Settings, variableName } from "./settings";

const preview: ImportPreview = {
  encoding: "utf-8",
  delimiter: "semicolon",
  header: ["ID", "Имя"],
  columns: [{ kind: "id" }, { kind: "name" }],
  lines: [],
};
const chosen: Settings = { encoding: "utf-8", delimiter: "semicolon", columns: [{ kind: "skip" }, { kind: "id" }], list_ids: [] };

test("a variable is named by its column, as a flow can say it", () => {
  expect(variableName("День  рождения!")).toBe("День_рождения");
  expect(asKind("variable", "Город")).toEqual({ kind: "variable", name: "Город" });
  expect(asKind("phone", "Город")).toEqual({ kind: "phone" });
});

test("chosen columns stay as long as the file is read the same way", () => {
  expect(columnsOf(preview, chosen)).toEqual(chosen.columns);
  expect(columnsOf({ ...preview, delimiter: "comma" }, chosen)).toEqual(preview.columns);
  expect(columnsOf({ ...preview, header: ["ID"] }, chosen)).toEqual(preview.columns);
  expect(columnsOf(preview, null)).toEqual(preview.columns);
});

test("lists are a set, the order of columns matters", () => {
  expect(alike({ ...chosen, list_ids: [2, 1] }, { ...chosen, list_ids: [1, 2] })).toBe(true);
  expect(alike(chosen, { ...chosen, columns: chosen.columns.toReversed() })).toBe(false);
  expect(alike(null, null)).toBe(false);
});

test("the last twenty choices are kept, whatever stood there before", () => {
  localStorage.setItem("beseda.imports", '{"broken":1}');
  expect(readTried(1)).toBe(null);
  for (let id = 1; id <= 21; id += 1) keepTried(id, { ...chosen, list_ids: [id] });
  expect(readTried(1)).toBe(null);
  expect(readTried(2)?.list_ids).toEqual([2]);
  keepTried(21, chosen);
  expect(readTried(21)).toEqual(chosen);
});
