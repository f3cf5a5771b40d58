/** The colours of the product, by UI.md 3.1 and 3.2. Text and controls reach 4.5:1 and 3:1; a test measures it. */
export type Palette = {
  accent: string;
  accentSoft: string;
  ink: string;
  secondary: string;
  tertiary: string;
  canvas: string;
  surface: string;
  elevated: string;
  sunk: string;
  border: string;
  hairline: string;
  button: string;
  buttonHover: string;
  buttonActive: string;
  buttonText: string;
  success: string;
  warning: string;
  error: string;
  selection: string;
  inserted: string;
  deleted: string;
  marked: string;
  tick: string;
  /** Four hues for charts, the fifth onwards repeat them dashed. */
  petrol: string;
  amber: string;
  violet: string;
  slate: string;
};

export const light: Palette = {
  accent: '#0E6F78',
  accentSoft: '#E4F1F2',
  ink: '#14181F',
  secondary: '#4A5361',
  tertiary: '#656E7C',
  canvas: '#F4F5F7',
  surface: '#FFFFFF',
  elevated: '#FFFFFF',
  sunk: '#F8F9FA',
  border: '#CFD4DB',
  hairline: '#E4E7EB',
  button: '#14181F',
  buttonHover: '#2B323D',
  buttonActive: '#000000',
  buttonText: '#FFFFFF',
  success: '#17694A',
  warning: '#8A6100',
  error: '#8F2A0E',
  selection: '#EFF6F7',
  inserted: '#D8F0E3',
  deleted: '#FBE1D8',
  marked: '#FFF3C9',
  tick: '#FFFFFF',
  petrol: '#0E6F78',
  amber: '#B0760A',
  violet: '#6A48CF',
  slate: '#8A93A1',
};

export const dark: Palette = {
  accent: '#58B9C2',
  accentSoft: '#15333A',
  ink: '#E6EAF0',
  secondary: '#A9B2BF',
  tertiary: '#8892A0',
  canvas: '#0D1014',
  surface: '#14181E',
  elevated: '#1B2028',
  sunk: '#11151A',
  border: '#3A424E',
  hairline: '#272D36',
  button: '#E6EAF0',
  buttonHover: '#FFFFFF',
  buttonActive: '#CBD2DC',
  buttonText: '#14181E',
  success: '#5CC093',
  warning: '#E8BE5C',
  error: '#F08A66',
  selection: '#14282C',
  inserted: '#173D2C',
  deleted: '#4A2318',
  marked: '#4A3F16',
  tick: '#14181E',
  petrol: '#58B9C2',
  amber: '#D2A544',
  violet: '#A48CF5',
  slate: '#717B89',
};

/** As custom properties of the page: `accentSoft` is `--accent-soft`. */
export const asProperties = (palette: Palette): Record<string, string> =>
  Object.fromEntries(
    Object.entries(palette).map(([name, value]) => [
      `--${name.replace(/[A-Z]/g, letter => `-${letter.toLowerCase()}`)}`,
      value,
    ]),
  );
