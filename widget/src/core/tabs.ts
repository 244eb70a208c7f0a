// The tabs of one visitor: what one has stored or sounded, the others know (X5). What is kept in the browser (what was
// seen, what waits) needs no word: the browser tells the others when they can read it.

export type TabNews =
  | { kind: "stored"; ref: string }
  | { kind: "sounded"; n: number }
  | { kind: "token" }
  /** Something that is kept in the browser; told by the browser itself. */
  | { kind: "kept" };

export class Tabs {
  private readonly channel: BroadcastChannel | null;
  private sounded = 0;

  constructor(name: string, heard: (news: TabNews) => void) {
    this.channel = typeof BroadcastChannel === "function" ? new BroadcastChannel(name) : null;
    if (this.channel)
      this.channel.onmessage = (event) => {
        const news = event.data as TabNews;
        if (news.kind === "sounded") this.sounded = Math.max(this.sounded, news.n);
        else heard(news);
      };
  }

  tell(news: TabNews): void {
    if (this.channel) this.channel.postMessage(news);
  }

  /** Runs `play` in one tab only: at once in the one in use, after a moment in one in the background. */
  once(n: number, play: () => void): void {
    const inUse = !document.hidden && document.hasFocus();
    setTimeout(
      () => {
        if (n <= this.sounded) return;
        this.sounded = n;
        this.tell({ kind: "sounded", n });
        play();
      },
      inUse ? 0 : 200 + Math.random() * 400,
    );
  }
}
