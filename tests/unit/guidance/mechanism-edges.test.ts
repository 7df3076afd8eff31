/** Edges of the mechanism reading that mutation testing found open: which drugs are asked about, what is required of each disease, which clone speaks, what a packet says of each assay. */
import { describe, expect, it } from '@jest/globals';
import { codonOf, nosologies, type CallStatus, type Evaluation, type Measurement, type MechanismReading, type PatientProfile, type PatientRecord, type TreatmentLine } from '@clonewatch/domain';
import { boardPacketOf, catalogue, mechanismsOf, packetText, type BoardPacket } from '@clonewatch/guidance';
import { requiredEver, requiredFor, testedTargets, type RequiredTarget } from '../../../libs/guidance/src/mechanisms/required.js';
import { assembleSeries, ReadingCache } from '../../../libs/guidance/src/assemble.js';
import { line, measure, patient } from './records.js';

type Point = readonly [day: number, status: CallStatus, vaf?: number, assay?: string];
const series = (gene: string, variant: string, points: readonly Point[], more: Record<string, unknown> = {}) => ({
  gene, variant, role: 'resistance', trend: 'rising', clone: null, shareOfTumour: null,
  points: points.map(([day, status, vaf = 0.01, assay = 'NGS']) => ({ specimenId: `S${day}`, day, status, vaf: status === 'detected' ? vaf : null, assay, assayVersion: '1', countUnit: 'molecules', upper95: null, lod95: vaf / 10, lodStated: null, wbcVaf: null })), ...more,
});
interface More { readonly panel?: readonly string[]; readonly lines?: readonly TreatmentLine[]; readonly profile?: Partial<PatientProfile>; readonly rows?: readonly Measurement[] }
const read = (e: Record<string, unknown>, more: More = {}): readonly [Evaluation, PatientRecord] => [
  {
    patientId: 'P1', timeline: { kind: 'days', anchor: 'x' }, asOfDay: 28, draws: [0, 28].map((day) => ({ specimenId: `S${day}`, day, informative: 'informative', reason: 'because' })), series: [], alerts: [], retracted: [], clones: [],
    leadingClone: null, informative: { status: 'informative', reason: 'x' }, sentence: 's', rechallenge: null, modelVersion: 'm', rulesVersion: 'r', ...e,
  } as unknown as Evaluation,
  patient(more.rows ?? [0, 28].map((d) => measure(`S${d}`, d, '', '', null, 3000, { panel: more.panel ?? ['KRAS'] })), more.lines ?? [line(-30, null)], more.profile),
];
const mechanisms = (e: Record<string, unknown>, more: More = {}): MechanismReading => mechanismsOf(...read(e, more));
const packet = (e: Record<string, unknown>, more: More = {}): BoardPacket => boardPacketOf(...read(e, more));
const s492r = series('EGFR', 'p.S492R', [[28, 'detected']]);
const drug = (agents: readonly string[], start: number, stop: number | null): TreatmentLine => line(start, stop, { agents, therapyClasses: ['anti_egfr'] });

