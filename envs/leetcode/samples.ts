// Two problems of our own in the form of `leetcode/functional.jsonl`, one a split, so that the environment runs
// without its data. They are samples to try things with, not a benchmark.
import type { JsonObject } from '../../src/core/json.ts'
import type { Split } from '../../src/core/task.ts'

export const sampleRecords: { readonly [split in Split]: JsonObject } = {
  train: {
    problem:
      'Given a list of integers, return how many of them are larger than every one before them. The first one always is.\n\nComplete this Python code and reply with it in one fenced block:\n```python\nclass Solution:\n    def countRecords(self, nums: List[int]) -> int:\n```',
    solutions:
      'class Solution:\n    def countRecords(self, nums: List[int]) -> int:\n        highest, count = None, 0\n        for num in nums:\n            if highest is None or num > highest:\n                highest, count = num, count + 1\n        return count\n',
    tests: {
      functional:
        'def check(candidate):\n    assert candidate(nums = [3, 1, 4, 1, 5]) == 3\n    assert candidate(nums = []) == 0\n    assert candidate(nums = [2, 2, 2]) == 1\n\n\ncheck(Solution().countRecords)',
    },
  },
  test: {
    problem:
      'Given the head of a linked list, return the head of the list that has every value twice in a row.\n\nComplete this Python code and reply with it in one fenced block:\n```python\n# Definition for singly-linked list.\n# class ListNode:\n#     def __init__(self, val=0, next=None):\n#         self.val = val\n#         self.next = next\nclass Solution:\n    def doubled(self, head: Optional[ListNode]) -> Optional[ListNode]:\n```',
    solutions:
      'class Solution:\n    def doubled(self, head: Optional[ListNode]) -> Optional[ListNode]:\n        node = head\n        while node:\n            node.next = ListNode(node.val, node.next)\n            node = node.next.next\n        return head\n',
    tests: {
      functional:
        'def check(candidate):\n    assert is_same_list(candidate(head = list_node([1, 2])), list_node([1, 1, 2, 2]))\n    assert is_same_list(candidate(head = list_node([])), list_node([]))\n\n\ncheck(Solution().doubled)',
    },
  },
}
