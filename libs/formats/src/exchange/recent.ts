/** Remembers the last one to two `generation`s of keys put into it: memory stays flat however long the file is. */
export class RecentMap<V> {
  private young = new Map<string, V>();
  private old = new Map<string, V>();

  constructor(private readonly generation = 100_000) {}

  get(key: string): V | undefined {
    const young = this.young.get(key);
    return young === undefined ? this.old.get(key) : young;
  }

  set(key: string, value: V): void {
    if (this.young.size >= this.generation) {
      this.old = this.young;
      this.young = new Map();
    }
    this.young.set(key, value);
  }
}
