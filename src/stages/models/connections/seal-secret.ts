import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { AttuneError } from '#platform/http/attune-error.ts';

const version = 'v1';

/**
 * AES-256-GCM with a key derived from the installation's secret: `v1.<nonce>.<tag>.<text>`, base64url. Sealed for one
 * owner: copied into another row it does not open.
 */
export function sealSecret(installationSecret: string, owner: string, plain: string): string {
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', keyOf(installationSecret), nonce).setAAD(Buffer.from(owner));
  const sealed = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()]);
  return [version, ...[nonce, cipher.getAuthTag(), sealed].map(part => part.toString('base64url'))].join('.');
}

export function openSecret(installationSecret: string, owner: string, text: string): string {
  const [, nonce, tag, sealed] = text.split('.').map(part => Buffer.from(part, 'base64url'));
  try {
    const decipher = createDecipheriv('aes-256-gcm', keyOf(installationSecret), nonce!, {
      authTagLength: 16,
    });
    decipher.setAAD(Buffer.from(owner)).setAuthTag(tag!);
    return Buffer.concat([decipher.update(sealed!), decipher.final()]).toString('utf8');
  } catch (cause) {
    throw new AttuneError(
      'secret_unreadable',
      "The connection's secret cannot be opened with this installation's secret.",
      {
        status: 409,
        remedy: "Enter the connection's secret again, or start with the secret file it was stored under.",
        cause,
      },
    );
  }
}

const keyOf = (installationSecret: string): Buffer =>
  Buffer.from(hkdfSync('sha256', installationSecret, 'attune', 'connection secrets', 32));
