"""What a script leaves for later: threads, tasks of an event loop, coroutines that nobody awaits, functions for the exit.
Each is run to its end with the test that left it, and what fails in it fails that test. An event loop is watched only
where the script has one, for asyncio is the largest module of all."""
import atexit
import os
import sys
import threading
import types
import warnings

import proxies


class Later:
    def __init__(self, ledger, file, checking):
        """`file` is the script's name in its code; `checking` names its functions that check something."""
        self.ledger, self.file, self.checking = ledger, file, checking
        self.coroutines = []
        self.loops = []
        self.exit_functions = atexit._ncallbacks()

    def install(self, source):
        threading.excepthook = lambda told: self._note(told.exc_value)
        sys.unraisablehook = lambda told: self._note(told.exc_value)
        os._exit = _leave
        # Called by the interpreter where a coroutine is dropped that never began.
        warnings._warn_unawaited_coroutine = self._take_coroutine
        if "async" in source:
            import asyncio

            base_events, runners = asyncio.base_events, asyncio.runners
            base_events.BaseEventLoop.call_exception_handler = lambda loop, context: self._note(context.get("exception"))
            cancel, begin = runners._cancel_all_tasks, base_events.BaseEventLoop.__init__
            selecting = asyncio.selector_events.BaseSelectorEventLoop
            close = selecting.close

            def begin_watched(loop, *args):
                begin(loop, *args)
                self.loops.append(loop)

            def finish_and_cancel(loop):
                self._finish_tasks(loop)
                cancel(loop)

            def finish_and_close(loop):
                if not loop.is_running():
                    self._finish_tasks(loop)
                close(loop)

            runners._cancel_all_tasks, selecting.close = finish_and_cancel, finish_and_close
            base_events.BaseEventLoop.__init__ = begin_watched

    def settle(self):
        """At the end of each test."""
        for thread in threading.enumerate():
            target = getattr(thread, "_target", None) or getattr(thread, "function", None) or type(thread).run
            is_own = self._is_own(getattr(getattr(target, "__func__", target), "__code__", None)) or isinstance(target, proxies.Proxy)
            if thread is not threading.current_thread() and is_own and (not thread.daemon or getattr(target, "__name__", "") in self.checking):
                thread.join()
        for loop in self.loops:
            if not loop.is_closed() and not loop.is_running():
                self._finish_tasks(loop)
        while self.coroutines:
            import asyncio

            asyncio.run(self.coroutines.pop())

    def _finish_tasks(self, loop):
        import asyncio

        if loop.is_closed():
            return
        left = [task for task in asyncio.all_tasks(loop) if self._is_checking(getattr(task.get_coro(), "cr_code", None))]
        if left:
            loop.run_until_complete(asyncio.wait(left))

    def has_exit_functions(self):
        return atexit._ncallbacks() > self.exit_functions or "concurrent.futures.thread" in sys.modules

    def run_exit_functions(self):
        pools = sys.modules.get("concurrent.futures.thread")
        if pools is not None:
            # Waits for what was handed to a pool that nobody shut down.
            pools._python_exit()
        atexit._run_exitfuncs()
        self.settle()

    def _take_coroutine(self, coroutine):
        # It lives on by standing in the list.
        if type(coroutine) is types.CoroutineType and self._is_checking(coroutine.cr_code):
            self.coroutines.append(coroutine)

    def _is_own(self, code):
        return code is not None and code.co_filename == self.file

    def _is_checking(self, code):
        return self._is_own(code) and code.co_name in self.checking

    def _note(self, error):
        """Of the program's failures and failed checks; what else goes wrong in the background is nobody's."""
        if isinstance(error, (AssertionError, proxies.CandidateFailure)):
            self.ledger.note(error)


def _leave(code):
    raise SystemExit(code)
