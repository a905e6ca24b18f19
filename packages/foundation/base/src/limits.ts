/** The bounds of this package. Each says what happens when it is reached. */

/** Troubles of one log that are told apart. What comes beyond is told as one, so that strangers cannot fill the memory. */
export const troublesToldApartMax = 64;

/** Milliseconds without a word after which a trouble that was logged is taken to be over, and the next one for a new one. */
export const troubleForgottenMs = 180_000;
