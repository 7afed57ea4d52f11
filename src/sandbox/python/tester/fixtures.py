"""Fixtures of pytest's kind: the script's own, and those that come with pytest and can be had here."""
import ast
import inspect
import itertools
import types

import outcomes
import shipped


def lacking(tree):
    """The first fixture that a test asks for and that nobody has, in words, before anything is run; None where there is
    none or only the run can tell."""
    own, tests = set(), []
    for node in ast.walk(tree):
        holders = [node] if isinstance(node, (ast.Module, ast.ClassDef)) else []
        for function in (one for holder in holders for one in holder.body if isinstance(one, (ast.FunctionDef, ast.AsyncFunctionDef))):
            decorators = [ast.unparse(decorator) for decorator in function.decorator_list]
            if any("fixture" in decorator for decorator in decorators):
                own.add(function.name)
                own.update(word.value for decorator in function.decorator_list if isinstance(decorator, ast.Call)
                           for word in (keyword.value for keyword in decorator.keywords if keyword.arg == "name") if isinstance(word, ast.Constant))  # fmt: skip
            elif function.name.startswith("test") and all(decorator.startswith("pytest.mark.") for decorator in decorators):
                tests.append(function)
    for function in tests:
        arguments = function.args.args[: len(function.args.args) - len(function.args.defaults)]
        given = " ".join(ast.unparse(decorator) for decorator in function.decorator_list)
        for argument in arguments:
            name = argument.arg
            if name not in own and name not in shipped.KNOWN and name not in ("self", "cls") and "parametrize" not in given:
                return "the test `%s` asks for the fixture `%s`; known are those of the script and %s" % (function.name, name, ", ".join(shipped.KNOWN))
    return None


class Fixtures:
    """Those that a test function of `kind` (a class or None) can ask for."""

    def __init__(self, script, kind, held=None):
        self.script = script
        self.made = {}
        self.own = {}
        for name, value in script.space.items():
            if type(value) is types.FunctionType and hasattr(value, "_fixture"):
                self.own[value._fixture.get("name") or name] = value
        for base in reversed(kind.__mro__ if kind else ()):
            for name, value in vars(base).items():
                if type(value) is types.FunctionType and hasattr(value, "_fixture"):
                    self.own[value._fixture.get("name") or name] = value.__get__(held) if held is not None else value

    def asked(self, function, row=()):
        """Names that it asks for, with those that are always made; not what a decorator of `mock.patch` gives it."""
        mocked = sum(
            1 for patching in getattr(function, "patchings", ()) if patching.attribute_name is None and type(patching.new).__name__ == "_SentinelObject"
        )
        parameters = [
            name for name, parameter in inspect.signature(function).parameters.items()
            if parameter.kind in (parameter.POSITIONAL_OR_KEYWORD, parameter.KEYWORD_ONLY) and parameter.default is parameter.empty
        ]  # fmt: skip
        if parameters[:1] == ["self"]:
            parameters = parameters[1:]
        always = [name for name, value in self.own.items() if value._fixture.get("autouse")]
        used = list(getattr(function, "_uses", ()))
        return always + used, [name for name in parameters[mocked:] if name not in row]

    def choices(self, function, row):
        """One row of values for each combination of fixtures that are made several times."""
        always, asked = self.asked(function, row)
        names, several = [*always, *asked], {}
        for name in names:
            fixture = self.own.get(name)
            if fixture is None:
                continue
            if fixture._fixture.get("params") is not None:
                several[name] = [getattr(each, "values", (each,))[0] for each in fixture._fixture["params"]]
            names += [need for need in inspect.signature(fixture).parameters if need not in names and need != "self"]
        made = itertools.product(*([(name, value) for value in values] for name, values in several.items()))
        return [{" params": dict(pairs)} for pairs in made]

    def given(self, function, row, endings):
        values = {name: value for name, value in row.items() if not name.startswith(" ")}
        chosen = row.get(" params", {})
        self.made = dict(values)
        always, asked = self.asked(function, values)
        for name in always:
            self.make(name, function, chosen, endings)
        return dict(values, **{name: self.make(name, function, chosen, endings) for name in asked})

    def make(self, name, function, chosen, endings):
        if name in self.made:
            return self.made[name]
        fixture = self.own.get(name)
        if fixture is None or name == "request":
            self.made[name] = shipped.make(name, self.script, function, endings)
            return self.made[name]
        is_shared = fixture._fixture.get("scope", "function") in ("module", "session", "package") and name not in chosen
        if is_shared and name in self.script.shared:
            return self.script.shared[name]
        ends = self.script.endings if is_shared else endings
        needs = {}
        for need in inspect.signature(fixture).parameters:
            if need == "self":
                continue
            if need == "request":
                needs[need] = shipped.Request(function, ends, chosen.get(name))
            else:
                needs[need] = self.make(need, function, chosen, ends)
        made = fixture(**needs)
        if inspect.isgenerator(made):
            generator = made
            made = next(generator)
            ends.append(lambda: next(generator, None))
        elif inspect.iscoroutine(made):
            raise outcomes.Unsupported("an asynchronous fixture (`%s`)" % name)
        self.made[name] = made
        if is_shared:
            self.script.shared[name] = made
        return made
