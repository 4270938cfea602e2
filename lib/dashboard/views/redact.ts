/** A value among the arguments or the result of a job. */
export interface RedactionPlace {
  /** The job's type. A search is asked for every type it goes through; `null`, beside them, where it names none. */
  type: string | null;
  /** `['0', 'user', 'password']`: the number of the argument, and the keys below it; `['result', …]` for the result. */
  path: readonly string[];
  /** In a search, what is searched for: as a text, and as whatever else that may stand for. */
  value: unknown;
}

/** Whether the value at this place is hidden. */
export type Redact = (place: RedactionPlace) => boolean;

const SECRET =
  /passw(or)?d|passphrase|secret|token|credential|authori[sz]ation|cookie|api[-_]?key|private[-_]?key|^(pin|cvc|cvv|iban|otp)$|card[-_]?number/i;

/** Hides what is named like a secret: `password`, `accessToken`, `apiKey`, `cardNumber` … */
export const redactSecrets: Redact = ({ path }) => SECRET.test(path.at(-1) ?? '');
