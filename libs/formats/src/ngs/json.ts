/** JSON of unknown shape, looked into without trusting it. */
import type { ProblemList } from '../problems.js';

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** Nesting beyond this is no report; JSON.parse itself would take it. */
const deepest = 200;

/** `line`: where the text begins in its file. */
export function parseJson(text: string, problems: ProblemList, line = 1): Json | undefined {
  try {
    let [depth, most, quoted] = [0, 0, false];
    for (let i = 0; i < text.length; i++) {
      const c = text.charCodeAt(i);
      if (quoted) {
        if (c === 92) i++;
        else if (c === 34) quoted = false;
      } else if (c === 34) quoted = true;
      else if (c === 123 || c === 91) most = Math.max(most, ++depth);
      else if (c === 125 || c === 93) depth--;
    }
    if (most > deepest) {
      problems.error('json_syntax', 'the document is nested too deeply to be a report', { line });
      return undefined;
    }
    return JSON.parse(text) as Json;
  } catch {
    problems.error('json_syntax', 'the document is no whole JSON: it is damaged or cut off; export it again', { line });
    return undefined;
  }
}

const isObject = (v: Json | undefined): v is { readonly [key: string]: Json } => typeof v === 'object' && v !== null && !Array.isArray(v);

/** The value at a path, undefined where there is none. */
export function at(value: Json | undefined, ...path: readonly string[]): Json | undefined {
  let v = value;
  for (const key of path) {
    if (!isObject(v) || !Object.hasOwn(v, key)) return undefined;
    v = v[key];
  }
  return v;
}

export const listAt = (value: Json | undefined, ...path: readonly string[]): readonly Json[] => {
  const v = at(value, ...path);
  return Array.isArray(v) ? (v as readonly Json[]) : [];
};

/** Text or number at a path as text; '' for anything else. */
export const textAt = (value: Json | undefined, ...path: readonly string[]): string => {
  const v = at(value, ...path);
  return typeof v === 'string' ? v.trim() : typeof v === 'number' ? String(v) : '';
};

/** A boolean, as JSON has it or, of XML, as text. */
export const isTrue = (value: Json | undefined): boolean => value === true || value === 'true';
