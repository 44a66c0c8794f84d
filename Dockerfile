# One image for web, worker, beat and migrate (docker-compose.yml says which is which).
FROM python:3.11-slim-bookworm

# what WeasyPrint opens; the same list stands in rectify/setup/install.py
RUN apt-get update \
 && apt-get install -y --no-install-recommends \
      libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz0b libharfbuzz-subset0 libfontconfig1 \
 && rm -rf /var/lib/apt/lists/*

ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 RECTIFY_VAR=/var/lib/rectify RECTIFY_STATIC=/srv/rectify/static
WORKDIR /srv/rectify

COPY pyproject.toml uv.lock ./
RUN python -m venv /opt/uv && /opt/uv/bin/pip install --no-cache-dir uv==0.13.9 \
 && /opt/uv/bin/uv sync --frozen --no-dev --no-cache --compile-bytecode --python /usr/local/bin/python \
 && rm -rf /opt/uv
ENV PATH=/srv/rectify/.venv/bin:$PATH

COPY manage.py ./
COPY rectify rectify
COPY issues issues
COPY measures measures
COPY reports reports
COPY templates templates
COPY fixtures fixtures

# 仿宋 and 楷体; without them the image is built all the same, and documents are printed in what stands in
RUN python rectify/setup/typefaces.py /usr/local/share/fonts/fandol || true

# static files, fingerprinted and compressed; the demonstration's own throw-away key serves for this one command
RUN RECTIFY_VAR=/tmp/build python manage.py collectstatic --noinput --verbosity 0 && rm -rf /tmp/build

RUN useradd --system --uid 10001 --home-dir /var/lib/rectify --create-home rectify
USER rectify
VOLUME /var/lib/rectify
EXPOSE 8000
CMD ["gunicorn", "rectify.wsgi", "--bind", "0.0.0.0:8000", "--worker-class", "gthread", "--workers", "2", \
     "--threads", "8", "--timeout", "120", "--no-control-socket"]
