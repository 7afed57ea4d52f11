"""The taskset as verifiers finds it: `--env.taskset.id rlvr-verifiers` imports this module."""
