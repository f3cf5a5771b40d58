import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { repairMojibake } from './repair-mojibake.ts';

const asLatin1 = (text: string) => Buffer.from(text, 'utf8').toString('latin1');

describe('mojibake', () => {
  it.each([
    ['donâ€™t', 'don’t'],
    ['itâ€™s â€œfineâ€\u009d', 'it’s “fine”'],
    ['it is â€œfineâ€ today', 'it is “fine” today'],
    ['Iâ€™m ZoÃ« from the cafÃ©', 'I’m Zoë from the café'],
    ['Â£4.50', '£4.50'],
    ['dÃ©jÃ\u00a0 vu', 'déjà vu'.replace(' ', ' ')],
    ['ä½\u00a0å¥½', '你好'],
    ['æ…¢èˆŸ3å¤©åˆ°', '慢舟3天到'],
    ['ðŸ˜Š thanks', '😊 thanks'],
  ])('%s becomes %s', (damaged, good) => expect(repairMojibake(damaged)).toBe(good));

  it.each([
    'Il a dit à\u00a0« bonjour »',
    'A IRMÃ» disse',
    'révélé\u00a0« hier »',
    'ÂGE et pâté',
    'naïve Ærøskøbing',
    'Größe 5 × 3 °C',
    '价格¥25·特价',
    'São João não',
  ])('leaves %s alone', good => expect(repairMojibake(good)).toBe(good));

  const chinese = fc.string({
    unit: fc.constantFrom(...'退款订单怎么申请发货你好我的茶壶能不能换，。！？一二三快递'),
    minLength: 2,
    maxLength: 60,
  });

  it('brings any Chinese text back and never touches a good one', () => {
    fc.assert(
      fc.property(chinese, text => {
        expect(repairMojibake(asLatin1(text))).toBe(text);
        expect(repairMojibake(text)).toBe(text);
      }),
    );
  });
});
