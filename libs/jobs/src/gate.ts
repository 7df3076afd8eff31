/** Many at a time, or one alone: whoever comes first is served first, so neither kind starves the other. */
export class Gate {
  private running = 0;
  private alone = false;
  private readonly waiting: { alone: boolean; enter: () => void }[] = [];

  /** Run beside other shared work. */
  shared<T>(work: () => Promise<T>): Promise<T> {
    return this.run(false, work);
  }

  /** Run when nothing else does. */
  exclusive<T>(work: () => Promise<T>): Promise<T> {
    return this.run(true, work);
  }

  private async run<T>(alone: boolean, work: () => Promise<T>): Promise<T> {
    await new Promise<void>((enter) => {
      this.waiting.push({ alone, enter });
      this.admit();
    });
    try {
      return await work();
    } finally {
      this.running -= 1;
      this.alone = false;
      this.admit();
    }
  }

  private admit(): void {
    for (let next = this.waiting[0]; next && !this.alone && (!next.alone || this.running === 0); next = this.waiting[0]) {
      this.waiting.shift();
      this.running += 1;
      this.alone = next.alone;
      next.enter();
    }
  }
}
