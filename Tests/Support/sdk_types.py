# SPDX-License-Identifier: Apache-2.0
"""Holds a JSON value against an annotation of an SDK's TypedDicts: nothing missing, nothing unknown, nothing coerced.

pydantic would do it but for two things: it lets unknown members of a TypedDict pass, and checks an Iterable only when
somebody reads it.
"""
import collections.abc
import types
import typing

from typing_extensions import Annotated, Literal, NotRequired, Required, get_type_hints, is_typeddict


class Misfit(Exception):
    """Where a value does not fit, and what was wanted."""


def fit(value, kind, where="$"):
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if kind in (typing.Any, object):
        return
    if origin in (Required, NotRequired, Annotated, typing.Annotated):
        return fit(value, arguments[0], where)
    if hasattr(kind, "__value__"):
        return fit(value, kind.__value__, where)
    if origin in (typing.Union, types.UnionType):
        return fit_one(value, arguments, where)
    if origin in (Literal, typing.Literal):
        if not any(value == one and type(value) is type(one) for one in arguments):
            raise Misfit(f"{where}: {value!r} is none of {arguments}")
        return
    if is_typeddict(kind):
        return fit_members(value, kind, where)
    if origin in (dict, collections.abc.Mapping):
        if not isinstance(value, dict):
            raise Misfit(f"{where}: no object")
        for name, inner in value.items():
            fit(inner, arguments[1], f"{where}.{name}")
        return
    if origin in (list, collections.abc.Iterable, collections.abc.Sequence) or "SequenceNotStr" in str(kind):
        if not isinstance(value, list):
            raise Misfit(f"{where}: no array")
        for number, inner in enumerate(value):
            fit(inner, arguments[0], f"{where}[{number}]")
        return
    if kind is float and type(value) in (int, float):
        return
    if kind in (str, int, bool, type(None)) and type(value) is kind:
        return
    if kind is None and value is None:
        return
    raise Misfit(f"{where}: {type(value).__name__} instead of {kind}")


def fit_one(value, kinds, where):
    misfits = []
    for kind in kinds:
        try:
            return fit(value, kind, where)
        except Misfit as misfit:
            misfits.append(str(misfit))
    # The one that went deepest says most.
    raise Misfit(max(misfits, key=lambda text: len(text.split(":")[0])))


def fit_members(value, kind, where):
    if not isinstance(value, dict):
        raise Misfit(f"{where}: no object for {kind.__name__}")
    hints = get_type_hints(kind, include_extras=True)
    for name in kind.__required_keys__:
        if name not in value:
            raise Misfit(f"{where}: {name} is missing in {kind.__name__}")
    for name, inner in value.items():
        if name not in hints:
            raise Misfit(f"{where}.{name}: unknown to {kind.__name__}")
        fit(inner, hints[name], f"{where}.{name}")
