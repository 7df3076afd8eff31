import type { DateOrder, ManifestRow, ParsedRow, Problem, SampleRole, VafUnit } from '@clonewatch/domain';

export interface ReadContext {
  readonly fileName: string;
  /** What the laboratory file does not say; null when none was sent along. */
  readonly manifest: readonly ManifestRow[] | null;
  /** What a laboratory's profile says of fractions in columns whose name does not say it. */
  readonly vafUnit?: VafUnit | null;
  /** What the manifest says of dates whose order of day and month the file leaves open. */
  readonly dateOrder?: DateOrder | null;
  /** Told of the samples that the file holds, once they are known, whether or not the manifest knows them. */
  readonly onSamples?: (samples: readonly FoundSample[]) => void;
}

/** A target of a sample, with the partitions counted over all its wells; null where the file counts none. */
export interface FoundTarget { readonly target: string; readonly channel: string; readonly positives: number | null; readonly accepted: number | null; readonly reference: boolean }
/** A sample as the file itself speaks of it: what a person is shown who has to say whose it is. */
export interface FoundSample {
  readonly sample: string;
  readonly line: number | null;
  /** What the file says it is; null where it says nothing. */
  readonly role: SampleRole | null;
  /** Wells or chambers of its own; null in a format without any. */
  readonly wells: number | null;
  readonly targets: readonly FoundTarget[];
}

/** Part of a file's outcome: at most {@link batchRows} rows, and the problems met on the way. */
export interface Batch { rows: ParsedRow[]; problems: Problem[] }
export const batchRows = 1000;

/**
 * One file format: text in, rows and located problems out, as a stream. What is wrong with the file, its encoding included,
 * arrives as problems and never as an exception; any error among them means that the whole file is to be refused.
 */
export interface FormatReader {
  readonly id: string;
  /** Looks at the first ~64 KiB of decoded text and the file name. */
  sniff(head: string, fileName: string): boolean;
  readonly needsManifest: boolean;
  /**
   * `any`: instruments write UTF-16 and the code pages of their Windows; what is not UTF-8 is then recognised, and said. `head`: the same, where the first 64 KiB show it
   * (files of millions of lines, whose words stand in their head). Else UTF-8 only.
   */
  readonly encodings?: 'any' | 'head';
  /** Also taken as gzip or bgzip. */
  readonly packed?: true;
  read(text: AsyncIterable<string>, context: ReadContext): AsyncIterable<Batch>;
}
