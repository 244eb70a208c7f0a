import type { ReactNode } from "react";

export interface ClientsPageProps {
  /** Draws what stands in place of an unopened dialog; it is handed the plain note to fall back to. */
  welcome?: ((fallback: ReactNode) => ReactNode) | undefined;
}

export default function ClientsPage({ welcome }: ClientsPageProps) {
  return <main id="main">{welcome?.(null)}</main>;
}
