/** Walks the imports itself: an edge that edges.mjs does not list, a deep import or a cycle fails. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { edges, pure } from '../../edges.mjs';

const root = resolve(import.meta.dirname, '../..');

interface Edge { own: string[]; outside: string[] }
const table = edges as Record<string, Edge>;

function sources(folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true, recursive: true })
    .filter((e) => e.isFile() && /\.(ts|tsx)$/.test(e.name) && !e.parentPath.includes('node_modules'))
    .map((e) => join(e.parentPath, e.name));
}

/** Every specifier a file imports, exports from, or loads dynamically. */
function specifiers(file: string): string[] {
  const text = readFileSync(file, 'utf8').replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '');
  const pattern = /(?:(?<!['"])\bfrom\s*|\bimport\s*\(\s*|^\s*import\s+)(['"])([^'"\n]+)\1/gm;
  return [...text.matchAll(pattern)].map((m) => m[2]!);
}

const matches = (allowed: string, name: string): boolean => (allowed.endsWith('*') ? name.startsWith(allowed.slice(0, -1)) : allowed === name);

function refusal(folder: string, file: string, name: string): string | null {
  const edge = table[folder]!;
  if (name.startsWith('.')) {
    const target = relative(root, resolve(dirname(file), name));
    return target.startsWith(`${folder}/`) || target === folder ? null : 'leaves its project by a relative path';
  }
  if (name.startsWith('@clonewatch/')) return edge.own.includes(name.slice('@clonewatch/'.length)) ? null : 'is not a listed edge';
  return edge.outside.some((o) => matches(o, name)) ? null : 'is not a listed package';
}

describe('who imports whom', () => {
  it.each(Object.keys(table))('%s keeps to its listed edges', (folder) => {
    const offences = sources(folder).flatMap((file) =>
      specifiers(file).flatMap((name) => {
        const why = refusal(folder, file, name);
        return why ? [`${relative(root, file)}: "${name}" ${why}`] : [];
      }));
    expect(offences).toEqual([]);
  });

  it('the table covers every library and app', () => {
    const projects = ['apps', 'libs'].flatMap((d) => readdirSync(join(root, d)).map((n) => `${d}/${n}`)).filter((p) => p !== 'libs/testing');
    expect(projects.filter((p) => !(p in table))).toEqual([]);
  });

  it('the listed edges make no cycle', () => {
    const folderOf = (name: string): string => (name === 'migrations' ? name : `libs/${name}`);
    const state = new Map<string, 'open' | 'done'>();
    const visit = (folder: string, path: string[]): string[] => {
      if (state.get(folder) === 'done') return [];
      if (state.get(folder) === 'open') return [[...path, folder].join(' → ')];
      state.set(folder, 'open');
      const found = table[folder]!.own.flatMap((o) => visit(folderOf(o), [...path, folder]));
      state.set(folder, 'done');
      return found;
    };
    expect(Object.keys(table).flatMap((f) => visit(f, []))).toEqual([]);
  });

  it('pure libraries touch no clock, randomness, environment or I/O', () => {
    const impure = /\b(new Date\b|Date\.now|Math\.random|process\.|performance\.|globalThis\.|setTimeout|setInterval|fetch\()/;
    const offences = pure.flatMap((l: string) => sources(`libs/${l}/src`)).filter((f: string) => {
      const code = readFileSync(f, 'utf8').replace(/\/\*[\s\S]*?\*\//g, '').replace(/\/\/.*$/gm, '');
      return impure.test(code);
    });
    expect(offences.map((f: string) => relative(root, f))).toEqual([]);
  });

  it('only runtime reads the environment', () => {
    const offences = Object.keys(table).filter((f) => f !== 'libs/runtime' && f !== 'migrations').flatMap(sources)
      .filter((f) => readFileSync(f, 'utf8').includes('process.env'));
    expect(offences.map((f) => relative(root, f))).toEqual([]);
  });
});
