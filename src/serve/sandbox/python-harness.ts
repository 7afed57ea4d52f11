// A Python program that needs more than a run gives: files in folders, files given back, cells of a notebook. Ours runs
// first, in the same process and behind the same walls, lays the files out, runs the program as `__main__`, and tells at
// its end what was asked for, behind a mark on standard output. The program can forge that as it can forge its output.
import { randomBytes } from 'node:crypto'
import type { Json, JsonObject } from '../../core/json.ts'
import type { RunJob } from '../../sandbox/sandbox.ts'
import { RequestFault } from '../http/request-fault.ts'

export interface HarnessedProgram {
  /** Path in the working directory to content. */
  readonly files: Readonly<Record<string, Uint8Array>>
  /** Paths to give back; one that is not there is left out. */
  readonly fetch: readonly string[]
}

export interface Notebook extends HarnessedProgram {
  readonly cells: readonly string[]
  /** 0 for none. */
  readonly cellSeconds: number
}

export interface HarnessedJob extends Pick<RunJob, 'source' | 'files'> {
  readonly mark: string
}

/** Of all files that are given back. */
const mostFetchedBytes = 8 << 20

/** Room for them, in base64, beside what the program prints. */
export const harnessedOutputBytes: number = 16 << 20

/** `source` runs once its files are there. */
export function harnessedProgram(source: string, program: HarnessedProgram): HarnessedJob {
  return harnessed(program, { source })
}

/** The cells run one after another with the same names, each whatever became of the one before. */
export function harnessedNotebook({ cells, cellSeconds, ...program }: Notebook): HarnessedJob {
  return harnessed(program, { cells: [...cells], cellSeconds })
}

function harnessed({ files, fetch }: HarnessedProgram, parts: JsonObject): HarnessedJob {
  const mark = `rlvr-${randomBytes(16).toString('hex')}`
  const paths = Object.keys(files)
  for (const path of [...paths, ...fetch]) checkPath(path)
  const given = Object.entries(files).map(([, content], place) => [`${mark}-${place}`, content] as const)
  const places = Object.fromEntries(paths.map((path, place) => [path, `${mark}-${place}`]))
  const job = { ...parts, mark, places, fetch: [...fetch], most: mostFetchedBytes }
  return {
    mark,
    source: harness.replace('JOB', `${mark}.json`),
    files: { ...Object.fromEntries(given), [`${mark}.json`]: JSON.stringify(job) },
  }
}

function checkPath(path: string): void {
  const parts = path.split('/')
  const isPlain = path.length <= 1000 && !path.includes('\0') && path.isWellFormed() && !path.includes('\\')
  if (isPlain && parts.every((part) => part !== '' && part !== '.' && part !== '..')) return
  throw new RequestFault(
    400,
    `Expected the path of a file within the working directory, such as \`in/data.txt\`; got ${JSON.stringify(path.slice(0, 80))}.`,
  )
}

/** What the program printed, and what ours told behind it; null where it did not come to that. */
export function readHarnessed(stdout: string, mark: string): { printed: string; told: JsonObject | null } {
  const at = stdout.indexOf(`\n${mark}`)
  if (at < 0) return { printed: stdout, told: null }
  const [line = ''] = stdout.slice(at + mark.length + 1).split('\n', 1)
  try {
    const told = JSON.parse(line) as Json
    const isObject = typeof told === 'object' && told !== null && !Array.isArray(told)
    return { printed: stdout.slice(0, at), told: isObject ? (told as JsonObject) : null }
  } catch {
    return { printed: stdout.slice(0, at), told: null }
  }
}

const harness = String.raw`
def _rlvr_harness(job_name):
    import atexit, base64, gc, io, json, linecache, os, sys
    with open(job_name, encoding="utf-8") as file:
        job = json.load(file)
    os.remove(job_name)
    for path, place in job["places"].items():
        if "/" in path:
            os.makedirs(os.path.dirname(path), exist_ok=True)
        os.replace(place, path)

    def flush():
        for it in [sys.stdout, sys.stderr] + gc.get_objects():
            if type(it) in (io.TextIOWrapper, io.BufferedWriter):
                try:
                    it.flush()
                except BaseException:
                    pass

    def fetched():
        flush()
        files, left = {}, job["most"]
        for path in job["fetch"]:
            try:
                with open(path, "rb") as file:
                    data = file.read(left + 1)
            except (OSError, ValueError):
                continue
            if len(data) > left:
                return {"tooMuch": path}
            left -= len(data)
            files[path] = base64.b64encode(data).decode("ascii")
        return {"files": files}

    def tell(told):
        line = ("\n" + job["mark"] + json.dumps(told) + "\n").encode("ascii")
        while line:
            line = line[os.write(1, line):]

    if "source" in job:
        if job["fetch"]:
            atexit.register(lambda: tell(fetched()))
        linecache.cache[__file__] = (len(job["source"]), None, job["source"].splitlines(True), __file__)
        return compile(job["source"], __file__, "exec", dont_inherit=True)

    import ast, signal, traceback
    names = globals()

    def run_cell(place, cell):
        file_name = "<cell %d>" % (place + 1)
        linecache.cache[file_name] = (len(cell), None, cell.splitlines(True), file_name)
        display, error = [], []
        sys.stdout, sys.stderr = io.StringIO(), io.StringIO()
        streams = sys.stdout, sys.stderr
        try:
            tree = ast.parse(cell, file_name)
            is_shown = tree.body and isinstance(tree.body[-1], ast.Expr) and not cell.rstrip().endswith(";")
            last = tree.body.pop() if is_shown else None
            exec(compile(tree, file_name, "exec"), names)
            if last is not None:
                value = eval(compile(ast.Expression(last.value), file_name, "eval"), names)
                if value is not None:
                    names["_"] = value
                    shown = {"text/plain": repr(value)}
                    html = getattr(value, "_repr_html_", None)
                    if callable(html) and isinstance(html(), str):
                        shown["text/html"] = html()
                    display.append(shown)
        except BaseException as thrown:
            lines = traceback.format_exception(type(thrown), thrown, thrown.__traceback__ and thrown.__traceback__.tb_next)
            error.append({"ename": type(thrown).__name__, "evalue": str(thrown), "traceback": lines})
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
            sys.stdout, sys.stderr = sys.__stdout__, sys.__stderr__
        return {"stdout": streams[0].getvalue(), "stderr": streams[1].getvalue(), "display": display, "error": error}

    def is_late(*_):
        tell({"late": True})
        os._exit(1)

    cells = []
    signal.signal(signal.SIGALRM, is_late)
    for place, cell in enumerate(job["cells"]):
        if job["cellSeconds"] > 0:
            signal.setitimer(signal.ITIMER_REAL, job["cellSeconds"])
        cells.append(run_cell(place, cell))
    tell(dict(fetched(), cells=cells))
    return compile("", "<end>", "exec")


_rlvr_harness = _rlvr_harness("JOB")
exec(globals().pop("_rlvr_harness"), globals())
`
