import type { ApiSchema } from '../notation.ts';

/** SaslHandshake, key 17. */
export const saslHandshake: ApiSchema = {
  key: 17,
  name: 'SaslHandshake',
  versions: '0-1',
  flexible: 'none',
  request: `
    mechanism string 0+
  `,
  response: `
    errorCode int16 0+
    mechanisms []string 0+
  `,
};
