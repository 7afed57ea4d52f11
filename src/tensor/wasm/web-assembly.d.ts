// The part of the WebAssembly JavaScript interface that the kernels use; Node's own types leave it to the DOM library.
// Source: WebAssembly JavaScript Interface 2.0, section 4.
declare namespace WebAssembly {
  class Memory {
    constructor(descriptor: { initial: number; maximum?: number; shared?: boolean })
    readonly buffer: ArrayBuffer
    /** Adds pages of 64 KiB; earlier views of `buffer` are detached. */
    grow(pages: number): number
  }
  class Module {
    constructor(bytes: Uint8Array<ArrayBuffer>)
  }
  class Instance {
    constructor(module: Module, imports: { [module: string]: { [name: string]: unknown } })
    readonly exports: { readonly [name: string]: unknown }
  }
}
