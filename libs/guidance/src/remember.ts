/** A look-up that is made once for each object asked about, and goes with it: rules ask the same of one series many times a draw. */
export function remembered<K extends object, V>(make: (key: K) => V): (key: K) => V {
  const made = new WeakMap<K, V>();
  return (key) => {
    let value = made.get(key);
    if (value === undefined) made.set(key, (value = make(key)));
    return value;
  };
}

/** What was worked out from one snapshot, by the question; it goes with the snapshot. */
export type Answers = Map<unknown, unknown>;

/** A question to a snapshot, answered once. */
export function oncePerSnapshot<S extends { readonly answers: Answers }, V>(answer: (snap: S) => V): (snap: S) => V {
  return (snap) => {
    let value = snap.answers.get(answer) as V | undefined;
    if (value === undefined) snap.answers.set(answer, (value = answer(snap)));
    return value;
  };
}

/** A question to a snapshot about one of its series, answered once. */
export function oncePerSeries<S extends { readonly answers: Answers }, K extends object, V>(answer: (snap: S, series: K) => V): (snap: S, series: K) => V {
  const bySeries = oncePerSnapshot((_: S) => new Map<K, V>());
  return (snap, series) => {
    const known = bySeries(snap);
    let value = known.get(series);
    if (value === undefined) known.set(series, (value = answer(snap, series)));
    return value;
  };
}
