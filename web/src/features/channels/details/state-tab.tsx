/** Health of a channel, what it could not process, what may not have arrived. */
import type { Channel } from "@/api/types";
import { DeadLetters } from "./dead-letters";
import styles from "./details.module.css";
import { Health } from "./health";
import { UnknownDeliveries } from "./unknown";

export function StateTab({ channel }: { channel: Channel }) {
  return (
    <>
      <Health channel={channel} />
      <div className={styles.two}>
        <DeadLetters channel={channel} />
        <UnknownDeliveries channel={channel} />
      </div>
    </>
  );
}
