/** Types of the catalogue: a key that is not there, or a parameter forgotten, does not compile. */
import type { en } from './en/index.js';

type Catalogue = typeof en;
type Form = 'one' | 'few' | 'many' | 'other';
type Name = keyof Catalogue;

/** Keys as they are asked for: plural forms under one name. */
export type Key = Name extends infer K ? (K extends `${infer Base}_${Form}` ? Base : K) : never;

type TextOf<K> = K extends keyof Catalogue ? Catalogue[K] : K extends string ? (`${K}_other` extends keyof Catalogue ? Catalogue[`${K}_other`] : never) : never;
type NameIn<P> = P extends `${infer N},${string}` ? N : P;
type Placeholders<S> = S extends `${string}{{${infer P}}}${infer Rest}` ? NameIn<P> | Placeholders<Rest> : never;

type Counted<K> = K extends keyof Catalogue ? never : 'count';
type Needed<K> = Placeholders<TextOf<K>> | Counted<K>;

/** What a text needs: the names between its braces, and `count` where it has plural forms; nothing where it needs nothing. */
export type ParamsOf<K> = [Needed<K>] extends [never] ? [] : [{ readonly [P in Needed<K> & string]: P extends 'count' ? number : string | number }];

type RussianName<K> = K extends `${infer Base}_one` | `${infer Base}_other` ? `${Base}_${Form}` : K;
/** The same area in Russian: the same keys, and for a plural all four forms (`other` is for fractions). */
export type Russian<Area> = { readonly [K in keyof Area & string as RussianName<K>]: string };