describe('the drugs asked about', () => {
  const applies = (...lines: readonly TreatmentLine[]): readonly unknown[] => { const r = mechanisms({ series: [s492r] }, { lines }); return [r.called[0]?.applies, r.onTherapy]; };
  it('are those in use, else those of the line that ended last; S492R resists cetuximab and not panitumumab', () => {
    expect([applies(drug(['cetuximab'], -30, null)), applies(drug(['panitumumab'], -30, null))]).toEqual([[true, true], [false, true]]);
    expect(applies(drug(['cetuximab'], -200, -100), drug(['panitumumab'], -90, -20))).toEqual([false, false]);
    expect(applies(drug(['panitumumab'], -200, -100), drug(['cetuximab'], -90, -20))).toEqual([true, false]);
    expect(applies(drug(['cetuximab'], -200, -100), drug(['panitumumab'], -90, null))).toEqual([false, true]);
  });
  it('are open where a line in use names none', () => {
    expect(applies(drug([], -30, null))).toEqual([true, true]);
    expect(applies(drug(['panitumumab'], -30, null), drug([], -30, null))).toEqual([true, true]);
  });
  it('have begun by the last draw', () => {
    const later = mechanisms({ series: [s492r], asOfDay: 40 }, { lines: [drug(['panitumumab'], -90, -20), drug(['cetuximab'], 29, null)] });
    expect([later.called[0]!.applies, later.onTherapy]).toEqual([false, false]);
    expect(mechanisms({ series: [s492r] }, { lines: [drug(['cetuximab'], 28, null)] }).verdict).toBe('explained');
  });
  it('of a patient whose disease is not known are matched by class', () => {
    expect(mechanisms({ series: [series('KRAS', 'p.G12D', [[28, 'detected']])] }, { profile: { nosology: null } }).verdict).toBe('explained');
  });
});

describe('what was called', () => {
  it('in one tube of the last day and not in another is called', () => {
    expect(mechanisms({ series: [series('KRAS', 'p.G12D', [[28, 'not_detected'], [28, 'detected', 0.02]])] }).called[0]).toMatchObject({ lastStatus: 'detected', lastVaf: 0.02, origin: 'from_start' });
    expect(mechanisms({ series: [series('KRAS', 'p.G12D', [[0, 'detected'], [28, 'not_detected'], [28, 'detected']])] }).called[0]!.origin).toBe('from_start');
    expect(mechanisms({ series: [series('KRAS', 'p.G12D', [[28, 'not_detected']])] }).called).toEqual([]);
  });
  it('on one day is ordered by share, then by name, however it was listed', () => {
    const of = (...xs: readonly (readonly [string, string, number])[]): readonly string[] => mechanisms({ series: xs.map(([g, v, vaf]) => series(g, v, [[28, 'detected', vaf]])) }).called.map((c) => c.variant);
    expect([of(['KRAS', 'p.G12D', 0.01], ['KRAS', 'p.G13D', 0.03]), of(['KRAS', 'p.G13D', 0.01], ['KRAS', 'p.G12D', 0.01])]).toEqual([['p.G13D', 'p.G12D'], ['p.G12D', 'p.G13D']]);
  });
  it('outside the leading clone does not speak for it, and what excludes speaks before what cautions', () => {
    const lead = (...xs: readonly (readonly [string, string, string])[]): unknown => mechanisms({
      leadingClone: 'C1', clones: [{ id: 'C1', variants: xs.filter((x) => x[2] === 'C1').map(([gene, variant]) => ({ gene, variant })) }], series: xs.map(([g, v, clone]) => series(g, v, [[28, 'detected']], { clone })),
    }).leading?.target;
    expect([lead(['KRAS', 'p.G12D', 'C2'], ['EGFR', 'p.S464L', 'C1']), lead(['EGFR', 'p.S464L', 'C1'], ['KRAS', 'p.G12D', 'C2'])]).toEqual(['EGFR', 'EGFR']);
    expect([lead(['PTEN', 'p.R130*', 'C1'], ['NRAS', 'p.Q61K', 'C1']), lead(['BRAF', 'p.V600E', 'C2'], ['EGFR', 'p.S464L', 'C1'])]).toEqual(['NRAS', 'EGFR']);
    const under = (lines: readonly TreatmentLine[], ...xs: readonly (readonly [string, string])[]): unknown => mechanisms({
      leadingClone: 'C1', clones: [{ id: 'C1', variants: xs.map(([gene, variant]) => ({ gene, variant })) }], series: xs.map(([g, v]) => series(g, v, [[28, 'detected']], { clone: 'C1' })),
    }, { lines }).leading?.target;
    // S492R does not hold for panitumumab: what holds speaks first, then what excludes another drug, then a caution.
    const panitumumab = [drug(['panitumumab'], -30, null)];
    expect([under(panitumumab, ['EGFR', 'p.S492R'], ['KRAS', 'p.G12D']), under(panitumumab, ['PTEN', 'p.R130*'], ['EGFR', 'p.S492R']), under([drug(['cetuximab'], -30, null)], ['AKT1', 'p.E17K'], ['EGFR', 'p.S492R'])]).toEqual(['KRAS', 'EGFR', 'EGFR']);
  });
  it('of a change of state depends on no one gene', () => {
    const thyroid = { lines: [line(-30, null, { therapyClasses: ['braf_inhibitor', 'mek_inhibitor'], agents: ['dabrafenib', 'trametinib'] })], profile: { nosology: 'thyroid_rair_braf' as const } };
    expect(mechanisms({ leadingClone: 'C1', clones: [{ id: 'C1', variants: [{ gene: 'SMARCA4', variant: 'loss' }] }], series: [series('SMARCA4', 'loss', [[28, 'detected']], { clone: 'C1' })] }, thyroid).leading).toMatchObject({ target: 'SMARCA4', dependence: 'not on one gene; SMARCA4 marks a change of state' });
  });
  it('what is missing is listed up to six, the rest counted', () => {
    for (const r of [mechanisms({}), mechanisms({}, { panel: ['EGFR:p.S464L', 'MAP2K1:56'] }), mechanisms({ series: [series('KRAS', 'p.G12D', [[28, 'failed_qc']])] }, { panel: ['APC'] })]) {
      const missing = r.tested.filter((t) => t.state !== 'called' && t.state !== 'not_called').map((t) => t.label);
      expect(r.furtherTests.find((t) => t.test === 'wider_panel')!.shows).toBe(`${missing.slice(0, 6).join(', ')} and ${missing.length - 6} more`);
    }
    const copies = (e: Record<string, unknown>): string => mechanisms(e).furtherTests.find((t) => t.test === 'fish_or_ihc')!.shows;
    expect([copies({}).startsWith('amplification of '), /MET/.test(copies({})), /MET/.test(copies({ series: [series('MET', 'amplification', [[28, 'detected']])] })), /NTRK|ALK/.test(copies({}))]).toEqual([true, true, false, false]);
    expect(mechanisms({}).furtherTests.find((t) => t.test === 'tissue')!.shows).toBe(mechanisms({}).notInBlood.map((n) => n.label).join(', '));
    expect(mechanisms({}, { lines: [] }).furtherTests).toEqual([]);
    expect(mechanisms({ draws: [{ specimenId: 'S28', day: 28, informative: 'limited', reason: 'little' }] }).furtherTests[0]!.shows).toBe('whether a draw with tumour DNA carries a mechanism: little');
    expect(mechanisms({ alerts: [{ kind: 'resistance_detected', episode: 'o', members: [{ gene: 'KRAS', variant: 'p.G12D' }] }] }).furtherTests.map((t) => t.test)).not.toContain('white_blood_cells');
  });
});

