/** Code that a person puts on the own site: the chat's tag and the signing of known users. */

export type Platform = "html" | "tilda" | "wordpress";
export const PLATFORMS: readonly Platform[] = ["html", "tilda", "wordpress"];

/** The one tag that opens the chat; a public address always comes without the last slash. */
export function chatTag(origin: string, key: string): string {
  return `<script async src="${origin}/w.js"\n        data-channel="${key}"></script>`;
}

/** The same tag as each site builder wants it. */
export function snippet(platform: Platform, origin: string, key: string, note: string): string {
  const tag = chatTag(origin, key);
  if (platform !== "wordpress") return `<!-- ${note} -->\n${tag}`;
  return [`// ${note}`, "add_action('wp_footer', function () { ?>", `${tag}`, "<?php });"].join("\n");
}

export type SigningLanguage = "node" | "php" | "python";
export const SIGNING_LANGUAGES: readonly SigningLanguage[] = ["node", "php", "python"];

/**
 * How the customer's server signs a known user: JWT HS256 by hand, with nothing to install.
 * `aud` is the key of the chat, `jti` makes the token good for one use, `exp` ends it soon.
 */
export function signingExample(language: SigningLanguage, key: string): string {
  if (language === "node") return node(key);
  if (language === "php") return php(key);
  return python(key);
}

function node(key: string): string {
  return `import { createHmac, randomUUID } from "node:crypto";

const encode = (part) => Buffer.from(JSON.stringify(part)).toString("base64url");
const body = [
  encode({ alg: "HS256", typ: "JWT" }),
  encode({
    sub: String(user.id), name: user.name, email: user.email,
    aud: "${key}", jti: randomUUID(),
    exp: Math.floor(Date.now() / 1000) + 300,
  }),
].join(".");
const sign = createHmac("sha256", process.env.BESEDA_IDENTITY_SECRET)
  .update(body).digest("base64url");
const identity = \`\${body}.\${sign}\`;`;
}

function php(key: string): string {
  return `$encode = fn ($bytes) => rtrim(strtr(base64_encode($bytes), '+/', '-_'), '=');
$body = $encode(json_encode(['alg' => 'HS256', 'typ' => 'JWT'])) . '.' .
  $encode(json_encode([
    'sub' => (string) $user->id, 'name' => $user->name, 'email' => $user->email,
    'aud' => '${key}', 'jti' => bin2hex(random_bytes(16)),
    'exp' => time() + 300,
  ]));
$sign = hash_hmac('sha256', $body, getenv('BESEDA_IDENTITY_SECRET'), true);
$identity = $body . '.' . $encode($sign);`;
}

function python(key: string): string {
  return `import base64, hashlib, hmac, json, os, time, uuid

def encode(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()

body = ".".join(encode(json.dumps(part).encode()) for part in (
    {"alg": "HS256", "typ": "JWT"},
    {"sub": str(user.id), "name": user.name, "email": user.email,
     "aud": "${key}", "jti": str(uuid.uuid4()),
     "exp": int(time.time()) + 300},
))
secret = os.environ["BESEDA_IDENTITY_SECRET"].encode()
sign = hmac.new(secret, body.encode(), hashlib.sha256).digest()
identity = body + "." + encode(sign)`;
}
