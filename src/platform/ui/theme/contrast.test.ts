import { expect, test } from 'vitest';
import { dark, light, type Palette } from './tokens.ts';

/** WCAG 2.1: (L1 + 0.05) / (L2 + 0.05) of the relative luminances. */
function contrast(one: string, other: string): number {
  const [a, b] = [luminance(one), luminance(other)].toSorted((x, y) => y - x) as [number, number];
  return (a + 0.05) / (b + 0.05);
}

function luminance(hex: string): number {
  const [r, g, b] = [1, 3, 5].map(at => {
    const share = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

const texts = ['accent', 'ink', 'secondary', 'tertiary', 'success', 'warning', 'error'] as const;
const grounds = ['canvas', 'surface', 'elevated', 'sunk'] as const;

test.each([
  ['light', light],
  ['dark', dark],
] as [string, Palette][])('every text colour of the %s theme reads on every ground', (_name, palette) => {
  const weak = texts.flatMap(text =>
    grounds
      .filter(ground => contrast(palette[text], palette[ground]) < 4.5)
      .map(ground => `${text} on ${ground}: ${contrast(palette[text], palette[ground]).toFixed(2)}`),
  );
  expect(weak).toEqual([]);
  expect(contrast(palette.buttonText, palette.button)).toBeGreaterThan(7);
  expect(contrast(palette.accent, palette.accentSoft)).toBeGreaterThan(4.5);
  for (const ground of ['selection', 'inserted', 'deleted', 'marked'] as const)
    expect(contrast(palette.ink, palette[ground])).toBeGreaterThan(4.5);
  for (const hue of ['petrol', 'amber', 'violet', 'slate'] as const)
    expect(contrast(palette[hue], palette.surface)).toBeGreaterThan(3);
});
