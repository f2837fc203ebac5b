"""The server: `streamlit run dashboard/app.py`."""

from __future__ import annotations

import sys
from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware

HERE = Path(__file__).resolve().parent
if str(HERE.parent) not in sys.path:  # Streamlit puts only the script's own folder there
    sys.path.insert(0, str(HERE.parent))

from core.errors import UserError  # noqa: E402
from core.runs.workers.host import start_ahead  # noqa: E402

start_ahead()  # before the rest is loaded, which takes a second

from dashboard.backend import executor, store  # noqa: E402
from dashboard.endpoints import READERS, open_source  # noqa: E402
from dashboard.server.base_path import base_path  # noqa: E402
from dashboard.server.bounds import Bounds  # noqa: E402
from dashboard.server.host_key import host_key  # noqa: E402
from dashboard.server.hub import Hub  # noqa: E402
from dashboard.server.lifespan import lifespan  # noqa: E402
from dashboard.server.people import People, forget_me_route  # noqa: E402
from dashboard.server.routes import routes  # noqa: E402
from dashboard.server.static import CompletePage, CompressedAssets  # noqa: E402
from dashboard.shared.live_sources import TRANSIENT  # noqa: E402
from dashboard.shared.page_header import show_trouble  # noqa: E402

LOADED_AHEAD = (  # what the first visitor would wait for
    "dashboard.stock.stock_picture",
    "dashboard.names.names_result",
    "dashboard.runs.run_card",
    "sklearn.preprocessing",  # see `core.stocks.windows`
)

try:
    lab, key = store(), host_key()
    lab.keep_reserve()
except UserError as failure:  # a sentence says what to do; nothing works without the store
    sys.exit(str(failure))

hub = Hub(open_source, TRANSIENT)
app = st.App(
    HERE / "pages.py",
    lifespan=lifespan(hub, executor().warm, LOADED_AHEAD),
    routes=[*routes(hub, READERS), forget_me_route(lambda person: lab.set_nickname(person, ""))],
    middleware=[
        Middleware(Bounds),
        Middleware(People, key=key),
        Middleware(CompressedAssets, base=base_path()),
        Middleware(CompletePage),
    ],
    on_script_error=show_trouble,
)