describe('what a disease requires', () => {
  /** Graded A and excluding the drug, as far as sequence shows it: codons, and single changes of codons that are not asked for as a whole. */
  const wanted = (nosology: string): readonly string[] => {
    const entries = catalogue.filter((e) => e.nosology === nosology && e.effect === 'resistance' && e.action === 'exclude' && e.tier === 'A');
    const codons = entries.flatMap((e) => (e.matcher.kind === 'codon' ? e.genes.flatMap((g) => (e.matcher.kind === 'codon' ? e.matcher.codons : []).map((c) => `${g} codon ${c}`)) : []));
    const single = entries.flatMap((e) => (e.matcher.kind === 'exact' ? e.genes.flatMap((g) => (e.matcher.kind === 'exact' ? e.matcher.variants : []).filter((v) => codonOf(v) !== null && !codons.includes(`${g} codon ${codonOf(v)}`)).map((v) => `${g} ${v}`)) : []));
    return [...codons, ...single].sort();
  };
  it.each(nosologies.map((n) => [n] as const))('%s', (nosology) => {
    const targets = requiredEver(nosology);
    expect(targets.map((t) => t.name).sort()).toEqual(wanted(nosology));
    for (const t of targets) {
      expect([t.name, t.probe.endsWith('X') ? t.probe === `p.X${t.codon}X` : t.alleles.includes(t.probe) && t.alleles.length === 1]).toEqual([t.name, true]);
      for (const a of t.alleles) expect([t.name, a, codonOf(a)]).toEqual([t.name, a, t.codon]);
    }
  });
  it('asks of a drug what its classes and its name ask', () => {
    const names = (classes: Parameters<typeof requiredFor>[1], agents: readonly string[] = []): number => requiredFor('mcrc_braf_v600e', classes, agents).length;
    expect(names(['anti_egfr'])).toBe(0);
    const lung = (agent: string): readonly string[] => requiredFor('nsclc_egfr', ['egfr_tki'], [agent]).map((t) => t.name);
    const byAgent = catalogue.filter((e) => e.nosology === 'nsclc_egfr' && e.tier === 'A' && e.action === 'exclude' && e.effect === 'resistance' && e.agents.length > 0);
    for (const e of byAgent) for (const v of e.matcher.kind === 'exact' ? e.matcher.variants : []) {
      const name = `${e.genes[0]!} ${v}`;
      for (const agent of e.agents) expect([agent, name, lung(agent).includes(name)]).toEqual([agent, name, true]);
      expect([name, lung('osimertinib').includes(name), requiredFor('nsclc_egfr', ['egfr_tki'], []).some((t) => t.name === name)]).toEqual([name, false, true]);
    }
  });
});

