/** Criteria met and lost over time: each verdict as it stood when a draw became known, and nothing of later. */
import { describe, expect, it } from '@jest/globals';
import type { Assessment, Measurement, PatientRecord, TreatmentLine } from '@clonewatch/domain';
import { defaultPolicy, evaluatePatient } from '@clonewatch/guidance';
import { scenarioHistory } from '../../../libs/workflows/src/reads/scenarios.js';
import { day, line, measure, patient } from '../guidance/records.js';

const start = day('2026-01-01');
const encorafenib: TreatmentLine = line(start - 20, null, { regimen: 'encorafenib + cetuximab', agents: ['encorafenib', 'cetuximab'], therapyClasses: ['braf_inhibitor', 'anti_egfr'] });
const panel = ['BRAF', 'KRAS', 'NRAS', 'MAP2K1', 'RAF1', 'ARAF', 'EGFR', 'ERBB2', 'MET', 'PTEN'];
/** One draw: BRAF p.V600E and KRAS p.G12D of 5,000 molecules, known `lag` days later. */
const draw = (i: number, braf: number, kras: number, lag = 0): readonly Measurement[] => {
  const at = start + 28 * i;
  const own = (gene: string, variant: string, k: number): Measurement => measure(`S${i}`, at, gene, variant, k, 5000, { wbcVafFraction: 0, panel, knownDay: at + lag });
  return [own('BRAF', 'p.V600E', braf), own('KRAS', 'p.G12D', kras), measure(`S${i}`, at, '', '', null, 5000, { panel, knownDay: at + lag })];
};
const record = (rows: readonly Measurement[], more: { lines?: readonly TreatmentLine[]; assessments?: readonly Assessment[] } = {}): PatientRecord =>
  patient(rows, more.lines ?? [encorafenib], { nosology: 'mcrc_braf_v600e', tissueBraf: 'v600e' }, { assessments: more.assessments ?? [] });
const history = (r: PatientRecord, asOf: number | null = null): readonly string[] =>
  [...scenarioHistory(r, evaluatePatient(r, asOf === null ? null : { day: asOf }, defaultPolicy), defaultPolicy)].flatMap(([id, said]) => said.map((x) => `${id} ${x.day - start} ${x.verdict}`));

describe('the verdict from draw to draw', () => {
  const rows = [...draw(0, 200, 0), ...draw(1, 210, 0), ...draw(2, 220, 60), ...draw(3, 230, 0), ...draw(4, 0, 0)];
  it('met, lost to a call, for discussion where the clone is not called again, and open where no tumour DNA is shown; a draw that changes nothing has no entry', () => {
    expect(history(record(rows))).toEqual(['braf_egfr_escape 0 met', 'braf_egfr_escape 56 not_met', 'braf_egfr_escape 84 discuss', 'braf_egfr_escape 112 cannot_assess']);
  });
  it('as of an earlier day it ends there', () => {
    expect(history(record(rows), start + 60)).toEqual(['braf_egfr_escape 0 met', 'braf_egfr_escape 56 not_met']);
  });
  it('counts from the day a result was known, not from the day of the draw', () => {
    expect(history(record([...draw(0, 200, 0), ...draw(2, 220, 60, 9)]))).toEqual(['braf_egfr_escape 0 met', 'braf_egfr_escape 65 not_met']);
  });
  it('begins when its drugs do: before, the question did not arise', () => {
    expect(history(record(rows, { lines: [{ ...encorafenib, startDay: start + 40 }] }))).toEqual(['braf_egfr_escape 56 not_met', 'braf_egfr_escape 84 discuss', 'braf_egfr_escape 112 cannot_assess']);
    expect(history(record(rows, { lines: [] }))).toEqual([]);
  });
});
