/** The picture as a file, with the hash of the data it was drawn from inside: SVG as metadata, PNG as a text chunk. */
export function save(name: string, data: Blob): void {
  const url = URL.createObjectURL(data);
  const link = document.createElement('a');
  link.href = url;
  link.download = name.replace(/[^\w.-]+/g, '_');
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 1000);
}

export const svgBlob = (svg: string): Blob => new Blob([svg], { type: 'image/svg+xml' });

const table = Uint32Array.from({ length: 256 }, (_, n) => {
  let c = n;
  for (let k = 0; k < 8; k += 1) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
  return c >>> 0;
});
/** CRC-32 of PNG (ISO 3309). */
export function crc32(bytes: Uint8Array): number {
  let c = 0xffffffff;
  for (const b of bytes) c = table[(c ^ b) & 0xff]! ^ (c >>> 8);
  return (c ^ 0xffffffff) >>> 0;
}

/** Length of the PNG signature and of the header chunk, after which text may stand. */
const afterHeader = 8 + 25;

/** A PNG with a `tEXt` chunk (W3C PNG 11.3.3.2); keyword and text in Latin-1. */
export function withText(png: Uint8Array, keyword: string, text: string): Uint8Array<ArrayBuffer> {
  const body = Uint8Array.from([...'tEXt', ...keyword, '\0', ...text].map((c) => c.charCodeAt(0) & 0xff));
  const chunk = new Uint8Array(body.length + 8);
  const view = new DataView(chunk.buffer);
  view.setUint32(0, body.length - 4);
  chunk.set(body, 4);
  view.setUint32(body.length + 4, crc32(body));
  const out = new Uint8Array(png.length + chunk.length);
  out.set(png.subarray(0, afterHeader));
  out.set(chunk, afterHeader);
  out.set(png.subarray(afterHeader), afterHeader + chunk.length);
  return out;
}

/** Twice the size of the SVG: sharp on paper. */
export async function pngBlob(svg: string, hash: string | null): Promise<Blob> {
  const url = URL.createObjectURL(svgBlob(svg));
  try {
    const image = new Image();
    await new Promise<void>((done, fail) => { image.onload = () => done(); image.onerror = () => fail(new Error('the picture could not be drawn')); image.src = url; });
    const canvas = document.createElement('canvas');
    canvas.width = image.width * 2;
    canvas.height = image.height * 2;
    canvas.getContext('2d')!.drawImage(image, 0, 0, canvas.width, canvas.height);
    const drawn = await new Promise<Blob>((done, fail) => canvas.toBlob((b) => (b ? done(b) : fail(new Error('the picture could not be drawn'))), 'image/png'));
    if (hash === null) return drawn;
    return new Blob([withText(new Uint8Array(await drawn.arrayBuffer()), 'Clonewatch-Data-SHA256', hash)], { type: 'image/png' });
  } finally {
    URL.revokeObjectURL(url);
  }
}
