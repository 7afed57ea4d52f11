"""What a script puts in the place of something of the program's or of the library: a mock is told to the program as one, a
patch of a module is made in the program's process too."""
import io
import sys
import types

# What a mock recorded, and what changes what it does, is the script's alone.
_RECORDED = (
    "reset_mock", "configure_mock", "attach_mock", "mock_add_spec", "method_calls", "mock_calls", "call_args", "call_args_list",
    "call_count", "called", "side_effect", "return_value", "await_count", "awaited",
)  # fmt: skip


def is_mock(value):
    mock = sys.modules.get("unittest.mock")
    return mock is not None and isinstance(value, mock.NonCallableMock)


def may_be_read(name):
    return type(name) is str and not name.startswith(("_", "assert")) and name not in _RECORDED


def special(target, name, args):
    if not is_mock(target):
        raise AttributeError("not for the candidate")
    if name == "enter":
        return target.__enter__()
    if name == "exit":
        return target.__exit__(None, None, None)
    if name == "item":
        return target[args[0]]
    if name == "contains":
        return args[0] in target
    one = {"iter": lambda it: list(it), "len": len, "bool": bool, "str": str}
    return one[name](target)


_SPECIALS = [
    "__%s__" % name
    for name in "len iter contains getitem setitem delitem call bool eq ne lt le gt ge hash str repr format int float index abs neg add sub mul"
    " truediv floordiv mod pow and or xor radd rsub rmul rtruediv enter exit next reversed".split()
]
_FILE = ("read", "readline", "readlines", "write", "writelines", "getvalue", "seek", "tell", "truncate", "flush", "close", "closed", "readable", "writable", "seekable")


def next_of(target):
    """In a list; an empty one at its end."""
    try:
        return [next(target)]
    except StopIteration:
        return []


def is_own_class(kind):
    return kind.__module__ == "collections" and kind.__name__ in ("UserList", "UserDict", "UserString", "ChainMap") or kind.__module__ in ("__main__", "test_solution")


def specials_of(value):
    """Special methods that a class of the script's defines, by itself or by a base other than `object`."""
    kind = type(value)
    if not is_own_class(kind) or isinstance(value, type):
        return []
    return [name for name in _SPECIALS if getattr(kind, name, None) is not None and getattr(kind, name) is not getattr(object, name, None)]


def is_file(value):
    return type(value) in (io.StringIO, io.BytesIO)


def may_be_asked(target, name):
    """Whether the program may read this attribute of an object that the script gave it."""
    if type(name) is not str or name.startswith("_"):
        return False
    if is_file(target):
        return name in _FILE
    kind = type(target)
    return is_own_class(kind) and (type(kind) is type or type(kind).__module__ in ("abc", "enum"))


def tag_of(value, number):
    """How an object of the script's crosses that is neither data, a function, a class nor a mock."""
    if is_file(value):
        return {"$file": number}
    specials = specials_of(value)
    if not specials and hasattr(type(value), "__next__"):
        return {"$generator" if type(value) is types.GeneratorType else "$iterator": number}
    return {"$object": [number, *specials]}


def is_library(target):
    """A module that the program's process has as well."""
    return type(target) is types.ModuleType and target.__name__ != "solution" and sys.modules.get(target.__name__) is target


def told(target, name, encode):
    """What the program's process is told of a patch of this attribute; None where it has no part in it."""
    if not is_library(target) or target is sys and name in ("stdout", "stderr"):
        return None
    value = getattr(target, name)
    if type(value) is io.StringIO:
        return {"o": "patch", "m": target.__name__, "n": name, "text": value.getvalue()[value.tell() :]}
    return {"o": "patch", "m": target.__name__, "n": name, "v": encode(value)}


def watch(line):
    """Each patch of `unittest.mock` is made on both sides."""
    from unittest import mock

    kind = mock._patch
    enter, leave = kind.__enter__, kind.__exit__

    def __enter__(self):
        made = enter(self)
        line.patched(self.target, self.attribute)
        return made

    def __exit__(self, *told):
        # Gone from it afterwards.
        target = self.target
        result = leave(self, *told)
        line.unpatched(target, self.attribute)
        return result

    kind.__enter__, kind.__exit__ = __enter__, __exit__
    mapping = mock._patch_dict
    patch, unpatch = mapping._patch_dict, mapping._unpatch_dict

    def _patch_dict(self):
        patch(self)
        line.tell_environment()

    def _unpatch_dict(self):
        unpatch(self)
        line.tell_environment()

    mapping._patch_dict, mapping._unpatch_dict = _patch_dict, _unpatch_dict
