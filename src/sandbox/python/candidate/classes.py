"""What can be told of a class of the program's without asking any code of its own."""
import builtins
import sys
import types


def classes_of(kind):
    """Its bases and itself, but for `object`; no metaclass of the program's is asked."""
    return type.__dict__["__mro__"].__get__(kind)[:-1]


def vars_of(kind):
    return type.__dict__["__dict__"].__get__(kind)


SPECIAL = [
    "__%s__" % name
    for name in "call getitem setitem delitem len contains iter next enter exit neg abs lt le gt ge add sub mul truediv floordiv"
    " mod pow and or xor matmul reversed aiter aenter aexit pos invert int float index complex round format iadd isub imul itruediv"
    " ifloordiv imod ipow iand ior ixor imatmul radd rmul rtruediv rfloordiv rmod rpow rand ror rmatmul".split()
]


def specials_of(kind):
    return [name for name in SPECIAL if any(name in vars_of(base) for base in classes_of(kind))]


def is_built_in(kind):
    """Static, or immutable as those of C modules are (Include/object.h, Py_TPFLAGS_IMMUTABLETYPE and _HEAPTYPE)."""
    flags = type.__dict__["__flags__"].__get__(kind)
    return bool(flags & 1 << 8) or not flags & 1 << 9


PLAIN = (type(None), bool, int, float, complex, str, bytes, list, dict, set, frozenset, tuple)


def plain_attribute(target, name):
    """In a list, what the object holds under this name, where that is data."""
    try:
        held = object.__getattribute__(target, "__dict__").get(name, target)
    except AttributeError:
        held = target
    if held is target:
        for kind in classes_of(type(target)):
            descriptor = vars_of(kind).get(name)
            if type(descriptor) is types.MemberDescriptorType:
                held = descriptor.__get__(target)
    return [held] if type(held) in PLAIN else []


def kin_of(kind, depth=0):
    """A class of exceptions: its name where it is a built-in one, else its name, with its module's where it can be found
    there, and its bases."""
    name = type.__dict__["__name__"].__get__(kind)[:100]
    if vars(builtins).get(name) is kind or depth > 8:
        return name
    module = kind.__dict__.get("__module__")
    if type(module) is str and module != "__main__" and getattr(sys.modules.get(module), name, None) is kind:
        name = module + ":" + name
    return [name] + [kin_of(base, depth + 1) for base in kind.__bases__ if issubclass(base, BaseException)][:8]
