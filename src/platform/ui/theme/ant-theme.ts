import { theme, type ThemeConfig } from 'antd';
import type { Language } from '#platform/i18n/language.ts';
import { dark, light, type Palette } from './tokens.ts';

export type Shade = 'light' | 'dark';

export const paletteOf = (shade: Shade): Palette => (shade === 'dark' ? dark : light);

/** Ant Design in our clothes: ink on paper, hairlines, one accent. The dark algorithm shifts seeds, so every colour is said again. */
export function antTheme(shade: Shade, language: Language): ThemeConfig {
  const c = paletteOf(shade);
  return {
    cssVar: { key: 'attune' },
    hashed: false,
    algorithm: shade === 'dark' ? theme.darkAlgorithm : theme.defaultAlgorithm,
    token: {
      colorPrimary: c.accent,
      colorInfo: c.accent,
      colorLink: c.accent,
      colorLinkHover: c.ink,
      colorSuccess: c.success,
      colorWarning: c.warning,
      colorError: c.error,
      colorText: c.ink,
      colorTextSecondary: c.secondary,
      colorTextTertiary: c.tertiary,
      colorTextQuaternary: c.tertiary,
      colorTextPlaceholder: c.tertiary,
      colorTextDescription: c.tertiary,
      colorBgLayout: c.canvas,
      colorBgContainer: c.surface,
      colorBgElevated: c.elevated,
      colorBorder: c.border,
      colorBorderSecondary: c.hairline,
      colorSplit: c.hairline,
      fontFamily: 'var(--font)',
      fontFamilyCode: 'var(--font-code)',
      fontSize: 13,
      lineHeight: language === 'zh' ? 1.65 : 1.54,
      borderRadius: 6,
      borderRadiusSM: 4,
      borderRadiusLG: 10,
      controlHeight: 30,
      controlHeightSM: 24,
      controlHeightLG: 38,
      sizeUnit: 4,
      motionDurationFast: '0.08s',
      motionDurationMid: '0.12s',
      motionDurationSlow: '0.18s',
      boxShadow: 'none',
      boxShadowSecondary: '0 8px 28px rgb(10 14 20 / 0.14)',
    },
    components: {
      Button: {
        paddingInline: 12,
        fontWeight: 500,
        defaultShadow: 'none',
        primaryShadow: 'none',
        dangerShadow: 'none',
        colorPrimary: c.button,
        colorPrimaryHover: c.buttonHover,
        colorPrimaryActive: c.buttonActive,
        primaryColor: c.buttonText,
        defaultHoverBorderColor: c.ink,
        defaultHoverColor: c.ink,
        defaultActiveBorderColor: c.ink,
        defaultActiveColor: c.ink,
      },
      Table: {
        cellPaddingBlockSM: 6,
        cellPaddingInlineSM: 10,
        headerSplitColor: 'transparent',
        headerBg: c.surface,
        headerColor: c.tertiary,
        rowSelectedBg: c.selection,
        rowSelectedHoverBg: c.selection,
      },
      Checkbox: { colorWhite: c.tick },
      Radio: { colorWhite: c.tick },
      Switch: { colorWhite: c.tick },
      Segmented: { trackBg: c.canvas, itemSelectedBg: c.surface },
      Tooltip: { colorBgSpotlight: c.ink, colorTextLightSolid: c.surface },
    },
  };
}
