/**
 * The Mantine theme: sizes, radii and colours of the design.
 * Colours live in `tokens.ts` as CSS variables; here Mantine's own variables are pointed at them.
 */
import {
  ActionIcon,
  Badge,
  Button,
  type CSSVariablesResolver,
  createTheme,
  Input,
  type MantineColorsTuple,
  Menu,
  Modal,
  Popover,
  Tooltip,
} from "@mantine/core";
import { IconChevronDown } from "@tabler/icons-react";
import i18next from "i18next";
import { createElement } from "react";
import { dark, light, type Tokens } from "./tokens";

const beseda: MantineColorsTuple = [
  "#E4F3F0",
  "#C9E7E1",
  "#94D8CC",
  "#56CDBE",
  "#2FBFAE",
  "#1FA294",
  "#148A7F",
  "#0F766E",
  "#0B5F58",
  "#084A45",
];

const font = 'Inter Variable, Inter, system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Noto Color Emoji", sans-serif';

const buttonSizes: Record<string, { height: string; padding: string; size: string }> = {
  xs: { height: "28px", padding: "10px", size: "12px" },
  sm: { height: "32px", padding: "12px", size: "13px" },
  md: { height: "36px", padding: "14px", size: "14px" },
  lg: { height: "44px", padding: "16px", size: "15px" },
};

const iconSizes: Record<string, string> = { xs: "24px", sm: "28px", md: "32px", lg: "36px", xl: "44px" };
const inputSizes: Record<string, { height: string; size: string }> = {
  xs: { height: "28px", size: "12px" },
  sm: { height: "32px", size: "13px" },
  md: { height: "36px", size: "14px" },
  lg: { height: "44px", size: "16px" },
};

/** None of the selects can be cleared by a cross, which would stand in the same place. */
const arrow = createElement(IconChevronDown, { size: 16, stroke: 1.75, "aria-hidden": true });

export const theme = createTheme({
  primaryColor: "beseda",
  primaryShade: { light: 7, dark: 4 },
  autoContrast: true,
  colors: { beseda },
  fontFamily: font,
  defaultRadius: "8px",
  cursorType: "pointer",
  respectReducedMotion: true,
  focusRing: "auto",
  fontSizes: { xs: "12px", sm: "13px", md: "14px", lg: "15px", xl: "18px" },
  lineHeights: { xs: "1.3333", sm: "1.5385", md: "1.4286", lg: "1.3333", xl: "1.3333" },
  spacing: { xs: "4px", sm: "8px", md: "16px", lg: "24px", xl: "32px" },
  breakpoints: { xs: "30em", sm: "48em", md: "62em", lg: "78em", xl: "90em" },
  headings: {
    fontFamily: font,
    fontWeight: "600",
    sizes: {
      h1: { fontSize: "24px", lineHeight: "32px" },
      h2: { fontSize: "18px", lineHeight: "24px" },
      h3: { fontSize: "16px", lineHeight: "22px" },
    },
  },
  components: {
    Button: Button.extend({
      defaultProps: { size: "sm" },
      vars: (_theme, props) => {
        const size = buttonSizes[props.size ?? "sm"];
        return { root: size ? { "--button-height": size.height, "--button-padding-x": size.padding, "--button-fz": size.size } : {} };
      },
    }),
    ActionIcon: ActionIcon.extend({
      defaultProps: { size: "md", variant: "subtle", color: "gray" },
      vars: (_theme, props) => {
        const size = iconSizes[String(props.size ?? "md")];
        return { root: size ? { "--ai-size": size, "--ai-radius": size === "28px" || size === "24px" ? "6px" : "8px" } : {} };
      },
    }),
    Input: Input.extend({
      defaultProps: { size: "md" },
      vars: (_theme, props) => {
        const size = inputSizes[String(props.size ?? "md")];
        return { wrapper: size ? { "--input-height": size.height, "--input-fz": size.size } : {} };
      },
    }),
    TextInput: { defaultProps: { size: "md" } },
    Select: {
      defaultProps: { size: "md", checkIconPosition: "right", comboboxProps: { shadow: "md", radius: 12 }, rightSection: arrow },
    },
    MultiSelect: { defaultProps: { rightSection: arrow } },
    NativeSelect: { defaultProps: { rightSection: arrow } },
    // A cross without a word of its own still has a name, in the language of the page; the theme is made before that is known.
    CloseButton: { defaultProps: () => ({ "aria-label": i18next.t("close") }) },
    Badge: Badge.extend({ defaultProps: { size: "md", variant: "filled" } }),
    Menu: Menu.extend({
      // The focus goes to the first item: Mantine's own placeholder for it is no item, and a menu may hold nothing else.
      defaultProps: {
        shadow: "md",
        radius: 12,
        withinPortal: true,
        withInitialFocusPlaceholder: false,
        transitionProps: { transition: "fade-down", duration: 160 },
      },
    }),
    Popover: Popover.extend({ defaultProps: { shadow: "md", radius: 12, transitionProps: { transition: "fade-down", duration: 160 } } }),
    Modal: Modal.extend({ defaultProps: { radius: 16, centered: true, shadow: "xl", transitionProps: { duration: 200 } } }),
    Tooltip: Tooltip.extend({ defaultProps: { openDelay: 400, withArrow: false, radius: 6, transitionProps: { duration: 120 } } }),
  },
});

/** Mantine's variables expressed by the tokens, the same in both schemes. */
const mantine: Tokens = {
  "--mantine-color-body": "var(--canvas)",
  "--mantine-color-text": "var(--text)",
  "--mantine-color-dimmed": "var(--text3)",
  "--mantine-color-placeholder": "var(--text3)",
  "--mantine-color-anchor": "var(--accenttext)",
  "--mantine-color-error": "var(--danger)",
  "--mantine-color-default": "var(--surface)",
  "--mantine-color-default-hover": "var(--hover)",
  "--mantine-color-default-color": "var(--text)",
  "--mantine-color-default-border": "var(--linestrong)",
  "--mantine-color-gray-light-hover": "var(--hover)",
  "--mantine-color-gray-subtle-hover": "var(--hover)",
  "--mantine-color-gray-light-color": "var(--text2)",
  "--mantine-color-gray-outline": "var(--text2)",
  "--mantine-color-beseda-filled": "var(--accent)",
  "--mantine-color-beseda-filled-hover": "var(--accenthover)",
  "--mantine-color-beseda-light": "var(--tint)",
  "--mantine-color-beseda-light-hover": "var(--tint2)",
  "--mantine-color-beseda-light-color": "var(--accenttext)",
  "--mantine-color-beseda-outline": "var(--accent)",
  // Menus take the sixth shade as it is.
  "--mantine-color-red-6": "var(--danger)",
  "--mantine-color-red-filled": "var(--danger)",
  "--mantine-color-red-filled-hover": "var(--danger)",
  "--mantine-color-red-light": "var(--dangertint)",
  "--mantine-color-red-light-hover": "var(--dangertint)",
  "--mantine-color-red-light-color": "var(--danger)",
  "--mantine-primary-color-filled": "var(--accent)",
  "--mantine-primary-color-filled-hover": "var(--accenthover)",
  "--mantine-primary-color-contrast": "var(--onaccent)",
  "--mantine-shadow-xs": "var(--sh1)",
  "--mantine-shadow-sm": "var(--sh1)",
  "--mantine-shadow-md": "var(--sh2)",
  "--mantine-shadow-xl": "var(--sh3)",
};

export const cssVariablesResolver: CSSVariablesResolver = () => ({
  variables: {},
  light: { ...light, ...mantine },
  dark: { ...dark, ...mantine },
});
