"""`assistant web`: starts the page's server after checking what would make it fail."""

from __future__ import annotations

import os
import socket
import subprocess
import sys

from rich.console import Console
from rich.markup import escape

from assistant.errors import StateError, UsageError
from assistant.settings import bundled, load_settings
from assistant.wiring import open_assistant


def serve(host: str | None, port: int | None) -> int:
    """Serve until stopped. Raises UsageError when the port is taken, Faults when nothing could be answered."""
    settings = load_settings({"host": host, "port": port})
    _check_free(settings.host, settings.port)
    assistant = open_assistant()
    console = Console(stderr=True, highlight=False)
    try:
        assistant.review_queue().open()
    except StateError as error:
        console.print(
            f"[yellow]questions will not be recorded: {escape(str(error))}[/yellow]", soft_wrap=True
        )
    assistant.close()
    address = f"http://{settings.host}:{settings.port}"
    console.print(f"the assistant answers at [bold]{address}[/bold]  (Ctrl+C stops it)")
    return _run(_command(settings.host, settings.port))


def _run(command: list[str]) -> int:
    """Become the server where the system allows it, so that whoever stops this process stops the page."""
    if os.name == "posix":
        sys.stdout.flush()
        sys.stderr.flush()
        os.execve(command[0], command, _environment())
    try:
        return subprocess.run(command, env=_environment(), check=False).returncode
    except KeyboardInterrupt:
        return 0


def _check_free(host: str, port: int) -> None:
    try:
        family, kind, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except OSError:
        raise UsageError(f"'{host}' is not an address of this machine") from None
    with socket.socket(family, kind) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(address)
        except PermissionError:
            raise UsageError(
                f"port {port} may not be used by this user; choose one above 1023 with --port"
            ) from None
        except OSError:
            raise UsageError(
                f"port {port} is in use; stop what listens there, or choose another with --port"
            ) from None


def _command(host: str, port: int) -> list[str]:
    options = {
        "server.address": host,
        "server.port": str(port),
        "server.headless": "true",
        "server.fileWatcherType": "none",
        "browser.gatherUsageStats": "false",
        "client.toolbarMode": "minimal",
        "client.showErrorDetails": "none",
        "theme.primaryColor": "#2f5fd0",
    }
    flags = [f"--{name}={value}" for name, value in options.items()]
    return [sys.executable, "-m", "streamlit", "run", str(bundled("app.py")), *flags]


def _environment() -> dict[str, str]:
    return os.environ | {"PYTHONUTF8": "1"}
