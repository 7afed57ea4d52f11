// The modules of a package as one program with a function `call(name, arguments)`: what the sandbox runs in a jail of its
// own. Nothing of the agent's folder is there but these texts, and no expected value is.

/** `modules` by name, without the package's own. */
export function bundleOf(id: string, modules: { readonly [name: string]: string }): string {
  const sources = Object.fromEntries(Object.entries(modules).map(([name, source]) => [`${id}.${name}`, source]))
  return `import importlib, importlib.machinery, json, sys

sources = json.loads(${JSON.stringify(JSON.stringify(sources))})


class Finder:
    @staticmethod
    def find_spec(name, path=None, target=None):
        if name == ${JSON.stringify(id)}:
            return importlib.machinery.ModuleSpec(name, Loader, is_package=True)
        return importlib.machinery.ModuleSpec(name, Loader) if name in sources else None


class Loader:
    @staticmethod
    def create_module(spec):
        return None

    @staticmethod
    def exec_module(module):
        exec(compile(sources.get(module.__name__, ""), module.__name__, "exec"), module.__dict__)


sys.meta_path.insert(0, Finder)


def call(name, arguments):
    module, function = name.split(".")
    return getattr(importlib.import_module(${JSON.stringify(`${id}.`)} + module), function)(*arguments)
`
}
