/**
 * Maps that forget between mutants. A module of the rules may keep what it worked out once (a look-up by object, a map filled on first use); in a process that
 * goes on to the next mutant that would answer for the mutant before. `fresh()` makes each of them what it was when its module had been loaded.
 */
let generation = 0;
/** Maps of the modules that are being loaded: what they hold at the end of it stays. */
let loading = [];

export const fresh = () => { generation++; };

export function keepLoaded() {
  for (const map of loading) map.keep();
  loading = [];
}

export class GenerationWeakMap {
  #made = new WeakMap();
  #of = generation;

  #now() {
    if (this.#of !== generation) {
      this.#of = generation;
      this.#made = new WeakMap();
    }
    return this.#made;
  }

  get(key) { return this.#now().get(key); }
  has(key) { return this.#now().has(key); }
  set(key, value) { this.#now().set(key, value); return this; }
  delete(key) { return this.#now().delete(key); }
}

/** A map of a module. Built as any map, then brought back to what it held after loading. */
export class GenerationMap extends Map {
  #kept = null;
  #of = generation;

  constructor(entries) {
    super(entries);
    loading.push(this);
  }

  keep() {
    this.#kept = [...super.entries()];
    this.#of = generation;
  }

  #now() {
    if (this.#kept === null || this.#of === generation) return;
    this.#of = generation;
    super.clear();
    for (const [key, value] of this.#kept) super.set(key, value);
  }

  // `super(entries)` calls `set` before the private fields are there.
  set(key, value) { if (#kept in this) this.#now(); return super.set(key, value); }
  get(key) { this.#now(); return super.get(key); }
  has(key) { this.#now(); return super.has(key); }
  delete(key) { this.#now(); return super.delete(key); }
  clear() { this.#now(); super.clear(); }
  keys() { this.#now(); return super.keys(); }
  values() { this.#now(); return super.values(); }
  entries() { this.#now(); return super.entries(); }
  forEach(each) { this.#now(); super.forEach(each); }
  get size() { this.#now(); return super.size; }
  [Symbol.iterator]() { return this.entries(); }
}
