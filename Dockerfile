# The same pinned tree as tools/setup.sh makes, without what only tests need. One image for every line of the Procfile:
#   docker run IMAGE                              web, on $PORT
#   docker run --no-healthcheck IMAGE python -m workers tick
# tests/house/test_dockerfile.py holds it to tools/setup.sh.

FROM node:20-bookworm-slim AS scripts
WORKDIR /build
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev --no-progress --loglevel=error

FROM python:3.11-slim-bookworm AS built
WORKDIR /app
RUN python -m venv .venv
COPY requirements.lock ./
RUN .venv/bin/python -m pip install --quiet --disable-pip-version-check --no-input --require-hashes -r requirements.lock
COPY gunicorn.conf.py pages.conf.py line.toml ./
COPY flows flows
COPY routing routing
COPY voice_app voice_app
COPY workers workers
COPY migrations migrations
COPY tools/__init__.py tools/assets.py tools/
COPY --from=scripts /build/node_modules node_modules
RUN .venv/bin/python -m tools.assets
RUN .venv/bin/python -m compileall -q flows routing voice_app workers
RUN rm -r node_modules tools

FROM python:3.11-slim-bookworm
# pg_dump and pg_restore, for `python -m voice_app backup` of a ledger in PostgreSQL up to 15.
RUN apt-get update && apt-get install -y --no-install-recommends postgresql-client && rm -rf /var/lib/apt/lists/*
RUN useradd --system --uid 10001 --home-dir /app --no-create-home gehoor
WORKDIR /app
COPY --from=built /app /app
RUN install -d -o gehoor -g gehoor -m 0700 /app/var
ENV PATH=/app/.venv/bin:$PATH PORT=8000 PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 MALLOC_ARENA_MAX=2
USER gehoor
EXPOSE 8000 8001
# Of web. The other processes listen nowhere: run them with --no-healthcheck, `/status` of web tells of them.
HEALTHCHECK --interval=15s --timeout=3s --start-period=20s CMD ["python", "-c", "import os, urllib.request; urllib.request.urlopen(f'http://127.0.0.1:{os.environ[\"PORT\"]}/healthz', timeout=2)"]
CMD ["gunicorn"]
