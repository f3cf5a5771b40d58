/** What came back instead of a session, as far as a person can do something about it. */
export type SignInFault = 'expired' | 'unknown' | 'unverified' | 'refused' | 'failed';

const faults: Record<string, SignInFault> = {
  signup_disabled: 'unknown',
  unable_to_create_session: 'unknown',
  account_not_linked: 'unverified',
  email_not_found: 'unverified',
  access_denied: 'refused',
};

/** One-time links fail in capitals (`INVALID_TOKEN`); what a provider or the way to it did is in lower case. */
export const nameOfFault = (error: string): SignInFault =>
  faults[error] ?? (/^[A-Z_]+$/.test(error) || linkFaults.has(error) ? 'expired' : 'failed');

const linkFaults = new Set(['new_user_signup_disabled', 'failed_to_create_session', 'failed_to_create_user']);
