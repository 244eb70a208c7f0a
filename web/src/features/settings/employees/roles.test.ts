import { describe, expect, it } from "vitest";
import type { Me, Role } from "@/api/types";
import { mayChange, rolesFor } from "./roles";

const me = (role: Role, id = 1) => ({ role, rights: ["employees.write"], employee: { id } }) as unknown as Me;

describe("roles", () => {
  it("are given only up to one's own", () => {
    expect(rolesFor("owner")).toEqual(["administrator", "editor", "operator"]);
    expect(rolesFor("administrator")).toEqual(["administrator", "editor", "operator"]);
    expect(rolesFor("editor")).toEqual(["editor", "operator"]);
    expect(rolesFor(null)).toEqual([]);
  });

  it("of the owner, of oneself and of those above stay as they are", () => {
    expect(mayChange(me("owner"), { id: 2, role: "administrator" })).toBe(true);
    expect(mayChange(me("administrator"), { id: 2, role: "owner" })).toBe(false);
    expect(mayChange(me("administrator"), { id: 1, role: "administrator" })).toBe(false);
    expect(mayChange(me("editor"), { id: 2, role: "administrator" })).toBe(false);
    expect(mayChange({ ...me("owner"), rights: [] }, { id: 2, role: "operator" })).toBe(false);
  });
});
