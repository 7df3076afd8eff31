/** What a preview says of each result: a fraction to hold against the instrument's own, a bound for what was not detected, and never a 0. */
import { StateTally } from '../../../libs/workflows/src/import/states.js';
import { read } from '../formats/support';

const text = `patient_id,specimen_id,collected_on,assay,gene,variant,count_unit,mutant_count,total_count,wildtype_count,vaf,status
P1,S1,2026-03-12,dPCR,KRAS,p.G12D,partitions,30,20000,5000,,
P1,S2,2026-04-12,NGS,KRAS,p.G12D,molecules,0,3000,,,
P1,S3,2026-05-12,NGS,KRAS,p.G12D,molecules,,,,,not_covered
P1,S4,2026-06-12,NGS,KRAS,p.G12D,molecules,,,,,failed_qc
P1,S5,2026-07-12,NGS,,,molecules,,,,,
`;
it('reads each row as the engine does', async () => {
  const tally = new StateTally();
  const { rows, problems } = await read(text, { reader: 'exchange-series' });
  expect(problems).toEqual([]);
  tally.add(rows);
  expect(tally.result).toEqual({ detected: 1, not_detected: 1, not_covered: 1, failed_qc: 1, draws: 1, controls: 0 });
  const [plate, clean, ...rest] = tally.first;
  // Poisson: λ = −ln(1 − positive/accepted) of each channel.
  const [mutant, wildtype] = [-Math.log1p(-30 / 20_000), -Math.log1p(-5_000 / 20_000)];
  expect(plate).toMatchObject({ state: 'detected', mutant_count: 30, total_count: 20_000, upper95: null });
  expect(plate!.vaf).toBeCloseTo(mutant / (mutant + wildtype), 12);
  // None in n molecules excludes, at 95 %, all above 1 − 0.05^(1/n).
  expect(clean).toMatchObject({ state: 'not_detected', vaf: null });
  expect(clean!.upper95).toBeCloseTo(1 - 0.05 ** (1 / 3000), 12);
  expect(rest.map((r) => [r.state, r.vaf, r.upper95])).toEqual([['not_covered', null, null], ['failed_qc', null, null], ['draws', null, null]]);
});
