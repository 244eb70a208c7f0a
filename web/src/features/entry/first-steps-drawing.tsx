/** Two bubbles and a smile, in the colours of the page. */
export function Drawing() {
  return (
    <svg viewBox="0 0 220 128" width="188" height="110" aria-hidden="true">
      <rect x="14" y="12" width="112" height="46" rx="14" fill="var(--tint2)" />
      <path d="M28 52v20l20-16z" fill="var(--tint2)" />
      <rect x="30" y="26" width="64" height="6" rx="3" fill="var(--accent)" opacity=".55" />
      <rect x="30" y="39" width="42" height="6" rx="3" fill="var(--accent)" opacity=".35" />
      <rect x="94" y="66" width="112" height="44" rx="14" fill="var(--accent)" />
      <path d="M192 104v20l-20-16z" fill="var(--accent)" />
      <rect x="110" y="79" width="72" height="6" rx="3" fill="var(--onaccent)" opacity=".9" />
      <rect x="110" y="92" width="48" height="6" rx="3" fill="var(--onaccent)" opacity=".6" />
      <circle cx="152" cy="30" r="15" fill="var(--bbot)" />
      <circle cx="147" cy="29" r="2.2" fill="var(--bot)" />
      <circle cx="157" cy="29" r="2.2" fill="var(--bot)" />
      <path d="M146 35.5q6 4 12 0" stroke="var(--bot)" strokeWidth="2" fill="none" strokeLinecap="round" />
      <circle cx="58" cy="98" r="6" fill="var(--tint2)" />
      <circle cx="78" cy="112" r="3.5" fill="var(--tint2)" />
      <circle cx="192" cy="46" r="4.5" fill="var(--tint2)" />
    </svg>
  );
}
