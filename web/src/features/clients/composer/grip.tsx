/** The upper edge of the field: drag it, or move it with the arrows; a double click gives the height back to the text. */
import { type RefObject, useLayoutEffect, useRef, useState } from "react";
import { useTranslation } from "@/i18n/use-translation";
import { setLayoutPref, useLayoutPrefs } from "../layout-prefs";
import styles from "./composer.module.css";

const ONE_LINE = 38;
const STEP = 20;
const AUTO_SHARE = 0.4;
const MOST_SHARE = 0.6;

export interface FieldHeight {
  value: number;
  set: (height: number | null) => void;
  most: number;
}

/** As high as its text, up to a share of the pane; a dragged height is kept. */
export function useFieldHeight(field: RefObject<HTMLTextAreaElement | null>, text: string): FieldHeight {
  const { field: chosen } = useLayoutPrefs();
  const [auto, setAuto] = useState(ONE_LINE);
  const [pane, setPane] = useState(() => window.innerHeight);
  useLayoutEffect(() => {
    const element = field.current;
    if (!element) return;
    // Nothing to measure: a dialog is opened with an empty field, and measuring would have it laid out twice.
    if (text === "" && chosen === null) return setAuto(ONE_LINE);
    const before = element.style.height;
    element.style.height = "0px";
    const needed = element.scrollHeight;
    element.style.height = before;
    setPane(element.closest("main")?.clientHeight ?? window.innerHeight);
    setAuto(Math.max(ONE_LINE, needed));
  }, [field, text, chosen]);
  const most = Math.max(ONE_LINE, Math.round(pane * MOST_SHARE));
  const value = chosen === null ? Math.min(auto, Math.round(pane * AUTO_SHARE)) : Math.min(Math.max(chosen, ONE_LINE), most);
  return {
    value: Math.max(ONE_LINE, value),
    most,
    set: (height) => setLayoutPref({ field: height === null ? null : Math.min(most, Math.max(ONE_LINE, height)) }),
  };
}

export function Grip({ height }: { height: FieldHeight }) {
  const { t } = useTranslation("clients");
  const from = useRef<{ y: number; height: number } | null>(null);
  return (
    <div
      className={styles.grip}
      role="separator"
      aria-orientation="horizontal"
      aria-label={t("composer.height")}
      aria-valuenow={Math.round(height.value)}
      aria-valuemin={ONE_LINE}
      aria-valuemax={height.most}
      tabIndex={0}
      title={t("composer.height")}
      onPointerDown={(event) => {
        from.current = { y: event.clientY, height: height.value };
        event.currentTarget.setPointerCapture(event.pointerId);
      }}
      onPointerMove={(event) => {
        if (from.current) height.set(from.current.height + from.current.y - event.clientY);
      }}
      onPointerUp={() => {
        from.current = null;
      }}
      onDoubleClick={() => height.set(null)}
      onKeyDown={(event) => {
        if (event.key === "ArrowUp") height.set(height.value + STEP);
        else if (event.key === "ArrowDown") height.set(height.value - STEP);
        else if (event.key === "Home") height.set(null);
        else return;
        event.preventDefault();
      }}
    >
      <i />
    </div>
  );
}
