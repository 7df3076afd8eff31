/** Which clone leads and what its growth depends on; what rose, what was looked for, and what blood cannot show. Words come by key, numbers from the wire. */
import type { ReactNode } from 'react';
import type { Timeline } from '@clonewatch/domain';
import type { MechanismsAnswer, WireFurtherEvidence, WireMechanisms } from '@clonewatch/contracts';
import { dateText, dayText, fromEngine, kindText, percent, percentRange, t, toDiscuss, variantText } from '@clonewatch/words';
import { EvidenceMark, FurtherEvidence } from './further-evidence.js';
import { classWord as therapyWord } from './words.js';
import { Quoted } from './quoted.js';

interface Part { readonly m: WireMechanisms; readonly timeline: Timeline; readonly further: WireFurtherEvidence | null | undefined }

const dayWord = (timeline: Timeline, day: string | number): string => (typeof day === 'string' ? dateText(day) : dayText(timeline, day));
const classes = ['primary_target', 'secondary_target_mutation', 'bypass_activation', 'clonal_selection', 'phenotypic_plasticity'] as const;
/** An id of the catalogue that is no class of table 1 is said as such. */
const classWord = (id: string): string => t(`mechanisms.class.${classes.find((c) => c === id) ?? 'none'}`);

function Cited({ c }: { readonly c: Pick<WireMechanisms['called'][number], 'tier' | 'citation' | 'citation_checked'> }): ReactNode {
  const mark = c.citation_checked === 'yes' ? null : c.citation_checked === 'some' ? t('mechanisms.partlyVerified') : t('mechanisms.unverified');
  return <span className="small"><span className="nowrap">{t('mechanisms.tier', { tier: c.tier })}</span> <span className="quiet" lang="en">{c.citation}</span>{mark && <> <em className="unverified" data-unverified>[{mark}]</em></>}</span>;
}

function Called({ m, timeline, further }: Part): ReactNode {
  if (m.called.length === 0) return <p className="pad small" data-testid="no-mechanism">{t('mechanisms.none')}</p>;
  return (
    <table className="table mechanisms-called">
      <thead><tr>{(['order', 'change', 'class', 'first', 'last', 'share', 'trend', 'strategy', 'evidence'] as const).map((k) => <th scope="col" key={k} className={k === 'order' || k === 'share' ? 'number' : undefined}>{t(`mechanisms.${k}`)}</th>)}</tr></thead>
      <tbody>{m.called.map((c) => (
        <tr key={`${c.gene} ${c.variant}`} data-mechanism={c.entry} data-applies={c.applies}>
          <td className="number">{c.order}</td>
          <td><strong>{variantText(c.gene, c.variant)}</strong>{c.action === 'caution' && <div className="quiet small">{t('mechanisms.caution')}</div>}{!c.applies && <div className="quiet small">{t('mechanisms.otherDrugs')}</div>}</td>
          <td>{classWord(c.mechanism)}</td>
          <td className="nowrap">{dayWord(timeline, c.first)}<div className="quiet small">{t(`mechanisms.origin.${c.origin}`)}</div></td>
          <td className="nowrap">{c.last_status === 'detected' && c.last_vaf !== null ? percent(c.last_vaf) : t(`mechanisms.status.${c.last_status}`)}<div className="quiet small">{dayWord(timeline, c.last)}</div></td>
          <td className="number nowrap">{c.share_of_tumour ? <>{percent(c.share_of_tumour.median)}<div className="quiet small">{percentRange(c.share_of_tumour.low, c.share_of_tumour.high)}</div></> : <span className="quiet">{t('mechanisms.notComputed')}</span>}</td>
          <td>{t(`mechanisms.trend.${c.trend}`)}</td>
          <td className="small">{toDiscuss(c).map((x) => <div key={x}><Quoted text={x} /></div>)}</td>
          <td><Cited c={c} /><EvidenceMark further={further} gene={c.gene} variant={c.variant} /></td>
        </tr>
      ))}</tbody>
    </table>
  );
}

