// A process with one Python interpreter in WebAssembly (pyodide, https://pyodide.org). It runs one program and is thrown
// away, so that nothing of one candidate reaches the next. Started with `snapshot` it only writes the memory of an
// interpreter that is ready, from which the others start ten times faster.
//
// From WebAssembly a program reaches what the JavaScript around it hands over. By default that is everything; here
// the modules `js` and `pyodide_js` are gone before it runs, texts cannot become code (an option of Node), and Node's
// permission model keeps the process from files, processes and add-ons.
import fs from 'node:fs'
import { readFrames } from '../worker/frames.ts'
import type { PyodideApi, PyodideJob, PyodideReport } from './pyodide-protocol.ts'

const reportDescriptor = 3
const snapshotDescriptor = 4
const imported =
  'bisect, collections, copy, dataclasses, datetime, decimal, enum, fractions, functools, heapq, io, itertools, json, linecache, math, operator, random, re, statistics, string, threading, traceback, types, typing'

const [mode, packageUrl = '', programFile = ''] = process.argv.slice(2)
const program = fs.readFileSync(programFile, 'utf8')

// Its file system for Node asks for the numbers of flags when it loads, by a way that the permission model closes.
Object.assign(process, { binding: () => ({ fs: fs.constants }) })

let mostBytes = Number.POSITIVE_INFINITY
const grow: (this: WebAssembly.Memory, pages: number) => number = Reflect.get(WebAssembly.Memory.prototype, 'grow')
WebAssembly.Memory.prototype.grow = function (pages) {
  // Python reads the refusal as an allocation that failed: a MemoryError.
  if (this.buffer.byteLength + pages * 65_536 > mostBytes) throw new RangeError('over the memory limit')
  return grow.call(this, pages)
}

const { loadPyodide } = (await import(packageUrl)) as {
  loadPyodide: (options: object) => Promise<PyodideApi>
}
const options = {
  jsglobals: Object.create(null) as object,
  env: { HOME: '/home/pyodide', PYTHONHASHSEED: '0', TZ: 'UTC' },
}

if (mode === 'snapshot') {
  const pyodide = await loadPyodide({ ...options, _makeSnapshot: true })
  pyodide.runPython(`import ${imported}`)
  writeAll(snapshotDescriptor, pyodide.makeMemorySnapshot())
} else {
  const snapshot = mode === 'restore' ? { _loadSnapshot: readSnapshot() } : {}
  const pyodide = await loadPyodide({ ...options, ...snapshot })
  pyodide.runPython(program)
  pyodide.unregisterJsModule('js')
  pyodide.unregisterJsModule('pyodide_js')
  pyodide.runPython('close_ways_out()')
  for (const name of ['fetch', 'WebSocket', 'EventSource', 'XMLHttpRequest', 'Worker', 'navigator']) {
    Reflect.deleteProperty(globalThis, name)
  }
  send({ version: pyodide.runPython('sys.version.split()[0]') })
  readFrames(process.stdin, {
    onMessage: (job) => run(pyodide, job as unknown as PyodideJob),
    onFault: () => process.exit(1),
  })
}

function run(pyodide: PyodideApi, job: PyodideJob): void {
  const { memoryMb, outputBytes, stderrBytes } = job
  // What an interpreter takes before anything runs counts, but never leaves a program without any room.
  mostBytes = Math.max(memoryMb * 2 ** 20, pyodide._module.HEAPU8.byteLength + 8 * 2 ** 20)
  const input = Buffer.from(job.stdin, 'base64')
  let place = 0
  pyodide.setStdin({
    read: (buffer) => {
      const taken = input.copy(buffer, 0, place)
      place += taken
      return taken
    },
  })
  const report: { -readonly [K in keyof PyodideReport]: PyodideReport[K] } = {
    code: null,
    stderr: '',
    stderrTruncated: false,
    stdoutTruncated: false,
    heapMb: 0,
  }
  let written = 0
  pyodide.setStdout({
    write: (bytes) => {
      const kept = bytes.subarray(0, outputBytes - written)
      written += kept.length
      // At once, so that what was written before a kill is known.
      if (kept.length > 0) send({ notice: 'stdout', data: Buffer.from(kept).toString('base64') })
      return kept.length === bytes.length ? bytes.length : finish({ ...report, stdoutTruncated: true })
    },
  })
  const stderr: Buffer[] = []
  let noted = 0
  pyodide.setStderr({
    write: (bytes) => {
      const kept = Buffer.from(bytes.subarray(0, stderrBytes - noted))
      noted += kept.length
      stderr.push(kept)
      report.stderrTruncated ||= kept.length < bytes.length
      return bytes.length
    },
  })
  const finish = (told: PyodideReport): never => {
    const heapMb = pyodide._module.HEAPU8.byteLength / 2 ** 20
    send({ ...told, stderr: Buffer.concat(stderr).toString('base64'), heapMb })
    process.exit(0)
  }
  for (const [name, content] of Object.entries(job.files)) pyodide.FS.writeFile(name, Buffer.from(content, 'base64'))
  pyodide.globals.set('job', JSON.stringify([job.source, job.args]))
  let end: Partial<PyodideReport>
  try {
    end = JSON.parse(pyodide.runPython('run_main(*json.loads(job))')) as Partial<PyodideReport>
  } catch (thrown) {
    // `os._exit` unwinds as an exception with a status; anything else broke the interpreter.
    const { name, status, message } = Object(thrown) as { name?: string; status?: unknown; message?: unknown }
    end =
      /exit/i.test(name ?? '') && typeof status === 'number'
        ? { code: status & 0xff }
        : { code: 1, message: `the interpreter broke: ${String(message).trim().split('\n').at(-1)?.slice(0, 200)}` }
  }
  finish({ ...report, ...end })
}

function send(message: object): void {
  const body = Buffer.from(JSON.stringify(message))
  const head = Buffer.alloc(4)
  head.writeUInt32LE(body.length)
  writeAll(reportDescriptor, Buffer.concat([head, body]))
}

function writeAll(descriptor: number, bytes: Uint8Array): void {
  for (let left = bytes; left.length > 0;) {
    try {
      left = left.subarray(fs.writeSync(descriptor, left))
    } catch (thrown) {
      if ((thrown as NodeJS.ErrnoException).code !== 'EAGAIN') throw thrown
    }
  }
}

/** Every worker has the same file; only reads at a place of one's own do not disturb the others. */
function readSnapshot(): Uint8Array {
  const bytes = new Uint8Array(fs.fstatSync(snapshotDescriptor).size)
  for (let place = 0; place < bytes.length;) {
    const taken = fs.readSync(snapshotDescriptor, bytes, place, bytes.length - place, place)
    if (taken === 0) throw new Error('the snapshot ends early')
    place += taken
  }
  return bytes
}
