"""What a call costs and returns: of the standard library by tables, of the module's own functions by reading them."""

from __future__ import annotations

import ast

from .frame import Frame
from .library import library_call
from .methods import method_call
from .passed import read_arguments
from .values import Value, unknown


def call(frame: Frame, node: ast.Call) -> Value:
    """What a call returns; its cost is charged."""
    from .expressions import read  # calls are expressions and have arguments that are

    if isinstance(node.func, ast.Attribute):
        if isinstance(node.func.value, ast.Name) and node.func.value.id == "dict" and frame.scope.find("dict") is None:
            return library_call(frame, node, f"dict.{node.func.attr}")
        owner = read(frame, node.func.value)
        if owner.kind == "module":
            return library_call(frame, node, f"{owner.scope}.{node.func.attr}")
        if owner.fields is not None and owner.code is not None:
            return _own_method(frame, node, owner, node.func.attr)
        if owner.kind == "imported":
            return library_call(frame, node, f"{owner.scope}.{node.func.attr}")
        return method_call(frame, node, owner, node.func.attr)
    if isinstance(node.func, ast.Name):
        value = frame.scope.find(node.func.id)
        if value is None:
            special = _special(frame, node) if node.func.id in _SPECIAL else None
            return special if special is not None else library_call(frame, node, node.func.id)
        if value.kind == "imported":
            return library_call(frame, node, str(value.scope))
        if value.kind == "function":
            from .recursion import call_function

            return call_function(frame, node, value, [read(frame, each) for each in node.args])
        if value.kind == "class":
            return _instance(frame, node, value)
    else:
        read(frame, node.func)
    read_arguments(frame, node)
    frame.unsure(node, "a call of something that is not known")
    return unknown()


_SPECIAL = {"len": "__len__", "iter": "__iter__", "reversed": "__reversed__"}


def _special(frame: Frame, node: ast.Call) -> Value | None:
    """What ``len(x)`` returns, where the module's own class of ``x`` says it; None for anything else."""
    from .expressions import read

    assert isinstance(node.func, ast.Name)
    if len(node.args) != 1 or not isinstance(node.args[0], (ast.Name, ast.Attribute)):
        return None
    with frame.silently():
        owner = read(frame, node.args[0])
    return own_special(frame, node, owner, _SPECIAL[node.func.id])


def own_special(frame: Frame, node: ast.expr, owner: Value, name: str) -> Value | None:
    """What a method of a special name returns without arguments; None if the object's class is not of the module or has none."""
    if owner.kind != "object" or not isinstance(owner.code, ast.ClassDef):
        return None
    if not any(isinstance(each, ast.FunctionDef) and each.name == name for each in owner.code.body):
        return None
    called = ast.Call(ast.Attribute(node, name, ast.Load()), [], [])
    return _own_method(frame, ast.fix_missing_locations(ast.copy_location(called, node)), owner, name)


def _instance(frame: Frame, node: ast.Call, value: Value) -> Value:
    from .recursion import call_function

    made = Value("object", fields={}, code=value.code, scope=value.scope)
    assert isinstance(value.code, ast.ClassDef)
    arguments = read_arguments(frame, node)
    for each in value.code.body:
        if isinstance(each, ast.FunctionDef) and each.name == "__init__":
            call_function(frame, node, Value("function", code=each, scope=value.scope), [made, *arguments], bound=True)
            return made
    if value.code.bases or value.code.decorator_list:
        return unknown()
    return made


def _own_method(frame: Frame, node: ast.Call, owner: Value, name: str) -> Value:
    from .recursion import call_function

    arguments = read_arguments(frame, node)
    assert isinstance(owner.code, ast.ClassDef)
    for each in owner.code.body:
        if isinstance(each, ast.FunctionDef) and each.name == name:
            static = any(isinstance(d, ast.Name) and d.id == "staticmethod" for d in each.decorator_list)
            function = Value("function", code=each, scope=owner.scope)
            return call_function(frame, node, function, arguments if static else [owner, *arguments], bound=not static)
    frame.unsure(node, f"a call of {name}, which is not in its class")
    return unknown()
