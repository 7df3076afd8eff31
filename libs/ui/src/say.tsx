/** A text of the catalogue with marks in it: `<Say k="imports.into" v={{ site }} c={{ b: (x) => <strong>{x}</strong> }} />` for `Into <b>{{site}}</b>`. */
import { Fragment, type ReactNode } from 'react';
import { t, type Key, type ParamsOf } from '@clonewatch/words';

type Values<K extends Key> = ParamsOf<K>[0] extends undefined ? Readonly<Record<string, never>> : { readonly [P in keyof ParamsOf<K>[0]]: ReactNode };
interface Props<K extends Key> { readonly k: K; readonly v?: Values<K>; readonly c?: Readonly<Record<string, (inside: ReactNode) => ReactNode>> }

/** One mark deep. Values are put in after the text is cut at its marks, so what they hold is never read as one; `count` also chooses the plural. */
export function Say<K extends Key>({ k, v, c = {} }: Props<K>): ReactNode {
  const values = Object.entries((v ?? {}) as Record<string, ReactNode>);
  const held = Object.fromEntries(values.map(([name, value], i) => [name, name === 'count' && typeof value === 'number' ? value : `\u0001${i}\u0001`]));
  // Key and values were checked against each other by the props; the compiler cannot compare them again for every text of the catalogue at once.
  const text = (t as (key: string, values: unknown) => string)(k, held);
  const filled = (piece: string): ReactNode => piece.split('\u0001').map((part, i) => <Fragment key={i}>{i % 2 === 1 ? values[Number(part)]![1] : part}</Fragment>);
  return text.split(/(<[a-z]+>.*?<\/[a-z]+>)/).map((piece, i) => {
    const mark = /^<([a-z]+)>(.*)<\/\1>$/.exec(piece);
    return <Fragment key={i}>{mark ? c[mark[1]!]?.(filled(mark[2]!)) ?? filled(mark[2]!) : filled(piece)}</Fragment>;
  });
}
