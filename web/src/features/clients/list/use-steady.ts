/** Keeps the list still under the eyes: its width for the label chips, and its place when rows above grow. */
import { type RefObject, useEffect, useLayoutEffect, useRef, useState } from "react";
import { growthAbove, type Line } from "./lines";

/** Of the pane as it is narrowest at a desk; the first look at the element corrects it. */
const FIRST_GUESS = 320;

export function useElementSize(box: RefObject<HTMLElement | null>): { width: number } {
  const [width, setWidth] = useState(FIRST_GUESS);
  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const look = new ResizeObserver(() => setWidth(element.clientWidth));
    look.observe(element);
    return () => look.disconnect();
  }, [box]);
  return { width };
}

/** A label put on a row above must not move what one reads. */
export function useSteady(box: RefObject<HTMLElement | null>, lines: readonly Line[]): void {
  const former = useRef(lines);
  useLayoutEffect(() => {
    const element = box.current;
    if (element && element.scrollTop > 0) element.scrollTop += growthAbove(former.current, lines, element.scrollTop);
    former.current = lines;
  }, [box, lines]);
}
