import { AttuneError } from '#platform/http/attune-error.ts';

/** Who may knock at this server and how much they may bring: docs/security.md. */
export type Doors = {
  /** Names, beside the one of `origin`, by which this server may be called (ATTUNE_HOSTS). Addresses and localhost always may. */
  hosts: string[];
  /** Origins whose pages may call the gateway with a key (ATTUNE_GATEWAY_ORIGINS). None by default; cookies never count there. */
  gatewayOrigins: string[];
  /** Addresses or networks of proxies whose X-Forwarded-For is believed (ATTUNE_TRUSTED_PROXIES), such as 10.0.0.7 or 10.0.0.0/8. */
  trustedProxies: string[];
  largestBodyBytes: number;
  largestUploadBytes: number;
};

const mebibyte = 2 ** 20;

/** The doors of a server that nobody configured: closed to other origins, believing no proxy. */
export const closedDoors: Doors = {
  hosts: [],
  gatewayOrigins: [],
  trustedProxies: [],
  largestBodyBytes: 4 * mebibyte,
  largestUploadBytes: 20 * 1024 * mebibyte,
};

export const readDoors = (env: NodeJS.ProcessEnv): Doors => ({
  hosts: words(env.ATTUNE_HOSTS).map(host => host.toLowerCase()),
  gatewayOrigins: words(env.ATTUNE_GATEWAY_ORIGINS),
  trustedProxies: words(env.ATTUNE_TRUSTED_PROXIES),
  largestBodyBytes: megabytes('ATTUNE_LARGEST_BODY_MB', env) ?? closedDoors.largestBodyBytes,
  largestUploadBytes: megabytes('ATTUNE_LARGEST_UPLOAD_MB', env) ?? closedDoors.largestUploadBytes,
});

export const words = (text: string | undefined): string[] =>
  (text ?? '')
    .split(',')
    .map(word => word.trim())
    .filter(word => word !== '');

function megabytes(name: string, env: NodeJS.ProcessEnv): number | undefined {
  const text = env[name];
  if (text === undefined) return undefined;
  const value = Number(text);
  if (!(value > 0))
    throw new AttuneError('bad_setting', `${name} is a number of megabytes, not "${text}".`, {
      remedy: `Set it to a number above 0, or take ${name} away.`,
    });
  return Math.floor(value * mebibyte);
}
