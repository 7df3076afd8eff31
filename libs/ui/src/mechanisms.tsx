/** Which clone leads and what its growth depends on; what rose, what was looked for, and what blood cannot show. Words come by key, numbers from the wire. */
import type { ReactNode } from 'react';
import { dateText, dayText, percent, percentRange } from '@clonewatch/charts';
import { variantLabel, wordsIn, type Language, type Timeline, type WordKey } from '@clonewatch/domain';
import type { MechanismsAnswer, WireMechanisms } from '@clonewatch/contracts';

type Said = ReturnType<typeof wordsIn>;
interface Part { readonly m: WireMechanisms; readonly timeline: Timeline; readonly w: Said }

const dayWord = (timeline: Timeline, day: string | number): string => (typeof day === 'string' ? dateText(day) : dayText(timeline, day));
const classKeys: readonly string[] = ['primary_target', 'secondary_target_mutation', 'bypass_activation', 'clonal_selection', 'phenotypic_plasticity'];
/** An id of the catalogue that is no class of table 1 is said as such. */
const classWord = (w: Said, id: string): string => w(`mechanisms.class.${classKeys.includes(id) ? id : 'none'}` as WordKey);

function Cited({ c, w }: { readonly c: WireMechanisms['called'][number]; readonly w: Said }): ReactNode {
  const mark = c.citation_checked === 'yes' ? null : c.citation_checked === 'some' ? w('mechanisms.partlyVerified') : w('mechanisms.unverified');
  return <span className="small"><span className="nowrap">{w('mechanisms.tier', { tier: c.tier })}</span> <span className="quiet">{c.citation}</span>{mark && <> <em className="unverified" data-unverified>[{mark}]</em></>}</span>;
}

function Called({ m, timeline, w }: Part): ReactNode {
  if (m.called.length === 0) return <p className="pad small" data-testid="no-mechanism">{w('mechanisms.none')}</p>;
  return (
    <table className="table mechanisms-called">
      <thead><tr>{(['order', 'change', 'class', 'first', 'last', 'share', 'trend', 'strategy', 'evidence'] as const).map((k) => <th scope="col" key={k} className={k === 'order' || k === 'share' ? 'number' : undefined}>{w(`mechanisms.${k}`)}</th>)}</tr></thead>
      <tbody>{m.called.map((c) => (
        <tr key={`${c.gene} ${c.variant}`} data-mechanism={c.entry} data-applies={c.applies}>
          <td className="number">{c.order}</td>
          <td><strong>{variantLabel(c.gene, c.variant)}</strong>{c.action === 'caution' && <div className="quiet small">{w('mechanisms.caution')}</div>}{!c.applies && <div className="quiet small">{w('mechanisms.otherDrugs')}</div>}</td>
          <td>{classWord(w, c.mechanism)}</td>
          <td className="nowrap">{dayWord(timeline, c.first)}<div className="quiet small">{w(`mechanisms.origin.${c.origin}`)}</div></td>
          <td className="nowrap">{c.last_status === 'detected' && c.last_vaf !== null ? percent(c.last_vaf) : w(`mechanisms.status.${c.last_status}`)}<div className="quiet small">{dayWord(timeline, c.last)}</div></td>
          <td className="number nowrap">{c.share_of_tumour ? <>{percent(c.share_of_tumour.median)}<div className="quiet small">{percentRange(c.share_of_tumour.low, c.share_of_tumour.high)}</div></> : <span className="quiet">{w('mechanisms.notComputed')}</span>}</td>
          <td>{w(`mechanisms.trend.${c.trend}`)}</td>
          <td className="small">{c.strategy}{c.option && <div>{c.option}</div>}</td>
          <td><Cited c={c} w={w} /></td>
        </tr>
      ))}</tbody>
    </table>
  );
}

const testedOrder = ['called', 'not_called', 'partly', 'not_tested', 'failed_qc'] as const;

/** Counts at a glance, names on request: what was not read is never a mechanism that is absent. */
function Tested({ m, w }: Omit<Part, 'timeline'>): ReactNode {
  const groups = testedOrder.map((state) => ({ state, items: m.tested.filter((t) => t.state === state) })).filter((g) => g.items.length > 0);
  if (groups.length === 0 && m.not_in_blood.length === 0) return null;
  return (
    <details className="record-part" data-part="tested">
      <summary className="record-head"><h3>{w('mechanisms.lookedFor')} <span className="quiet">{[...groups.map((g) => `${g.items.length} ${w(`mechanisms.tested.${g.state}`)}`), ...(m.not_in_blood.length > 0 ? [`${m.not_in_blood.length} ${w('mechanisms.notInBlood').toLowerCase()}`] : [])].join(' · ')}</span></h3></summary>
      <table className="table"><tbody>
        {groups.map((g) => (
          <tr key={g.state} data-tested={g.state}><th scope="row" className="nowrap">{w(`mechanisms.tested.${g.state}`)}</th><td className="small">{g.items.map((t) => t.label
            + (t.state === 'partly' ? ` (${w('mechanisms.only', { x: t.read.join(', ') })})` : t.state === 'not_called' && t.excluded_to_vaf !== null ? ` (${w('mechanisms.below', { x: percent(t.excluded_to_vaf) })})` : '')).join('; ')}</td></tr>
        ))}
        {m.not_in_blood.length > 0 && <tr data-tested="not_in_blood"><th scope="row" className="nowrap">{w('mechanisms.notInBlood')}</th><td className="small">{m.not_in_blood.map((n) => `${n.label}: ${n.reason}`).join('; ')}</td></tr>}
      </tbody></table>
    </details>
  );
}

