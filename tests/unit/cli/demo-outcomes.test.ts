/** The outcomes of the demonstration follow from the record: what it does not judge stays open. */
import { outcomeLater, type Past } from '../../../apps/cli/src/steps/demo-outcomes.js';

const past = (p: Partial<Past>): Past => ({ id: 'a', patientId: 'p', kind: 'resistance_emerging', known: 100, lineStopped: 200, images: [], confirmed: null, ...p });

describe('how an alert of the demonstration turned out', () => {
  it('resistance: by progression on imaging of its line, else by the draw that confirmed it, else by the change of treatment', () => {
    expect(outcomeLater(past({ images: [{ day: 90, result: 'PD' }, { day: 150, result: 'SD' }, { day: 210, result: 'PD' }], confirmed: 130 }), 400)).toMatchObject({ outcome: 'confirmed_by_imaging', on: 210 });
    expect(outcomeLater(past({ images: [{ day: 300, result: 'PD' }], confirmed: 130 }), 400)).toMatchObject({ outcome: 'confirmed_by_repeat_draw', on: 130 });
    expect(outcomeLater(past({ confirmed: 100 }), 400)).toMatchObject({ outcome: 'treatment_changed', on: 200 });
  });

  it('an alert of a line that still runs stays open, and so does what is not known yet', () => {
    expect(outcomeLater(past({ lineStopped: null, images: [{ day: 150, result: 'PD' }], confirmed: 130 }), 400)).toBeNull();
    expect(outcomeLater(past({ confirmed: 130 }), 199)).toBeNull();
  });

  it('response and burden: by the first image after it, each the other way round; stable disease judges neither', () => {
    const of = (kind: Past['kind'], result: string, day = 150): string | undefined => outcomeLater(past({ kind, lineStopped: null, images: [{ day, result }, { day: day + 60, result: 'PD' }] }), 400)?.outcome;
    expect([of('molecular_response', 'PR'), of('molecular_response', 'PD'), of('molecular_response', 'SD'), of('molecular_response', 'PR', 230)]).toEqual(['confirmed_by_imaging', 'false_alarm', undefined, undefined]);
    expect([of('burden_rising', 'PD'), of('burden_rising', 'CR'), of('burden_rising', 'SD')]).toEqual(['confirmed_by_imaging', 'false_alarm', undefined]);
    expect(of('coverage_gap', 'PD')).toBeUndefined();
  });
});
