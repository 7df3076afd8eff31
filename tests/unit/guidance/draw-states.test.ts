/** One word a draw, for the cohort's picture: what stands, until when, and what a draw without it says. */
import type { AlertFinding, AlertKind, CallStatus, DrawResult, Evaluation, Informativeness } from '@clonewatch/domain';
import { belowBoundOf, drawStatesOf } from '@clonewatch/guidance';

const draw = (day: number, informative: Informativeness = 'informative'): DrawResult => ({ specimenId: `S${day}`, day, informative, reason: '', truncalVaf: null, totalMolecules: null, inputHge: null });
const alert = (kind: AlertKind, firedDay: number, variant: string | null = 'p.G12D', members: AlertFinding['members'] = []): AlertFinding => ({
  kind, grade: null, severity: 'review', phase: 'on', gene: variant === null ? null : 'KRAS', variant, members, clone: null, episode: `${kind}:${variant}:${firedDay}`, firedDay, knownDay: firedDay,
  specimenId: `S${firedDay}`, score: null, threshold: null, evidence: {}, text: '',
});
/** Statuses of one resistance variant, draw by draw; null: the draw has no row of it. */
const variant = (draws: DrawResult[], statuses: (CallStatus | null)[], role = 'resistance', name = 'p.G12D'): Evaluation['series'][number] =>
  ({ role, gene: name === 'p.Q61K' ? 'NRAS' : 'KRAS', variant: name, points: draws.flatMap((d, i) => (statuses[i] ? [{ specimenId: d.specimenId, status: statuses[i] }] : [])) }) as unknown as Evaluation['series'][number];
const states = (draws: DrawResult[], alerts: AlertFinding[], retracted: string[] = [], series = [variant(draws, draws.map(() => 'not_detected'))]): string[] =>
  drawStatesOf({ draws, alerts, retracted, series }).map((s) => s.state);

describe('what a draw said', () => {
  it('follows a clone from its detection over its rise to below its bound', () => {
    const draws = [0, 28, 56, 84, 112, 140].map((d) => draw(d));
    const alerts = [alert('resistance_detected', 28), alert('resistance_emerging', 56), alert('resistance_below_bound', 140)];
    const course = variant(draws, ['not_detected', 'detected', 'detected', 'detected', 'not_detected', 'not_detected']);
    expect(states(draws, alerts, [], [course])).toEqual(['none_found', 'present', 'risen', 'risen', 'standing', 'none_found']);
  });

  it('keeps limited and not informative apart from "none found"', () => {
    expect(states([draw(0), draw(28, 'limited'), draw(56, 'not_informative')], [])).toEqual(['none_found', 'limited', 'not_informative']);
  });

  it('claims no rise for a draw that did not call the clone, and no absence either: not detected above its bound, not read, failed or not informative', () => {
    const draws = [0, 28, 56, 84, 112].map((d) => draw(d, d === 112 ? 'not_informative' : 'informative'));
    const course = variant(draws, ['detected', 'not_detected', 'not_covered', 'failed_qc', null]);
    for (const kind of ['resistance_emerging', 'resistance_regrowth'] as const) expect(states(draws, [alert(kind, 0)], [], [course])).toEqual(['risen', ...draws.slice(1).map(() => 'standing')]);
    for (const kind of ['resistance_detected', 'resistance_at_baseline', 'resistance_persisting'] as const) expect(states(draws, [alert(kind, 0)], [], [course])).toEqual(['present', ...draws.slice(1).map(() => 'standing')]);
  });

  it('takes a call of one variant for no rise of another', () => {
    const draws = [draw(0)];
    const both = [variant(draws, ['not_detected']), variant(draws, ['detected'], 'resistance', 'p.G13D')];
    expect(states(draws, [alert('resistance_emerging', 0)], [], both)).toEqual(['present']);
  });

  it('takes no bound of before the firing, of another variant, or of one of two members', () => {
    const both = [{ gene: 'KRAS', variant: 'p.G12D' }, { gene: 'NRAS', variant: 'p.Q61K' }];
    const draws = [0, 28, 56].map((d) => draw(d));
    expect(states(draws, [alert('resistance_below_bound', 0), alert('resistance_regrowth', 28)])).toEqual(['none_found', 'standing', 'standing']);
    expect(states(draws, [alert('resistance_emerging', 0), alert('resistance_below_bound', 28, 'p.G13D')])).toEqual(['standing', 'standing', 'standing']);
    const rose = alert('resistance_emerging', 0, null, both);
    const called = [variant(draws, ['not_detected', 'not_detected', 'not_detected']), variant(draws, ['detected', 'not_detected', 'not_detected'], 'resistance', 'p.Q61K')];
    expect(states(draws, [rose, alert('resistance_below_bound', 28)], [], called)).toEqual(['risen', 'standing', 'standing']);
    const nras = { ...alert('resistance_below_bound', 56, 'p.Q61K'), gene: 'NRAS' };
    expect(states(draws, [rose, alert('resistance_below_bound', 28), nras], [], called)).toEqual(['risen', 'standing', 'none_found']);
    expect(belowBoundOf(rose, [alert('resistance_below_bound', 28), nras])).toBe(nras);
  });

  it('says nothing was found only of what was read: not covered, failed and not asked for are no "none found"', () => {
    const draws = [0, 28, 56, 84].map((d) => draw(d));
    const kras = variant(draws, ['not_detected', 'not_covered', 'failed_qc', null]);
    expect(states(draws, [], [], [kras])).toEqual(['none_found', 'not_tested', 'not_tested', 'not_tested']);
    expect(states(draws, [], [], [kras, variant(draws, draws.map(() => 'not_detected'))])).toEqual(['none_found', 'limited', 'limited', 'limited']);
    expect(states(draws, [], [], [])).toEqual(draws.map(() => 'not_tested'));
    expect(states(draws, [], [], [variant(draws, draws.map(() => 'not_detected'), 'truncal')])).toEqual(draws.map(() => 'not_tested'));
    expect(states([draw(0, 'not_informative')], [], [], [])).toEqual(['not_informative']);
  });

  it('shows a variant that was called though no alert stands, as in a suspect draw', () => {
    const draws = [draw(0)];
    expect(states(draws, [], [], [variant(draws, ['detected'])])).toEqual(['present']);
  });

  it('lets a burden that rose speak for its own draw alone, and retracted findings for none', () => {
    const draws = [0, 28].map((d) => draw(d));
    expect(states(draws, [alert('burden_rising', 0, null)])).toEqual(['burden_rising', 'none_found']);
    expect(states(draws, [alert('resistance_emerging', 0)], ['resistance_emerging:p.G12D:0'])).toEqual(['none_found', 'none_found']);
  });
});
