import { execFileSync } from "node:child_process";
import { createHmac } from "node:crypto";
import { describe, expect, it } from "vitest";
import { PLATFORMS, signingExample, snippet } from "./snippet";

const KEY = "ch_8F2kQm41";

describe("snippet", () => {
  it.each(PLATFORMS)("%s carries the script's address and the key", (platform) => {
    const code = snippet(platform, "https://beseda.example", KEY, "before </body>");
    expect(code).toContain('src="https://beseda.example/w.js"');
    expect(code).toContain(`data-channel="${KEY}"`);
    expect(code).toContain("before </body>");
  });

  it("hooks the tag into WordPress' footer", () => {
    expect(snippet("wordpress", "https://b.example", KEY, "functions.php")).toContain("add_action('wp_footer'");
  });
});

describe("signing example", () => {
  it("in Node really makes a token that HS256 verifies", () => {
    const program = `const user = { id: 7, name: "Лена", email: "lena@example.com" };
${signingExample("node", KEY)}
process.stdout.write(identity);`;
    const token = execFileSync(process.execPath, ["--input-type=module", "-e", program], {
      env: { ...process.env, BESEDA_IDENTITY_SECRET: "secret" },
      encoding: "utf8",
    });
    const [head = "", claims = "", sign] = token.split(".");
    expect(sign).toBe(createHmac("sha256", "secret").update(`${head}.${claims}`).digest("base64url"));
    expect(JSON.parse(Buffer.from(claims, "base64url").toString())).toMatchObject({ sub: "7", aud: KEY, name: "Лена" });
  });

  it.each(["php", "python"] as const)("in %s names audience, one use and end", (language) => {
    const code = signingExample(language, KEY);
    for (const part of [KEY, "jti", "exp", "BESEDA_IDENTITY_SECRET"]) expect(code).toContain(part);
  });
});
