/** What a VCF's header says about samples, reference and annotation. */
import { accessionBuild, buildNamed, buildOfLength, type Build } from '../ngs/build.js';
import { csqFields, type AnnotationFields } from './annotation.js';

export class VcfHeader {
  private readonly tumours = new Set<string>();
  private readonly normals = new Set<string>();
  private readonly buildsSaid = new Set<Build>();
  private csq: readonly string[] | null = null;
  private ann = false;
  private eff = false;
  private haplotypeCaller = false;
  private somaticCaller = false;
  /** megSAP's list of variants to be followed, with their fractions in the tumour tissue. */
  isPanel = false;

  /** A line that begins with `##`. */
  add(line: string): void {
    const tag = /^##(tumor_sample|normal_sample|tumour_sample)=(.+)$/.exec(line);
    if (tag) (tag[1] === 'normal_sample' ? this.normals : this.tumours).add(tag[2]!.trim());
    else if (line.startsWith('##SAMPLE=<') || line.startsWith('##PEDIGREE=<')) this.sample(line);
    else if (line.startsWith('##reference') || line.startsWith('##assembly')) this.build(line);
    else if (line.startsWith('##contig=<')) this.contig(line);
    else if (line.startsWith('##INFO=<')) this.info(line);
    else if (/^##(?:VEP|SnpEffCmd|SnpEffVersion)/.test(line)) this.build(line);
    else if (/^##(?:GATKCommandLine|source|DRAGENCommandLine|content)/i.test(line)) this.caller(line);
  }

  private sample(line: string): void {
    const field = (name: string): string | undefined => new RegExp(`[<,]${name}=(?:"([^"]*)"|([^,>]*))`, 'i').exec(line)?.slice(1).find((t) => t !== undefined);
    const id = field('ID') ?? '';
    if (field('IsTumor') === 'yes' || /tumou?r/i.test(field('SampleType') ?? '')) this.tumours.add(field('SampleName') ?? id);
    else if (field('IsTumor') === 'no') this.normals.add(id);
    // TCGA writes the role as the id and the sample's name beside it.
    else if (/^tumou?r$/i.test(id) && field('SampleName') !== undefined) this.tumours.add(field('SampleName')!);
    // `##PEDIGREE=<Derived=TUMOR,Original=NORMAL>`.
    const [derived, original] = [field('Derived'), field('Original')];
    if (derived !== undefined) this.tumours.add(derived);
    if (original !== undefined) this.normals.add(original);
  }

  private build(line: string): void {
    const build = buildNamed(line);
    if (build !== null) this.buildsSaid.add(build);
  }

  private contig(line: string): void {
    const length = /[<,]length=(\d+)/.exec(line);
    const build = length === null ? null : buildOfLength(Number(length[1]));
    const id = /[<,]ID=((?:NC_|CM)\d{6}\.\d+)/.exec(line)?.[1];
    const named = id === undefined ? null : accessionBuild(id);
    for (const b of [build, named]) if (b !== null) this.buildsSaid.add(b);
  }

  private info(line: string): void {
    const id = /^##INFO=<ID=([^,>]+)/.exec(line)?.[1];
    if (id === 'CSQ') this.csq = csqFields(line);
    else if (id === 'ANN') this.ann = true;
    else if (id === 'EFF') this.eff = true;
    else if (id === 'tumor_af') this.isPanel = true;
  }

  private caller(line: string): void {
    if (/mutect|strelka|somatic|vardict|lofreq|varscan|dragen|umivar|smcounter/i.test(line)) this.somaticCaller = true;
    else if (/HaplotypeCaller|GenotypeGVCFs|UnifiedGenotyper/.test(line)) this.haplotypeCaller = true;
  }

  get germlineCaller(): boolean {
    return this.haplotypeCaller && !this.somaticCaller;
  }

  get annotation(): AnnotationFields {
    return { csq: this.csq, ann: this.ann, eff: this.eff };
  }

  get builds(): readonly Build[] {
    return [...this.buildsSaid];
  }

  /** Of the columns, which the file says to be the tumour and which normal: by its tags, or by the fixed names of paired callers. */
  roles(columns: readonly string[]): { tumour: string | null; normals: string[] } {
    const named = columns.filter((c) => this.tumours.has(c));
    const fixed = columns.filter((c) => /^(?:tumou?r|primary)$/i.test(c));
    const normals = columns.filter((c) => this.normals.has(c) || /^normal$/i.test(c));
    const tumour = named.length === 1 ? named[0]! : named.length === 0 && fixed.length === 1 ? fixed[0]! : null;
    return { tumour, normals };
  }
}