const testedOrder = ['called', 'not_called', 'partly', 'not_tested', 'failed_qc'] as const;

/** Counts at a glance, names on request: what was not read is never a mechanism that is absent. */
function Tested({ m }: Pick<Part, 'm'>): ReactNode {
  const groups = testedOrder.map((state) => ({ state, items: m.tested.filter((x) => x.state === state) })).filter((g) => g.items.length > 0);
  if (groups.length === 0 && m.not_in_blood.length === 0) return null;
  return (
    <details className="record-part" data-part="tested">
      <summary className="record-head"><h3>{t('mechanisms.lookedFor')} <span className="quiet">{[...groups.map((g) => `${g.items.length} ${t(`mechanisms.tested.${g.state}`)}`), ...(m.not_in_blood.length > 0 ? [`${m.not_in_blood.length} ${t('mechanisms.notInBlood').toLowerCase()}`] : [])].join(' · ')}</span></h3></summary>
      <table className="table"><tbody>
        {groups.map((g) => (
          <tr key={g.state} data-tested={g.state}><th scope="row" className="nowrap">{t(`mechanisms.tested.${g.state}`)}</th><td className="small">{g.items.map((x) => fromEngine(x.label)
            + (x.state === 'partly' ? ` (${t('mechanisms.only', { x: x.read.map(fromEngine).join(', ') })})` : x.state === 'not_called' && x.excluded_to_vaf !== null ? ` (${t('mechanisms.below', { x: percent(x.excluded_to_vaf) })})` : '')).join('; ')}</td></tr>
        ))}
        {m.not_in_blood.length > 0 && <tr data-tested="not_in_blood"><th scope="row" className="nowrap">{t('mechanisms.notInBlood')}</th><td className="small">{m.not_in_blood.map((n) => `${fromEngine(n.label)}: ${fromEngine(n.reason)}`).join('; ')}</td></tr>}
      </tbody></table>
    </details>
  );
}

function Foci({ m, timeline }: Omit<Part, 'further'>): ReactNode {
  const f = m.foci;
  return (
    <>
      {t(`mechanisms.foci.${f.pattern}`)}{f.at !== null && <span className="quiet"> {dayWord(timeline, f.at)}: {f.lesions.map((l) => `${l.site} ${l.result}`).join(', ')}</span>}
      {(f.pattern === 'previous_foci' || f.pattern === 'both') && <div className="quiet small">{t('mechanisms.foci.previous_hint')}</div>}
      {f.discordant && <div data-discordant>{t('mechanisms.foci.discordant')}</div>}
      {f.tissue_discordance.map((d) => <div key={`${d.gene} ${d.variant}`} data-discordant>{t('mechanisms.foci.tissue', { change: variantText(d.gene, d.variant), positive: d.positive.join(', '), negative: d.negative.join(', ') })}</div>)}
    </>
  );
}

/** What tissue showed under these drugs and plasma does not: as much a mechanism as a call. */
function InTissue({ m, timeline }: Omit<Part, 'further'>): ReactNode {
  const found = m.in_tissue ?? [];
  if (found.length === 0) return null;
  return (
    <div className="pad small" data-testid="in-tissue"><strong>{t('mechanisms.inTissue')}</strong>
      <ul className="further">{found.map((f, i) => (
        <li key={i} data-mechanism={f.entry}><strong>{variantText(f.gene, f.variant)}</strong> <span className="quiet">{kindText(f.kind)}, {dayWord(timeline, f.at)} · {classWord(f.mechanism)}{f.action === 'caution' && ` · ${t('mechanisms.caution')}`}</span>
          {toDiscuss(f).map((x) => <div key={x}><Quoted text={x} /></div>)}<div><Cited c={f} /></div></li>))}</ul>
    </div>
  );
}

