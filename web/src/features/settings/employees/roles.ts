/** Who may give which role: only roles up to one's own, and the owner's is not given at all. */
import type { Employee, Me, Role } from "@/api/types";

const RANK: { [role in Role]: number } = { owner: 3, administrator: 2, editor: 1, operator: 0 };
const GIVEN = ["administrator", "editor", "operator"] as const;
export type GivenRole = (typeof GIVEN)[number];

export function rolesFor(own: Role | null): GivenRole[] {
  return own === null ? [] : GIVEN.filter((role) => RANK[role] <= RANK[own]);
}

/** May this employee's role be changed by me? Never one's own, never the owner's, never somebody above. */
export function mayChange(me: Pick<Me, "role" | "rights" | "employee">, other: Pick<Employee, "id" | "role">): boolean {
  if (me.role === null || !me.rights.includes("employees.write")) return false;
  return other.id !== me.employee.id && other.role !== "owner" && RANK[other.role] <= RANK[me.role];
}
