// What a correct program is: a package of Python in several modules, tests that are shown, and calls that are not.

export interface Program {
  /** The name of the package. */
  readonly id: string
  /** Module to source, without the package's own `__init__`. */
  readonly modules: { readonly [name: string]: string }
  /** A file of unittest. */
  readonly tests: string
  /** Function, as `module.name`, and arguments. */
  readonly hidden: readonly (readonly [name: string, ...args: readonly unknown[]])[]
}
