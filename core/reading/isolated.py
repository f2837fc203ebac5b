"""Reading a large file in a process of its own, so that nobody else's page waits for it.

The process is started with the first such file, stays for the next ones, ends with the server, and
is replaced when it dies or takes too long.
"""

from __future__ import annotations

import os
import pickle
import queue
import signal
import struct
import subprocess
import sys
import threading
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any, Final, TypeVar

from core.errors import DataError, UserError

Result = TypeVar("Result")

SMALL: Final = 256 * 1024  # bytes of a text that is read in place, in a tenth of a second
SECONDS: Final = 60.0  # for one file; the largest that are read take three
MOST_WAITING: Final = 20  # files
_MEMORY: Final = 3 * 1024**3  # bytes of addresses; the largest files that are read take a third
_TRIES: Final = 2
_ONE_THREAD: Final = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}  # others need cores, too
_LENGTH: Final = struct.Struct("<Q")
_PROGRAM_FOLDER: Final = Path(__file__).resolve().parents[2]
_AS_CSV: Final = "keep only the columns and rows you need, and save them as CSV"


class BusyError(DataError):
    """So many files are being read that one has to be tried again later."""


class Reader:
    """Reads one file after the other in a process of its own."""

    def __init__(self, seconds: float = SECONDS, most_waiting: int = MOST_WAITING) -> None:
        """Takes how long a file may take, and how many may wait; nothing is started yet."""
        self._seconds = seconds
        self._places = threading.BoundedSemaphore(most_waiting)
        self._turn = threading.Lock()
        self._process: _Process | None = None

    def call(self, function: Callable[..., Result], *arguments: object) -> Result:
        """Returns what a function returns there; it is one of a module, and can be pickled.

        Raises:
            BusyError: Too many files are waiting.
            DataError: It took too long, or too much memory; or whatever it raises itself.
        """
        if not self._places.acquire(blocking=False):
            raise BusyError("Many files are being read just now: try again in a minute.")
        try:
            with self._turn:
                answer = self._answer(pickle.dumps((function, arguments)))
        finally:
            self._places.release()
        returned, result = pickle.loads(answer)
        if returned:
            return result  # type: ignore[no-any-return]
        raise result if isinstance(result, UserError) else RuntimeError(result)

    def close(self) -> None:
        """Ends the process, if there is one."""
        if self._process is not None:
            self._process.kill()
            self._process = None

    def _answer(self, request: bytes) -> bytes:
        for _ in range(_TRIES):
            self._process = self._process or _Process()
            try:
                answer = self._process.ask(request, self._seconds)
            except queue.Empty:
                self.close()
                raise DataError(
                    f"The file takes more than {self._seconds:.0f} seconds to read: {_AS_CSV}."
                ) from None
            if answer is not None:
                return answer
            self.close()
        raise DataError(f"The file takes more memory to read than there is: {_AS_CSV}.")


class _Process:
    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", __name__],
            cwd=_PROGRAM_FOLDER,
            env=os.environ | _ONE_THREAD,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        self._answers: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        threading.Thread(target=self._listen, daemon=True).start()

    def ask(self, request: bytes, seconds: float) -> bytes | None:
        """Returns the answer; None where the process is dead, queue.Empty is raised if it is late.

        In a thread: a process that hangs does not even take the request.
        """
        threading.Thread(target=self._say, args=(request,), daemon=True).start()
        return self._answers.get(timeout=seconds)

    def kill(self) -> None:
        """Ends it at once."""
        self._process.kill()
        self._process.wait()

    def _say(self, request: bytes) -> None:
        assert self._process.stdin is not None
        try:
            _write(self._process.stdin, request)
        except OSError:  # it is dead, which `_listen` has heard
            return

    def _listen(self) -> None:
        assert self._process.stdout is not None
        while (answer := _read(self._process.stdout)) is not None:
            self._answers.put(answer)
        self._answers.put(None)


READER: Final = Reader()


def read_isolated(
    read: Callable[..., Result], data: bytes | str, title: str, choices: object
) -> Result:
    """Reads a file: a small text in place, anything else in a process of its own.

    Args:
        read: One of the readers, such as `core.stocks.sources.read`.
        data: The bytes of the file, or text that was pasted.
        title: What it is called.
        choices: What a person fixed of the reading.

    Raises:
        DataError: As the reader says; or it took too long, or too much memory.
    """
    is_packed = isinstance(data, bytes) and data.startswith(b"PK")
    if len(data) <= SMALL and not is_packed:
        return read(data, title, choices)
    return READER.call(read, data, title, choices)


def _write(stream: IO[bytes], content: bytes) -> None:
    stream.write(_LENGTH.pack(len(content)))
    stream.write(content)
    stream.flush()


def _read(stream: IO[bytes]) -> bytes | None:
    """Returns what was written at the other end; None where that is closed."""
    head = stream.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        return None
    (length,) = _LENGTH.unpack(head)
    content = stream.read(length)
    return content if len(content) == length else None


def _serve() -> None:
    """Answers one request after the other; the end of the requests ends the process."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the server, which ends this one
    _limit_memory()
    answers, sys.stdout = sys.stdout.buffer, sys.stderr
    requests: queue.SimpleQueue[bytes] = queue.SimpleQueue()
    threading.Thread(target=_take, args=(requests,), daemon=True).start()
    while True:
        _write(answers, _carry_out(requests.get()))


def _take(requests: queue.SimpleQueue[bytes]) -> None:
    while (request := _read(sys.stdin.buffer)) is not None:
        requests.put(request)
    os._exit(0)  # whatever is being read: nobody waits for it any more


def _carry_out(request: bytes) -> bytes:
    result: Any
    try:
        function, arguments = pickle.loads(request)
        returned, result = True, function(*arguments)
    except MemoryError:
        refusal = f"The file takes too much memory to read: {_AS_CSV}."
        returned, result = False, DataError(refusal)
    except UserError as refusal:
        returned, result = False, refusal
    except Exception:  # a bug, which whoever asked reports as their own
        returned, result = False, traceback.format_exc()
    return pickle.dumps((returned, result))


def _limit_memory() -> None:
    try:
        import resource
    except ImportError:  # Windows has nothing of the kind
        return
    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    most = _MEMORY if hard == resource.RLIM_INFINITY else min(_MEMORY, hard)
    resource.setrlimit(resource.RLIMIT_AS, (most, hard))


if __name__ == "__main__":
    _serve()
