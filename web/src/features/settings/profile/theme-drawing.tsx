/** The page in miniature, in its light and dark colours; "as in the system" shows both halves. */
import { useId } from "react";
import { dark, light, type Tokens } from "@/theme/tokens";

export function ThemeDrawing({ theme }: { theme: "light" | "dark" | "auto" }) {
  const half = useId();
  return (
    <svg viewBox="0 0 160 58" preserveAspectRatio="xMidYMid slice" aria-hidden="true">
      <Miniature tokens={theme === "dark" ? dark : light} pane={theme === "dark" ? "--raised" : "--surface"} />
      {theme === "auto" ? (
        <>
          <clipPath id={half}>
            <path d="M112 0h48v58H84z" />
          </clipPath>
          <g clipPath={`url(#${half})`}>
            <Miniature tokens={dark} pane="--raised" />
          </g>
        </>
      ) : null}
    </svg>
  );
}

function Miniature({ tokens, pane }: { tokens: Tokens; pane: "--surface" | "--raised" }) {
  return (
    <>
      <rect width="160" height="58" fill={tokens["--canvas"]} />
      <rect x="16" width="56" height="58" fill={tokens[pane]} />
      <rect x="16" y="18" width="56" height="13" fill={tokens["--tint"]} />
      <rect x="16" y="18" width="2" height="13" fill={tokens["--accent"]} />
      {[8, 22, 38].map((y) => (
        <rect key={y} x="24" y={y} width="36" height="4" rx="2" fill={tokens["--linestrong"]} />
      ))}
      <rect x="80" y="10" width="44" height="12" rx="5" fill={tokens[pane]} />
      <rect x="100" y="30" width="52" height="16" rx="6" fill={tokens["--accent"]} opacity=".9" />
    </>
  );
}
