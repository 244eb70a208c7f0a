/** The handle of the sheet on a phone: pulled down far enough it closes. The cross, Back and Esc do the same. */
import { useRef } from "react";
import styles from "./card.module.css";

const ENOUGH_PX = 90;

export function SheetGrip({ onClose }: { onClose: () => void }) {
  const from = useRef<number | null>(null);
  const move = (element: HTMLElement, by: number) => {
    const sheet = element.closest<HTMLElement>("[role=dialog]");
    if (sheet) sheet.style.transform = by > 0 ? `translateY(${by}px)` : "";
  };
  return (
    <div
      className={styles.grip}
      aria-hidden
      onPointerDown={(event) => {
        from.current = event.clientY;
        event.currentTarget.setPointerCapture(event.pointerId);
      }}
      onPointerMove={(event) => {
        if (from.current !== null) move(event.currentTarget, event.clientY - from.current);
      }}
      onPointerUp={(event) => {
        const by = from.current === null ? 0 : event.clientY - from.current;
        from.current = null;
        move(event.currentTarget, 0);
        if (by > ENOUGH_PX) onClose();
      }}
      onPointerCancel={(event) => {
        from.current = null;
        move(event.currentTarget, 0);
      }}
    >
      <i />
    </div>
  );
}
