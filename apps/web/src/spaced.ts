/**
 * `work` at most once every `ms` for each key, and never missing the last: asked once it is done at once; asked again during the pause it is done when
 * the pause ends.
 */
export function spaced<K>(ms: number, work: (key: K) => void): (key: K) => void {
  /** Keys in their pause → asked again meanwhile. */
  const pausing = new Map<K, boolean>();
  const run = (key: K): void => {
    pausing.set(key, false);
    work(key);
    setTimeout(() => {
      if (pausing.get(key)) run(key);
      else pausing.delete(key);
    }, ms);
  };
  return (key) => {
    if (pausing.has(key)) pausing.set(key, true);
    else run(key);
  };
}