describe('which of several targets a draw tested', () => {
  const target = (gene: string, codon: number, alleles: readonly string[]): RequiredTarget => ({ name: `${gene} codon ${codon}`, gene, codon, probe: `p.X${codon}X`, alleles, entry: 'x' });
  const targets = [target('KRAS', 12, ['p.G12D']), target('NRAS', 12, ['p.G12D']), target('KRAS', 61, ['p.Q61H'])];
  const states = (...rows: readonly Measurement[]): readonly string[] => testedTargets({ specimenId: 'S1', rows, series: assembleSeries(rows, new ReadingCache([])) }, targets);
  const row = (gene: string, variant: string, more: Partial<Measurement> = {}): Measurement => measure('S1', 0, gene, variant, more.reportedStatus ? null : 0, more.reportedStatus ? null : 3000, more);
  it('each by its own gene and codon', () => {
    expect([states(row('NRAS', 'p.G12D')), states(row('KRAS', 'p.Q61H')), states(row('KRAS', 'p.G12D'), row('NRAS', 'p.G12V'), row('KRAS', 'p.Q61K')), states(row('NRAS', 'p.Q61K'))]).toEqual([['unknown', 'read', 'unknown'], ['unknown', 'unknown', 'read'], ['read', 'read', 'read'], ['unknown', 'unknown', 'unknown']]);
  });
  it('an assay that failed as a whole does not hide behind one that was read, nor a row that was not covered behind its panel', () => {
    const failed = measure('S1', 0, '', '', null, null, { assay: 'X', panel: ['KRAS', 'NRAS'], reportedStatus: 'failed_qc' });
    expect(states(row('APC', 'p.R1450*', { panel: ['APC'] }), failed)).toEqual(['failed', 'failed', 'failed']);
    expect(states(row('APC', 'p.R1450*', { panel: ['APC', 'KRAS'], reportedStatus: 'not_covered' }))).toEqual(['read', 'not_covered', 'read']);
    expect(states(row('KRAS', 'p.G12V', { panel: ['KRAS'], countUnit: 'partitions', wildtypeCount: 3000 }))).toEqual(['read', 'not_covered', 'read']);
    expect(states(row('APC', 'p.R1450*', { panel: ['APC', 'KRAS'] }), row('NRAS', 'p.G12D', { panel: ['APC', 'KRAS'], reportedStatus: 'not_covered' }))).toEqual(['read', 'not_covered', 'read']);
  });
});

