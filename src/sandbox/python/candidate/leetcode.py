# What that site promises to a solution: names in scope without an import, and linked nodes.
# ruff: noqa
import bisect, collections, copy, datetime, functools, heapq, itertools, math, operator, random, re, statistics, string, sys
from bisect import *
from collections import *
from functools import *
from heapq import *
from itertools import *
from math import *
from operator import *
from random import *
from re import *
from string import *
from typing import *
from builtins import abs, compile, pow


class ListNode:
    def __init__(self, val=0, next=None):
        self.val = val
        self.next = next


class TreeNode:
    def __init__(self, val=0, left=None, right=None):
        self.val = val
        self.left = left
        self.right = right


def list_node(values):
    first = None
    for value in reversed(values or []):
        first = ListNode(value, first)
    return first


def tree_node(values):
    """Level by level, None where a child is missing; children of a missing node are not listed."""
    if not values or values[0] is None:
        return None
    root = TreeNode(values[0])
    waiting, place = collections.deque([root]), 1
    while waiting and place < len(values):
        node = waiting.popleft()
        for side in ("left", "right"):
            if place < len(values) and values[place] is not None:
                setattr(node, side, TreeNode(values[place]))
                waiting.append(getattr(node, side))
            place += 1
    return root


def is_same_list(first, second):
    while first is not None and second is not None:
        if first.val != second.val:
            return False
        first, second = first.next, second.next
    return first is None and second is None


def is_same_tree(first, second):
    waiting = [(first, second)]
    while waiting:
        one, other = waiting.pop()
        if one is None and other is None:
            continue
        if one is None or other is None or one.val != other.val:
            return False
        waiting += [(one.left, other.left), (one.right, other.right)]
    return True
