// What crosses between the pyodide engine and its worker, and the part of pyodide's interface that the worker uses.

export interface PyodideJob {
  readonly source: string
  /** Base64, as all bytes here. */
  readonly stdin: string
  readonly args: readonly string[]
  readonly files: Readonly<Record<string, string>>
  readonly memoryMb: number
  readonly outputBytes: number
  readonly stderrBytes: number
}

/** Standard output went ahead, in notices. */
export interface PyodideReport {
  /** The exit code; null where the worker ended the program. */
  readonly code: number | null
  /** A syntax error. */
  readonly compile?: string
  /** What the program threw. */
  readonly message?: string
  readonly memory?: boolean
  readonly stderr: string
  readonly stderrTruncated: boolean
  readonly stdoutTruncated: boolean
  readonly heapMb: number
}

/** https://pyodide.org/en/stable/usage/api/js-api.html */
export interface PyodideApi {
  runPython(code: string): string
  readonly globals: { set(name: string, value: string): void }
  readonly FS: { writeFile(path: string, data: Uint8Array): void }
  readonly _module: { readonly HEAPU8: Uint8Array }
  setStdin(options: { read(buffer: Uint8Array): number }): void
  setStdout(options: { write(bytes: Uint8Array): number }): void
  setStderr(options: { write(bytes: Uint8Array): number }): void
  unregisterJsModule(name: string): void
  makeMemorySnapshot(): Uint8Array
}