describe('which alleles and which assays a target asks for', () => {
  const target = (gene: string, codon: number, alleles: readonly string[]): RequiredTarget => ({ name: `${gene} codon ${codon}`, gene, codon, probe: `p.X${codon}X`, alleles, entry: 'x' });
  const state = (of: RequiredTarget, ...rows: readonly Measurement[]): string => testedTargets({ specimenId: 'S1', rows, series: assembleSeries(rows, new ReadingCache([])) }, [of])[0]!;
  const digital = (gene: string, variant: string): Measurement => measure('S1', 0, gene, variant, 0, 3000, { countUnit: 'partitions', wildtypeCount: 3000 });
  const none = (variant: string, gene: string, assay: string): Measurement => measure('S1', 0, gene, variant, null, null, { assay, reportedStatus: 'not_covered' });
  it('codon 12 of KRAS is read by an allele-specific assay when its six common changes are', () => {
    const kras12 = requiredEver('mcrc_ras_braf_wt').find((t) => t.gene === 'KRAS' && t.codon === 12)!;
    const six = ['p.G12A', 'p.G12C', 'p.G12D', 'p.G12R', 'p.G12S', 'p.G12V'];
    expect([...kras12.alleles].sort()).toEqual(six);
    expect([state(kras12, ...six.map((v) => digital('KRAS', v))), state(kras12, ...six.slice(1).map((v) => digital('KRAS', v)))]).toEqual(['read', 'not_covered']);
    expect(requiredEver('mcrc_ras_braf_wt').find((t) => t.gene === 'NRAS' && t.codon === 61)!.alleles).not.toEqual([]);
  });
  it('another change of the codon is not the one asked for; no reading at all reads nothing, whatever is asked', () => {
    const g12d = target('KRAS', 12, ['p.G12D']);
    expect([state(g12d, digital('KRAS', 'p.G12D')), state(g12d, digital('KRAS', 'p.G12V'))]).toEqual(['read', 'not_covered']);
    const any = target('NRAS', 61, []);
    expect([state(any, digital('NRAS', 'p.Q61K')), state(any, digital('KRAS', 'p.G12V'))]).toEqual(['read', 'not_covered']);
  });
  it('each assay without a panel has to say itself that it does not cover', () => {
    const of = target('KRAS', 12, ['p.G12D']);
    expect(state(of, none('p.G12D', 'KRAS', 'A'), none('p.R1450*', 'APC', 'B'))).toBe('unknown');
    expect(state(of, none('p.G12D', 'KRAS', 'A'), none('p.G12D', 'KRAS', 'B'))).toBe('not_covered');
  });
});

