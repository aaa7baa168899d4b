# The service alone: it needs a PostgreSQL server (DATABASE_URL) and, in production mode, the agencies' issuers (AGENCIES)
# and the keys of evidence, of reporters and of webhooks (EVIDENCE_KEYS, REPORTER_KEYS, WEBHOOK_KEYS).
FROM node:24.21-bookworm-slim AS packages
WORKDIR /srv/penerusan
COPY package.json package-lock.json ./
# Optional are the embedded PostgreSQL and Node itself, and neither is used here.
RUN npm ci --omit=dev --omit=optional --ignore-scripts --no-audit --no-fund

FROM node:24.21-bookworm-slim
LABEL org.opencontainers.image.title="Penerusan" \
      org.opencontainers.image.description="The API through which one government agency hands a case to another and both can prove it" \
      org.opencontainers.image.licenses="EUPL-1.2" \
      org.opencontainers.image.base.name="docker.io/library/node:24.21-bookworm-slim"
# Evidence is kept here, unless EVIDENCE_STORE names another place: mount a volume. Everything else may be read-only.
RUN install -d -o node -g node -m 700 /var/lib/penerusan
ENV NODE_ENV=production \
    HOST=0.0.0.0 \
    PORT=3000 \
    DATA_DIR=/var/lib/penerusan
WORKDIR /srv/penerusan
COPY --from=packages /srv/penerusan/node_modules node_modules
COPY package.json LICENSE ./
COPY src src
USER node
EXPOSE 3000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=20s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/healthz`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "src/server.ts"]
