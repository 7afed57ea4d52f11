// Reads the fields of a `config.json`, and refuses a value of another kind by the field's name.
import { RlvrError, show } from '../../core/errors.ts'
import { isRecord } from './safetensors-header.ts'

/** A JSON object with the words to name it by. A field that is null counts as left out. */
export class ConfigFields {
  readonly #where: string
  readonly #fields: Record<string, unknown>

  /** @param where how a sentence names the object, like `model/config.json` */
  constructor(where: string, fields: Record<string, unknown>) {
    this.#where = where
    this.#fields = fields
  }

  get names(): string[] {
    return Object.keys(this.#fields).filter((name) => this.has(name))
  }

  has(name: string): boolean {
    return (this.#fields[name] ?? null) !== null
  }

  /** True for a field that is there and null. */
  isNull(name: string): boolean {
    return this.#fields[name] === null
  }

  raw(name: string): unknown {
    return this.#fields[name] ?? undefined
  }

  count(name: string, otherwise?: number): number {
    return this.#read(name, 'a whole number above 0', otherwise, (value): value is number => isCount(value))
  }

  /** A whole number from 0. */
  whole(name: string, otherwise?: number): number {
    return this.#read(
      name,
      'a whole number',
      otherwise,
      (value): value is number => Number.isSafeInteger(value) && (value as number) >= 0,
    )
  }

  number(name: string, otherwise?: number): number {
    return this.#read(name, 'a number', otherwise, (value): value is number => Number.isFinite(value))
  }

  /** A number above 0. */
  positive(name: string, otherwise?: number): number {
    return this.#read(
      name,
      'a number above 0',
      otherwise,
      (value): value is number => Number.isFinite(value) && (value as number) > 0,
    )
  }

  text(name: string, otherwise?: string): string {
    return this.#read(name, 'a text', otherwise, (value): value is string => typeof value === 'string')
  }

  truth(name: string, otherwise?: boolean): boolean {
    return this.#read(name, 'true or false', otherwise, (value): value is boolean => typeof value === 'boolean')
  }

  texts(name: string): readonly string[] | undefined {
    if (!this.has(name)) return undefined
    return this.#read(
      name,
      'a list of texts',
      undefined,
      (value): value is string[] => Array.isArray(value) && value.every((each) => typeof each === 'string'),
    )
  }

  /** The fields of an object within, or undefined where it is left out or empty. */
  object(name: string): ConfigFields | undefined {
    if (!this.has(name)) return undefined
    const fields = this.#read(name, 'an object', undefined, isRecord)
    return Object.keys(fields).length === 0 ? undefined : new ConfigFields(`\`${name}\` of ${this.#where}`, fields)
  }

  /** The error that says what is wrong with this object. */
  fault(what: string): RlvrError {
    return new RlvrError('RLVR_POLICY', `${this.#where}: ${what}`)
  }

  #read<Value>(
    name: string,
    kind: string,
    otherwise: Value | undefined,
    isKind: (value: unknown) => value is Value,
  ): Value {
    const value = this.raw(name) ?? otherwise
    if (value === undefined) throw this.fault(`\`${name}\` is missing; it should be ${kind}.`)
    if (!isKind(value)) throw this.fault(`\`${name}\` must be ${kind}; got ${show(value)}.`)
    return value
  }
}

function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) > 0
}
