/**
 * A menu that is only its button until the first press. What makes a menu (its place, its keys, its focus) costs more than all
 * the rest of a row; a screen shows many menus and somebody opens one of them.
 */
import { Menu, type MenuProps } from "@mantine/core";
import { cloneElement, type ReactElement, type ReactNode, useLayoutEffect, useRef, useState } from "react";

interface Button {
  ref?: React.Ref<HTMLButtonElement>;
  onClick?: () => void;
  "aria-haspopup"?: "menu";
  "aria-expanded"?: boolean;
}

export interface LazyMenuProps extends Omit<MenuProps, "opened" | "onChange" | "children"> {
  /** The button; it takes a `ref`. */
  button: ReactElement<Button>;
  /** The `Menu.Dropdown`. */
  children: ReactNode;
}

export function LazyMenu({ button, children, ...menu }: LazyMenuProps) {
  const [awake, setAwake] = useState(false);
  const [opened, setOpened] = useState(false);
  const place = useRef<HTMLButtonElement>(null);
  useLayoutEffect(() => {
    if (!awake) return;
    // The button of the menu is another one than that which was pressed: it takes the focus over, and gets it back when the menu closes.
    place.current?.focus({ preventScroll: true });
    setOpened(true);
  }, [awake]);
  if (!awake) {
    return cloneElement(button, { onClick: () => setAwake(true), "aria-haspopup": "menu", "aria-expanded": false });
  }
  return (
    <Menu {...menu} opened={opened} onChange={setOpened}>
      <Menu.Target>{cloneElement(button, { ref: place })}</Menu.Target>
      {children}
    </Menu>
  );
}