function Beside({ m, timeline }: Omit<Part, 'further'>): ReactNode {
  if (m.beside.length === 0) return null;
  return (
    <details className="record-part" data-part="beside">
      <summary className="record-head"><h3>{t('mechanisms.beside')} <span className="quiet">{m.beside.length}{m.beside.some((b) => b.agrees === false) && ` · ${m.beside.filter((b) => b.agrees === false).length} ${t('mechanisms.disagrees')}`}</span></h3></summary>
      <table className="table"><thead><tr>{(['date', 'method', 'change', 'result', 'inPlasma'] as const).map((k) => <th scope="col" key={k}>{t(`mechanisms.${k}`)}</th>)}</tr></thead>
        <tbody>{m.beside.map((b, i) => (
          <tr key={i}><td className="nowrap">{dayWord(timeline, b.at)}</td><td>{kindText(b.kind)}</td><td>{variantText(b.gene, b.variant)}</td><td>{fromEngine(b.result)}</td>
            <td>{t(`mechanisms.status.${b.plasma}`)} <span className="quiet">{b.agrees === null ? t('mechanisms.notComparable') : b.agrees ? t('mechanisms.agrees') : t('mechanisms.disagrees')}</span></td></tr>
        ))}</tbody></table>
    </details>
  );
}

export function MechanismsPanel({ answer: m, timeline, colorectal, releases }: { readonly answer: Omit<MechanismsAnswer, 'further_evidence'> & { readonly further_evidence?: WireFurtherEvidence | null | undefined }; readonly timeline: Timeline; readonly colorectal: boolean; readonly releases?: ReactNode }): ReactNode {
  const part = { m, timeline, further: m.further_evidence };
  return (
    <section className="panel" id="mechanisms" aria-labelledby="mechanisms-title" data-mechanisms={m.verdict}>
      <h2 id="mechanisms-title">{t('mechanisms.title')}</h2>
      <p className="pad" data-testid="mechanisms-wording"><strong>{fromEngine(m.wording)}</strong></p>
      <dl className="mechanism-facts">
        <div><dt>{t('mechanisms.leading')}</dt><dd data-testid="leading">{m.leading ? <><strong>{m.leading.variants.join(', ')}</strong><div>{fromEngine(m.leading.dependence)}</div></> : <span className="quiet">{t('mechanisms.noLeading')}</span>}</dd></div>
        <div><dt>{t('mechanisms.therapy')}</dt><dd>{m.therapy.length > 0 ? <>{m.therapy.map(therapyWord).join(' + ')} <span className="quiet">{t(m.on_therapy ? 'mechanisms.on' : 'mechanisms.off')}</span></> : <span className="quiet">{t('mechanisms.noTherapy')}</span>}</dd></div>
        <div><dt>{t('mechanisms.progression')}</dt><dd>{m.progression.length > 0 ? m.progression.slice(-2).map((p, i) => <div key={i}>{dayWord(timeline, p.at)} <span className="quiet">{t(`mechanisms.basis.${p.basis}`)}</span></div>) : <span className="quiet">{t('mechanisms.noProgression')}</span>}</dd></div>
        <div className="grow"><dt>{t('mechanisms.foci')}</dt><dd data-foci={m.foci.pattern}><Foci {...part} /></dd></div>
        {colorectal && <div><dt>{t('mechanisms.side')}</dt><dd>{t(`mechanisms.side.${m.sidedness ?? 'unknown'}`)}{m.sidedness === 'right' && <div className="quiet small">{t('mechanisms.side.rightHint')}</div>}</dd></div>}
      </dl>
      <Called {...part} />
      <InTissue {...part} />
      <Tested m={m} />
      <div className="pad small"><strong>{t('mechanisms.further')}</strong>{m.further_tests.length === 0 ? <span className="quiet"> {t('mechanisms.nothingFurther')}</span> : (
        <ul className="further">{m.further_tests.map((f) => <li key={f.test} data-further={f.test}><strong>{t(`mechanisms.further.${f.test}`)}</strong>: {fromEngine(f.shows)}</li>)}</ul>)}</div>
      <Beside {...part} />
      <FurtherEvidence further={m.further_evidence} more={releases} />
    </section>
  );
}