function Foci({ m, timeline, w }: Part): ReactNode {
  const f = m.foci;
  return (
    <>
      {w(`mechanisms.foci.${f.pattern}`)}{f.at !== null && <span className="quiet"> {dayWord(timeline, f.at)}: {f.lesions.map((l) => `${l.site} ${l.result}`).join(', ')}</span>}
      {(f.pattern === 'previous_foci' || f.pattern === 'both') && <div className="quiet small">{w('mechanisms.foci.previous_hint')}</div>}
      {f.discordant && <div data-discordant>{w('mechanisms.foci.discordant')}</div>}
      {f.tissue_discordance.map((d) => <div key={`${d.gene} ${d.variant}`} data-discordant>{w('mechanisms.foci.tissue', { change: variantLabel(d.gene, d.variant), positive: d.positive.join(', '), negative: d.negative.join(', ') })}</div>)}
    </>
  );
}

function Beside({ m, timeline, w }: Part): ReactNode {
  if (m.beside.length === 0) return null;
  return (
    <details className="record-part" data-part="beside">
      <summary className="record-head"><h3>{w('mechanisms.beside')} <span className="quiet">{m.beside.length}{m.beside.some((b) => b.agrees === false) && ` · ${m.beside.filter((b) => b.agrees === false).length} ${w('mechanisms.disagrees')}`}</span></h3></summary>
      <table className="table"><thead><tr>{(['date', 'method', 'change', 'result', 'inPlasma'] as const).map((k) => <th scope="col" key={k}>{w(`mechanisms.${k}`)}</th>)}</tr></thead>
        <tbody>{m.beside.map((b, i) => (
          <tr key={i}><td className="nowrap">{dayWord(timeline, b.at)}</td><td>{b.kind}</td><td>{variantLabel(b.gene, b.variant)}</td><td>{b.result}</td>
            <td>{w(`mechanisms.status.${b.plasma}`)} <span className="quiet">{b.agrees === null ? w('mechanisms.notComparable') : b.agrees ? w('mechanisms.agrees') : w('mechanisms.disagrees')}</span></td></tr>
        ))}</tbody></table>
    </details>
  );
}

export function MechanismsPanel({ answer: m, timeline, colorectal, language = 'en' }: { readonly answer: MechanismsAnswer; readonly timeline: Timeline; readonly colorectal: boolean; readonly language?: Language }): ReactNode {
  const w = wordsIn(language);
  const part = { m, timeline, w };
  return (
    <section className="panel" id="mechanisms" aria-labelledby="mechanisms-title" data-mechanisms={m.verdict}>
      <h2 id="mechanisms-title">{w('mechanisms.title')}</h2>
      <p className="pad" data-testid="mechanisms-wording"><strong>{m.wording}</strong></p>
      <dl className="facts mechanism-facts">
        <div><dt>{w('mechanisms.leading')}</dt><dd data-testid="leading">{m.leading ? <><strong>{m.leading.variants.join(', ')}</strong><div>{m.leading.dependence}</div></> : <span className="quiet">{w('mechanisms.noLeading')}</span>}</dd></div>
        <div><dt>{w('mechanisms.therapy')}</dt><dd>{m.therapy.length > 0 ? <>{m.therapy.join(' + ').replaceAll('_', '-')} <span className="quiet">{w(m.on_therapy ? 'mechanisms.on' : 'mechanisms.off')}</span></> : <span className="quiet">{w('mechanisms.noTherapy')}</span>}</dd></div>
        <div><dt>{w('mechanisms.progression')}</dt><dd>{m.progression.length > 0 ? m.progression.slice(-2).map((p, i) => <div key={i}>{dayWord(timeline, p.at)} <span className="quiet">{w(`mechanisms.basis.${p.basis}`)}</span></div>) : <span className="quiet">{w('mechanisms.noProgression')}</span>}</dd></div>
        <div className="grow"><dt>{w('mechanisms.foci')}</dt><dd data-foci={m.foci.pattern}><Foci {...part} /></dd></div>
        {colorectal && <div><dt>{w('mechanisms.side')}</dt><dd>{w(`mechanisms.side.${m.sidedness ?? 'unknown'}`)}{m.sidedness === 'right' && <div className="quiet small">{w('mechanisms.side.rightHint')}</div>}</dd></div>}
      </dl>
      <Called {...part} />
      <Tested m={m} w={w} />
      <div className="pad small"><strong>{w('mechanisms.further')}</strong>{m.further_tests.length === 0 ? <span className="quiet"> {w('mechanisms.nothingFurther')}</span> : (
        <ul className="further">{m.further_tests.map((f) => <li key={f.test} data-further={f.test}><strong>{w(`mechanisms.further.${f.test}`)}</strong>: {f.shows}</li>)}</ul>)}</div>
      <Beside {...part} />
      <p className="quiet pad small" data-testid="intended-use">{w('mechanisms.use')}</p>
    </section>
  );
}
