import fs from 'node:fs';
import { expect, test } from 'vitest';
import { catalog } from './catalog.mjs';

const sha256 = /^[0-9a-f]{64}$/;

test.each(Object.entries(catalog))(
  '%s is pinned to the byte and comes with its terms and a template',
  (_, pin) => {
    expect([pin.sha256, pin.terms.wheelSha256, ...pin.parts.map(part => part.wheelSha256)]).toSatisfy(all =>
      all.every(each => sha256.test(each)),
    );
    expect(new Set(pin.parts.map(part => part.member)).size).toBe(pin.parts.length);
    expect(pin.terms.inShort.length).toBeGreaterThan(0);
    const template = fs.readFileSync(pin.template, 'utf8');
    expect(template).toContain('eos_token');
    expect(template).toContain('add_generation_prompt');
  },
);
