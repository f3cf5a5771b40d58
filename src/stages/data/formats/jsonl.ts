import { byLines, type Cutter } from './cut-rows.ts';

const newline = 0x0a;
const blank = new Set([0x0a, 0x0d, 0x20, 0x09]);

/** One JSON value a line. Blank lines are no rows. */
export const jsonlCutter: Cutter = {
  counts: 'lines',
  ...byLines,
  skip(bytes, from) {
    let at = from;
    while (at < bytes.length && blank.has(bytes[at]!)) at += 1;
    return at;
  },
  findEnd(bytes, from, final) {
    const end = bytes.indexOf(newline, from);
    if (end >= 0) return end + 1;
    return final ? bytes.length : -1;
  },
};
