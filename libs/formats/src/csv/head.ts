/** The column names at the head of a file, for recognising its format: forgiving, for a damaged file is to be refused with a reason. */
export function headColumns(head: string): string[] {
  // A UTF-16 file shows as NULs between its letters: it is recognised, and then refused where it is decoded.
  const line = head.replace(/[\0\uFEFF\uFFFD]/g, '').split(/[\r\n]+/).find((l) => l.replace(/[,;\t\s"]/g, '') !== '') ?? '';
  return line.split(/[,;\t]/).map((c) => c.trim().replace(/^"(.*)"$/, '$1').trim());
}
