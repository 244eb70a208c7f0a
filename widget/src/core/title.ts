// The count of unread messages before the title of a page in the background: "(2) Тихая глина".

export class TitleCount {
  private prefix = "";

  /** The title without the count, also after the page has set a new one. */
  bare(): string {
    const { title } = document;
    return this.prefix && title.startsWith(this.prefix) ? title.slice(this.prefix.length) : title;
  }

  show(unread: number): void {
    const bare = this.bare();
    this.prefix = unread && document.hidden ? `(${unread > 99 ? "99+" : unread}) ` : "";
    const title = this.prefix + bare;
    if (document.title !== title) document.title = title;
  }
}
