"""A real Chromium: what it shows, and when."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from playwright.async_api import Browser, async_playwright

# The shell, Chromium without windows, takes a sixth less of the processor.
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "chrome")

# Notes (share of the training, time in ms) whenever the bar of a run has moved and been painted.
NOTE_SHARES = """
window.shares = [];
new MutationObserver(() => {
  const share = document.querySelector(".lab-bar")?.style.getPropertyValue("--share");
  if (!share || share === window.share) return;
  window.share = share;
  requestAnimationFrame(() => setTimeout(() => window.shares.push([Number(share), Date.now()])));
}).observe(document, { subtree: true, childList: true, attributes: true });
"""


def chromium() -> str | None:
    """Where it is; None if there is none."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)


@asynccontextmanager
async def browser(path: str) -> AsyncIterator[Browser]:
    """Runs it."""
    async with async_playwright() as playwright:
        running = await playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield running
        await running.close()
