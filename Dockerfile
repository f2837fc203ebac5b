# The dashboard in a container: docs/running-for-many.md says how to start it.
# Written where there was no Docker to build it with; its commands were tried outside of a container.
FROM python:3.13-slim

ENV PIP_NO_CACHE_DIR=1 PYTHONUNBUFFERED=1
WORKDIR /app

COPY requirements.txt ./
RUN pip install --requirement requirements.txt "psycopg[binary]==3.3.9"

COPY pyproject.toml ./
COPY .streamlit .streamlit
COPY data data
COPY core core
COPY dashboard dashboard

RUN useradd --create-home lab && install --directory --owner lab /runs .runs
USER lab
ENV SEQUENCE_LAB_DATABASE=sqlite:////runs/sequence-lab.sqlite
# Compiles the engines into the home folder of the user; on another processor they are compiled anew.
RUN python -m core.runs.workers.warm

VOLUME /runs
EXPOSE 8501
HEALTHCHECK --start-period=120s \
    CMD python -c "import urllib.request; urllib.request.urlopen('http://localhost:8501/_stcore/health')"
CMD ["sh", "-c", "python -m dashboard.server.host_key && exec python -m streamlit run dashboard/app.py --server.address 0.0.0.0 --server.port 8501"]
