# What the service needs to run. The development dependency `node` stays out: the image brings its own Node.
FROM node:24 AS dependencies
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --omit=dev
# --build-arg ARGON2_CFLAGS=-mavx2 halves what a password costs, on processors that have AVX2 (docs/operations.md).
ARG ARGON2_CFLAGS=""
RUN test -z "$ARGON2_CFLAGS" || CFLAGS="$ARGON2_CFLAGS" npm_config_nodedir=/usr/local npm rebuild argon2 --build-from-source

FROM node:24-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci
COPY nest-cli.json tsconfig.json tsconfig.build.json rolldown.config.js vite.config.js ./
COPY src src
RUN npm run build

FROM node:24-slim
WORKDIR /app
# For SQLite, if DATA_DIR=/data is set: a named volume mounted here takes over the owner.
RUN install --directory --owner=node --group=node --mode=0700 /data
COPY package.json ./
COPY --from=dependencies /app/node_modules node_modules
COPY --from=build /app/dist dist
ENV NODE_ENV=production HOST=0.0.0.0 PORT=3000
# The image's user `node`, by number: orchestrators that ask for non-root can check it.
USER 1000
EXPOSE 3000
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/health/live`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "dist/main.js"]
