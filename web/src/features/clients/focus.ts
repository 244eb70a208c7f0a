/** Where the keyboard goes when a dialog has been opened. Phones keep their keyboard closed until the field is touched. */
export const COMPOSER_ID = "composer-field";

export function focusComposer(): void {
  if (matchMedia("(pointer: coarse)").matches) return;
  requestAnimationFrame(() => document.getElementById(COMPOSER_ID)?.focus({ preventScroll: true }));
}

/** The row of a client, or the messages where no such row is on the screen. */
export function focusRow(client: number): void {
  requestAnimationFrame(() => {
    const row = document.querySelector<HTMLElement>(`[role="option"][data-client="${client}"]`);
    (row ?? document.querySelector<HTMLElement>("[role=log]"))?.focus();
  });
}