describe('the packet', () => {
  const braf: More = { lines: [line(-30, null, { therapyClasses: ['braf_inhibitor', 'anti_egfr'], agents: ['encorafenib', 'cetuximab'] })], profile: { nosology: 'mcrc_braf_v600e' } };
  const target = (points: readonly Point[], more: Record<string, unknown> = { role: 'truncal' }) => packet({ series: [series('BRAF', 'p.V600E', points, more)] }, braf).options.map((o) => [o.kind, o.gene, o.limitIds.filter((l) => !l.startsWith('citation'))]);
  it('lists a change that opens a drug while its last reading shows it, with what limits it', () => {
    expect([target([[28, 'detected']]), target([[0, 'detected'], [28, 'failed_qc']]), target([[0, 'detected'], [28, 'not_detected']]), target([[28, 'not_covered']])]).toEqual([[['target', 'BRAF', []]], [['target', 'BRAF', ['not_in_last_draw']]], [], []]);
    expect([target([[28, 'detected']], { role: 'sensitising' }), target([[28, 'detected']], { role: 'sensitising', shareOfTumour: { median: 1, low: 1, high: 1 } })]).toEqual([[['target', 'BRAF', ['no_share']]], [['target', 'BRAF', []]]]);
  });
  it('marks citations as they were checked, options for other drugs, and puts the better grade first', () => {
    const p = packet({ series: [series('PTEN', 'p.R130*', [[28, 'detected']]), series('EGFR', 'p.S492R', [[28, 'detected']]), series('KRAS', 'p.G12D', [[28, 'detected']]), series('MET', 'amplification', [[0, 'detected'], [28, 'not_detected']])] }, { lines: [drug(['panitumumab'], -30, null)] });
    expect(p.options.map((o) => o.tier)).toEqual(p.options.map((o) => o.tier).sort());
    expect(p.options.map((o) => o.gene)).not.toContain('MET');
    for (const o of p.options) expect([o.gene, o.limits.filter((l) => l.startsWith('citation'))]).toEqual([o.gene, { yes: [], some: ['citation verified in part'], no: ['citation not verified'] }[o.citationVerified]]);
    expect(p.options.find((o) => o.gene === 'EGFR')!.limits).toContain('catalogued for drugs other than those asked about');
    expect(p.intendedUse).toMatch(/^Displays and statistically summarises/);
  });
  it('says what limits each option: a caution, a share not computed, a reading older than the last draw; and its published rank, where there is one', () => {
    const limits = (name: string, points: readonly Point[], more: Record<string, unknown> = {}): readonly string[] => {
      const [gene, variant] = name.split(' ') as [string, string];
      return packet({ series: [series(gene, variant, points, more)] }).options.flatMap((o) => o.limitIds.filter((l) => !l.startsWith('citation')));
    };
    const share = { shareOfTumour: { median: 0.2, low: 0.1, high: 0.3 } };
    expect(limits('KRAS p.G12D', [[28, 'detected']], share)).toEqual([]);
    expect(limits('KRAS p.G12D', [[28, 'detected']])).toEqual(['no_share']);
    expect(limits('KRAS p.G12D', [[0, 'detected'], [28, 'failed_qc']], share)).toEqual(['not_in_last_draw']);
    expect(limits('PIK3CA p.H1047R', [[28, 'detected']], share)).toEqual(['caution_only']);
    const words = packet({ series: [series('PIK3CA', 'p.H1047R', [[0, 'detected'], [28, 'failed_qc']])] }).options[0]!.limits;
    expect(words).toEqual(expect.arrayContaining(['caution only: never withdraws a therapy by itself', 'share of the tumour not computed', 'not read in the last draw']));
    const [braf600, kras] = [packet({ series: [series('BRAF', 'p.V600E', [[28, 'detected']], { role: 'truncal' })] }, braf), packet({ series: [series('KRAS', 'p.G12D', [[28, 'detected']])] })];
    // ESCAT I-A in Mosele 2020, table for colorectal cancer; KRAS only closes a drug and has none.
    expect([braf600.options[0]!.escat?.tier, braf600.options[0]!.amp, kras.options[0]!.escat]).toEqual(['I-A', 'I-A', null]);
  });
  it('puts what opens a drug before what closes one, in the better grade, by name within it', () => {
    const order = packet({ series: ['NRAS p.Q61K', 'KRAS p.G12D', 'KRAS p.G12A'].map((name) => series(name.split(' ')[0]!, name.split(' ')[1]!, [[28, 'detected']])) }).options.map((o) => `${o.gene} ${o.variant}`);
    expect(order).toEqual(['KRAS p.G12A', 'KRAS p.G12D', 'NRAS p.Q61K']);
    const both = packet({ series: [series('KRAS', 'p.G12D', [[28, 'detected']]), series('BRAF', 'p.V600E', [[28, 'detected']], { role: 'truncal' })] }, braf).options;
    expect(both.map((o) => [o.tier, o.kind])).toEqual([...both].sort((a, b) => (a.tier < b.tier ? -1 : a.tier > b.tier ? 1 : a.kind === b.kind ? 0 : a.kind === 'target' ? -1 : 1)).map((o) => [o.tier, o.kind]));
  });
  it('a mechanism of which one change of several was read is said to be read in part', () => {
    expect(packet({}, { panel: ['PIK3CA:H1047R'] }).unknown.filter((u) => u.startsWith('PIK3CA')).join()).toMatch(/read only in part \(PIK3CA p\.H1047R\)/);
  });
  it('assays stand by name; a draw that cannot answer says why', () => {
    const rows = ['Z', 'A', 'M'].map((assay) => measure('S28', 28, 'KRAS', 'p.G12D', 0, 3000, { assay }));
    expect(packet({}, { rows }).assays.map((a) => a.assay)).toEqual(['A', 'M', 'Z']);
    expect(packet({ informative: { status: 'limited', reason: 'low input' } }).unknown[0]).toBe('low input');
  });
  it('says of each assay of the last draw its input, limit and states, and nothing of another', () => {
    const rows = [measure('S28', 28, 'KRAS', 'p.G12D', 0, 3000), measure('S28', 28, 'NRAS', 'p.Q61K', 0, 3000, { inputHge: 5000 }), measure('S28', 28, 'EGFR', 'p.S464L', 0, 9000, { assay: 'dPCR', inputHge: 9000 }), measure('S0', 0, 'KRAS', 'p.G12D', 0, 99_000, { inputHge: 99_000 }), measure('S28', 28, 'APC', 'p.R1450*', 0, 3000, { assay: 'late', knownDay: 40 })];
    const points = [series('KRAS', 'p.G12D', [[0, 'detected', 0.9], [28, 'not_detected', 0.01]]), series('NRAS', 'p.Q61K', [[28, 'detected', 0.02]]), series('EGFR', 'p.S464L', [[28, 'failed_qc', 0.03, 'dPCR']])];
    expect(packet({ series: points }, { rows }).assays).toEqual([
      { assay: 'NGS', version: '1', inputHge: 5000, lod95: 0.002, lodStated: null, statuses: { detected: 1, not_detected: 1 } }, { assay: 'dPCR', version: '1', inputHge: 9000, lod95: 0.003, lodStated: null, statuses: { failed_qc: 1 } },
    ]);
  });
  it('says what is unknown in each of its ways, and what is known no more', () => {
    const partly = packet({}, { panel: ['KRAS:12'] }).unknown;
    expect(partly.filter((u) => /not tested$/.test(u)).length).toBeGreaterThan(3);
    const failed = packet({ series: [series('KRAS', 'p.G12D', [[28, 'failed_qc']])] }, { panel: ['APC'] }).unknown;
    expect(failed.some((u) => /^KRAS .*: failed quality control$/.test(u))).toBe(true);
    const { notInBlood } = mechanisms({});
    expect(packet({}).unknown).toEqual(expect.arrayContaining(notInBlood.map((n) => `${n.label}: ${n.reason}`)));
    expect(packet({}, { lines: [line(-90, -20, { stopReason: 'progression' })] }).unknown).not.toContain('progression: none recorded');
    expect(packet({}).unknown).not.toContain('x');
    const rechallenge = { verdict: 'met', wording: 'w', criteriaVersion: 'c', gates: [] };
    expect([packet({ rechallenge }).rechallenge, packet({ rechallenge }).strategies.some((x) => x.id === 'reintroduction'), packet({}).strategies.some((x) => x.id === 'reintroduction'), packet({ asOfDay: null }).asOf]).toEqual([{ verdict: 'met', wording: 'w', criteriaVersion: 'c' }, true, false, null]);
  });
  it('as text has its keys in one order at every depth, and none without a value', () => {
    const text = (x: unknown): string => packetText(x as BoardPacket);
    expect(text({ b: [{ d: 1, c: null }], a: { f: undefined, e: 'x' } })).toBe('{"a":{"e":"x"},"b":[{"c":null,"d":1}]}\n');
  });
});
