// The wire between one person and the server, which can be cut: what a browser's own "offline" leaves standing (open sockets
// among it) goes down here like everything else.
import { connect, createServer } from "node:net";

/** A way of one's own to the server; its `url` takes the place of the server's. */
export async function wireTo(server) {
  const ends = new Set();
  let down = false;
  let trap = null;
  // While a caught request is on its way nothing comes back any more: the word of it must not arrive by the socket either.
  let deaf = false;
  const cut = () => {
    down = true;
    for (const end of ends) end.destroy();
  };
  const relay = createServer((near) => {
    if (down) return near.destroy();
    const far = connect(server.port, "127.0.0.1");
    let caught = false;
    for (const [end, other] of [
      [near, far],
      [far, near],
    ]) {
      ends.add(end);
      // A cut end is what the other one hears of by being closed.
      end.on("error", () => other.destroy());
      end.on("close", () => {
        ends.delete(end);
        other.destroy();
      });
    }
    near.on("data", (chunk) => {
      if (trap?.request.test(chunk.toString("latin1"))) {
        caught = true;
        deaf = true;
      }
      far.write(chunk);
    });
    far.on("data", (chunk) => {
      if (!deaf) return near.write(chunk);
      if (!caught) return;
      cut();
      deaf = false;
      trap.sprung();
      trap = null;
    });
  });
  await new Promise((resolve) => relay.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${relay.address().port}`,
    cut,
    mend: () => {
      down = false;
    },
    /** The next such request reaches the server, but the wire is cut before its answer is here. Resolves when it is. */
    cutBeforeAnswerTo: (request) =>
      new Promise((sprung) => {
        trap = { request, sprung };
      }),
    close: () => {
      cut();
      relay.close();
    },
  };
}
