/** Which reference genome a file's positions are on: what the manifest says, what the file says, never what is usual. */
import { buildNamed, chromosomeAccession, type Build } from '@clonewatch/domain';
import { named, shown, type ProblemList } from '../problems.js';

export { buildNamed, type Build };

/** Lengths of the chromosomes on the two builds (NCBI assembly reports). */
const lengths: Readonly<Record<string, Build>> = {
  249250621: 'GRCh37', 243199373: 'GRCh37', 198022430: 'GRCh37', 191154276: 'GRCh37', 180915260: 'GRCh37', 171115067: 'GRCh37', 159138663: 'GRCh37', 146364022: 'GRCh37',
  141213431: 'GRCh37', 135534747: 'GRCh37', 135006516: 'GRCh37', 133851895: 'GRCh37', 115169878: 'GRCh37', 107349540: 'GRCh37', 102531392: 'GRCh37', 90354753: 'GRCh37',
  81195210: 'GRCh37', 78077248: 'GRCh37', 59128983: 'GRCh37', 63025520: 'GRCh37', 48129895: 'GRCh37', 51304566: 'GRCh37', 155270560: 'GRCh37',
  248956422: 'GRCh38', 242193529: 'GRCh38', 198295559: 'GRCh38', 190214555: 'GRCh38', 181538259: 'GRCh38', 170805979: 'GRCh38', 159345973: 'GRCh38', 145138636: 'GRCh38',
  138394717: 'GRCh38', 133797422: 'GRCh38', 135086622: 'GRCh38', 133275309: 'GRCh38', 114364328: 'GRCh38', 107043718: 'GRCh38', 101991189: 'GRCh38', 90338345: 'GRCh38',
  83257441: 'GRCh38', 80373285: 'GRCh38', 58617616: 'GRCh38', 64444167: 'GRCh38', 46709983: 'GRCh38', 50818468: 'GRCh38', 156040895: 'GRCh38',
};
export const buildOfLength = (length: number): Build | null => lengths[length] ?? null;

/** The build of a file; null where nobody says. Two sources that contradict each other are an error, and `undefined`. */
export function buildOf(manifest: readonly string[], file: readonly Build[], line: number | null, problems: ProblemList): Build | null | undefined {
  const told: Build[] = [];
  for (const text of manifest.filter((t) => t !== '')) {
    const build = buildNamed(text);
    if (build === null) {
      problems.error('unknown_build', `genome_build "${shown(text)}" of the manifest is not known; use GRCh37 or GRCh38`, { line, field: 'genome_build', value: text });
      return undefined;
    }
    told.push(build);
  }
  const all = new Set([...told, ...file]);
  if (all.size < 2) return [...all][0] ?? null;
  problems.error('build_conflict', `the positions would be on ${named([...all])}: the manifest says ${named(told)}, the file ${named(file)}; correct genome_build in the manifest`, { line });
  return undefined;
}

/** RefSeq (`NC_000012.12`) and GenBank (`CM000674.2`) name a chromosome and, by their version, the build. */
export const isAccession = (chrom: string): boolean => chrom.startsWith('NC_') || chrom.startsWith('CM0006');

/** `NC_000012.11`, `CM000674.1` → `chr12`; what is no chromosome's accession stays as it is. */
export function chromosomeNamed(accession: string): string {
  const m = /^(?:NC_0000(\d\d)|CM000(6\d\d))\.\d+$/.exec(accession);
  const number = m === null ? 0 : m[1] === undefined ? Number(m[2]) - 662 : Number(m[1]);
  return number < 1 || number > 24 ? accession : `chr${number === 23 ? 'X' : number === 24 ? 'Y' : number}`;
}

/** The build that the version of a chromosome's accession says; null for another. GenBank's are 1 and 2. */
export function accessionBuild(accession: string): Build | null {
  const chrom = chromosomeNamed(accession);
  if (chrom === accession) return null;
  if (accession.startsWith('CM')) return accession.endsWith('.1') ? 'GRCh37' : accession.endsWith('.2') ? 'GRCh38' : null;
  return (['GRCh37', 'GRCh38'] as const).find((b) => chromosomeAccession(chrom, b) === accession) ?? null;
}

/** What is said of a place by an accession, said by chromosome and build. */
export function byAccession<T extends { readonly place: { readonly chrom: string } | null; readonly build: Build | null }>(said: T): T {
  const chrom = said.place?.chrom ?? '';
  return isAccession(chrom) ? { ...said, place: { ...said.place, chrom: chromosomeNamed(chrom) }, build: accessionBuild(chrom) ?? said.build } : said;
}
