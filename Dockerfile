# syntax=docker/dockerfile:1
# Two stages: the first makes the environment from the hash-pinned lock, the second carries nothing but it.
FROM python:3.12-slim AS build
WORKDIR /src
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
RUN python -m venv /opt/heliograph
COPY requirements-run.lock ./
RUN /opt/heliograph/bin/pip install --require-hashes --requirement requirements-run.lock
COPY pyproject.toml README.md LICENSE ./
COPY bot bot
COPY feeds feeds
COPY migrations migrations
RUN /opt/heliograph/bin/pip install --no-deps --no-build-isolation .

FROM python:3.12-slim
RUN groupadd --gid 10001 heliograph \
    && useradd --uid 10001 --gid heliograph --no-create-home --home-dir /nonexistent heliograph \
    && install --directory --owner=heliograph --group=heliograph /data /key
COPY --from=build /opt/heliograph /opt/heliograph
# The database and the key that seals readers' data lie in volumes of their own: never back them up together.
ENV PATH=/opt/heliograph/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    XDG_CONFIG_HOME=/key \
    HELIOGRAPH_DATABASE_URL=sqlite+aiosqlite:////data/heliograph.db \
    HELIOGRAPH_LISTEN=127.0.0.1:8080
VOLUME ["/data", "/key"]
WORKDIR /data
USER 10001:10001
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s --retries=3 \
    CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8080/healthz', timeout=4)"]
STOPSIGNAL SIGTERM
ENTRYPOINT ["heliograph"]
CMD ["run"]
