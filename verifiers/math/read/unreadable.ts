/** Thrown for what no rule reads; the answer is then text. */
export class Unreadable extends Error {}
