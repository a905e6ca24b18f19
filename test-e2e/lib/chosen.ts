/** `OTTLA_E2E_CLIENTS=kcat,kafkajs` narrows the matrix and the kill suite to some clients; without it all take part. */
const chosen = process.env['OTTLA_E2E_CLIENTS']?.split(',');

/** True when this client takes part. */
export const isChosen = (client: string): boolean => chosen === undefined || chosen.includes(client);
