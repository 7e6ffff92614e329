/**
 * A sitecustomize module, which Python imports at every start; it hands on to the one that it hides, if there is one.
 * Written for Python 2.7 and later, and silent about whatever it can't do: a normal run must never notice it.
 *
 * `sys.exit` raises an exception that tests may catch and expect. So it counts only when, at exit, nothing has caught
 * it. (Up to Python 3.11 one that passed a `with` or `finally` goes unnoticed.)
 */
export const PYTHON_TRIPWIRE = String.raw`import os
import sys


def _arm():
    guarded = [path for path in os.environ.get("REGENT_GUARDED", "").split("\n") if path]
    if not guarded:
        return
    tests = set(os.environ.get("REGENT_TESTS", "").split("\n"))
    # Test runners put something else in the place of standard error.
    stderr = os.dup(2)
    end, write, getpid, getppid = os._exit, os.write, os.getpid, os.getppid
    main_pid = [getpid()]
    pending = []

    def is_guarded(file):
        file = os.path.abspath(file)
        # Tests that were copied in among the code stay tests.
        if os.path.splitext(os.path.basename(file))[0] in tests:
            return False
        return any(file == path or file.startswith(path + "/") for path in guarded)

    def is_program():
        # A program of the code under test that runs on its own may end as it likes, and so may a forked child.
        main = getattr(sys.modules.get("__main__"), "__file__", None)
        if getpid() != main_pid[0]:
            return True
        return bool(main) and (is_guarded(main) or is_guarded(os.path.realpath(main)))

    def trip(file):
        try:
            sys.stdout.flush()
        except Exception:
            pass
        try:
            write(stderr, ("regent: %s ended the test process\n" % file).encode("utf-8", "replace"))
        finally:
            end(86)

    def caller(depth, code):
        try:
            frame = sys._getframe(depth)
        except ValueError:
            # Called by the interpreter itself: somebody registered the function.
            return None if code else "the code under test"
        file = frame.f_code.co_filename
        if is_guarded(file):
            return file
        through = os.path.basename(file) == "threading.py" and not code
        return "the code under test" if through else None

    def guard(module, name, ends):
        original = getattr(module, name, None)
        if original is None:
            return

        def wrapper(*args, **kwargs):
            code = ends(args)
            if code is not None and not is_program():
                file = caller(2, code)
                if file is not None:
                    trip(file)
            return original(*args, **kwargs)

        wrapper.__name__ = name
        wrapper.__doc__ = original.__doc__
        setattr(module, name, wrapper)

    def kills_self(args):
        return 0 if args and args[0] in (getpid(), -getpid(), 0, getppid()) and args[1:] != (0,) else None

    # Not the module signal, which takes a while to load and takes what it has from here.
    import _signal

    guard(os, "_exit", lambda args: args[0] if args else 0)
    guard(os, "abort", lambda args: 0)
    guard(os, "kill", kills_self)
    guard(os, "killpg", lambda args: 0 if args and args[0] in (0, os.getpgrp()) else None)
    guard(_signal, "raise_signal", lambda args: 0)

    leave = sys.exit

    def exit(*args):
        try:
            leave(*args)
        except SystemExit as error:
            frame = sys._getframe(1)
            if is_guarded(frame.f_code.co_filename) and not is_program():
                pending[:] = [(error, frame.f_code.co_filename)]
            raise

    exit.__doc__ = leave.__doc__
    sys.exit = exit
    handlers = (exit.__code__,)

    def was_caught(error):
        trace = getattr(error, "__traceback__", None)
        if trace is None:
            return True
        frame = trace.tb_frame
        if sys.version_info < (3, 12):
            # The traceback is that of the last handler on the way: ours, or the import machinery's.
            return frame.f_code not in handlers and not frame.f_code.co_filename.startswith("<frozen importlib")
        # It leads to the outermost frame, and that has done nothing since.
        return frame.f_back is not None or frame.f_lasti != trace.tb_lasti

    def at_exit():
        for error, file in pending:
            if not was_caught(error) and not is_program():
                trip(file)

    import atexit

    atexit.register(at_exit)
    _watch_imports(is_guarded, pending)


def _watch_imports(is_guarded, pending):
    # "raise SystemExit" at the top of a module under test: its import is where it can be seen.
    loader = sys.modules["_frozen_importlib_external"].SourceFileLoader

    # Named like the import machinery, whose frames Python leaves out of tracebacks.
    source = (
        "def wrap(load, note):\n"
        "    def exec_module(self, module):\n"
        "        try:\n"
        "            return load(self, module)\n"
        "        except SystemExit as error:\n"
        "            note(self.path, error)\n"
        "            raise\n"
        "    return exec_module\n"
    )
    names = {}
    code = compile(source, "<frozen importlib._bootstrap_external>", "exec")
    exec(code, names)

    def note(path, error):
        if is_guarded(path):
            pending[:] = [(error, path)]

    loader.exec_module = names["wrap"](loader.exec_module, note)


def _hand_on():
    here = os.path.dirname(os.path.abspath(__file__))
    sys.path[:] = [path for path in sys.path if os.path.abspath(path) != here]
    hidden = sys.modules.pop("sitecustomize", None)
    try:
        import sitecustomize
    except ImportError:
        if hidden is not None:
            sys.modules["sitecustomize"] = hidden


try:
    _arm()
except Exception:
    pass
_hand_on()
`;
