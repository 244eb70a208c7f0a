/** Clients with the first steps in the place of an unopened dialog: the two features meet here and nowhere else. */
import { lazy, Suspense } from "react";
import { useMe } from "@/api/session";
import ClientsPage from "@/features/clients/page";
import { withWords } from "@/i18n";

const FirstSteps = lazy(() => withWords(() => import("@/features/entry/first-steps")));

export default function ClientsSection() {
  const hidden = useMe().project?.steps_hidden ?? true;
  return (
    <ClientsPage
      welcome={
        hidden
          ? undefined
          : (fallback) => (
              <Suspense fallback={null}>
                <FirstSteps fallback={fallback} />
              </Suspense>
            )
      }
    />
  );
}
