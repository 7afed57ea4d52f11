"""The taskset as verifiers finds it: `eval rlvr-verifiers …` imports this module. See rlvr_client/verifiers.py."""

from rlvr_client.verifiers import RlvrEnv, RlvrTaskset

__all__ = ["RlvrEnv", "RlvrTaskset"]
