/**
 * The packet as PDF. Same packet, same bytes: dates come from the packet, nothing from a clock; no file but the fonts is read, no address is fetched.
 * Roboto, which comes with pdfmake, has Latin and Cyrillic letters.
 */
import { createRequire } from 'node:module';
import { dirname, join, sep } from 'node:path';
import type { PacketContent, WireDecision } from '@clonewatch/contracts';
import { inLanguage, loadLanguage, t, type Language } from '@clonewatch/words';
import { appendix } from './appendix.js';
import { decisionPart, firstPage } from './first-page.js';
import type { Piece } from './parts.js';

interface Maker {
  setFonts(fonts: object): void; setTableLayouts(layouts: object): void; setUrlAccessPolicy(allow: (url: string) => boolean): void; setLocalAccessPolicy(allow: (path: string) => boolean): void;
  createPdf(document: object): { getBuffer(): Promise<Buffer> };
}

let ready: Maker | null = null;

function maker(): Maker {
  if (ready) return ready;
  const require = createRequire(import.meta.url);
  const made = require('pdfmake') as Maker;
  const fonts = join(dirname(require.resolve('pdfmake/package.json')), 'build', 'fonts', 'Roboto') + sep;
  made.setUrlAccessPolicy(() => false);
  made.setLocalAccessPolicy((path) => path.startsWith(fonts));
  made.setFonts({ Roboto: { normal: `${fonts}Roboto-Regular.ttf`, bold: `${fonts}Roboto-Medium.ttf`, italics: `${fonts}Roboto-Italic.ttf`, bolditalics: `${fonts}Roboto-MediumItalic.ttf` } });
  made.setTableLayouts({ lines: { hLineWidth: (i: number) => (i === 0 ? 0 : 0.4), vLineWidth: () => 0, hLineColor: () => '#c9ced3', paddingLeft: () => 0, paddingRight: () => 6, paddingTop: () => 1.5, paddingBottom: () => 1.5 } });
  return (ready = made);
}

export interface RenderAsked { readonly language: Language; readonly sha256: string; readonly packetId: string; readonly decision: WireDecision | null }

/** Widths of the picture that are tried, in points: the board's page is one page, and a longer table or decision takes its room from the picture. */
const widths = [523, 440, 360, 290] as const;

/** Pages in one language. Throws when the fonts are not there. */
export async function renderPacket(content: PacketContent, asked: RenderAsked): Promise<Buffer> {
  await loadLanguage(asked.language);
  for (const width of widths) {
    const { bytes, onePage } = await printed(content, asked, width);
    if (onePage || width === widths.at(-1)) return bytes;
  }
  throw new RangeError('no width of the picture');
}

/** One printing, and whether the board's part of it ends on the first page. */
export async function printed(content: PacketContent, { language, sha256, packetId, decision }: RenderAsked, picture: number): Promise<{ readonly bytes: Buffer; readonly onePage: boolean }> {
  let onePage = true;
  const foot = inLanguage(language, () => ({ use: t('use.full'), hash: `${t('board.packetHash')} ${sha256} · ${packetId}` }));
  const made = new Date(decision?.signed_at ?? content.made_at);
  const document = inLanguage(language, () => ({
    pageSize: 'A4', pageMargins: [36, 34, 36, 52], language, compress: true,
    info: { title: `${t('board.title')} ${content.page.patient_id}`, author: decision?.signed_by ?? content.made_by, subject: sha256, creator: `Clonewatch ${content.provenance.software}`, creationDate: made, modDate: made },
    defaultStyle: { font: 'Roboto', fontSize: 8, lineHeight: 1.08, color: '#2b2f33' },
    styles: {
      title: { fontSize: 13, bold: true }, heading: { fontSize: 9.5, bold: true, margin: [0, 6, 0, 2] }, th: { color: '#6b7177', fontSize: 7 }, table: { fontSize: 7.5 }, facts: { fontSize: 8 }, note: { fontSize: 7, color: '#6b7177' },
      verdict: { fontSize: 9.5, bold: true, margin: [0, 4, 0, 2] },
    },
    ...(content.page.demo ? { watermark: { text: t('board.demo'), opacity: 0.06, bold: true, fontSize: 40 } } : {}),
    footer: (page: number, pages: number): Piece => ({
      margin: [36, 6, 36, 0], columns: [
        { width: '*', stack: [{ text: foot.use, style: 'note' }, { text: foot.hash, style: 'note' }] },
        { width: 62, text: inLanguage(language, () => t('board.page', { n: page, m: pages })), style: 'note', alignment: 'right' },
      ],
    }),
    // Where the board's part ends is known when it is laid out: nothing is broken here, only looked at.
    pageBreakBefore: (node: { readonly id?: string; readonly pageNumbers: readonly number[] }): boolean => {
      if (node.id === 'board-end' && node.pageNumbers.some((n) => n > 1)) onePage = false;
      return false;
    },
    content: [...firstPage(content, picture), decisionPart(decision), { text: ' ', fontSize: 1, id: 'board-end' }, ...appendix(content)],
  }));
  return { bytes: await maker().createPdf(document).getBuffer(), onePage };
}
