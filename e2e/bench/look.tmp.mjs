import { api, closeBrowser, owner, startServer } from "../lib.mjs";
const server = await startServer();
try {
  const boss = await owner(server);
  boss.page.on("pageerror", e => console.log("ERR", e.stack));
  boss.page.on("console", m => m.type()==="error" && console.log("CON", m.text().slice(0,800)));
  await boss.page.goto(server.url); await new Promise(r=>setTimeout(r,3000));
  console.log((await boss.page.innerText("body")).slice(0,500));
} finally { await closeBrowser(); server.stop(); }
