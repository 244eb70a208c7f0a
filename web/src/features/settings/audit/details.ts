/** A row of the audit log, and its details as one line. */
export interface AuditEntry {
  id: number;
  at: number;
  employee_id: number | null;
  employee_name: string | null;
  action: string;
  object_kind: string;
  object_id: number | null;
  details: string;
}

const LENGTH_MAX = 300;

/** `email: nina@example.com · role: operator → editor`; the server keeps details as JSON text. */
export function detailsText(details: string): string {
  let parsed: unknown;
  try {
    parsed = JSON.parse(details);
  } catch {
    return details.slice(0, LENGTH_MAX);
  }
  if (parsed === null || typeof parsed !== "object") return parsed === null ? "" : String(parsed);
  const parts = Object.entries(parsed).map(([name, value]) => `${name}: ${change(value)}`);
  return parts.join(" · ").slice(0, LENGTH_MAX);
}

function change(value: unknown): string {
  if (Array.isArray(value) && value.length === 2) return `${plain(value[0])} → ${plain(value[1])}`;
  if (value !== null && typeof value === "object" && "from" in value && "to" in value) return `${plain(value.from)} → ${plain(value.to)}`;
  return plain(value);
}

function plain(value: unknown): string {
  return value === null ? "—" : typeof value === "object" ? JSON.stringify(value) : String(value);
}
