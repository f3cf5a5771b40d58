/** Chinese resident id: a birth date and the check character of GB 11643 (ISO 7064 mod 11-2). */
export function hasIdChecksum(id: string): boolean {
  const month = Number(id.slice(10, 12));
  const day = Number(id.slice(12, 14));
  if (!/^[1-9]\d{5}(?:18|19|20)/.test(id) || month < 1 || month > 12 || day < 1 || day > 31) return false;
  const sum = idWeights.reduce((total, weight, at) => total + weight * Number(id[at]), 0);
  return '10X98765432'[sum % 11] === id[17]!.toUpperCase();
}

const idWeights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];

/** Bank card: 13 to 19 digits with a Luhn check digit. Digits all alike are a test value, not a card. */
export function isBankCard(value: string): boolean {
  const digits = value.replaceAll(/\D/g, '');
  if (digits.length < 13 || digits.length > 19 || /^(\d)\1+$/.test(digits)) return false;
  let sum = 0;
  for (let at = 0; at < digits.length; at += 1) {
    const digit = Number(digits[digits.length - 1 - at]);
    const doubled = at % 2 === 1 ? digit * 2 : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}

/** An address, not a version number: "v1.2.3.4" and "version 1.2.3.4" stay. */
export function isIpAddress(value: string, before: string): boolean {
  if (value.includes(':')) return true;
  if (/(?:\bv|version|版本|ver\.?)\s*$/i.test(before)) return false;
  return value.split('.').every(part => Number(part) <= 255 && String(Number(part)) === part);
}
