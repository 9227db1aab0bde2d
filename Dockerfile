# Marquee's server and commands. It holds no secret and no data: DATABASE_URL
# and REDIS_URL come when it is started, the snapshot lies in the volume.
#
#   docker build -t marquee .
#   docker run -p 8000:8000 -e DATABASE_URL=... -v marquee:/var/lib/marquee marquee
#   docker run -e DATABASE_URL=... -v marquee:/var/lib/marquee marquee index

FROM debian:bookworm-slim AS build
WORKDIR /src
COPY scripts/bootstrap scripts/bootstrap
COPY scripts/lib/common.sh scripts/lib/common.sh
RUN scripts/bootstrap build
COPY . .
RUN make -j"$(nproc)" && make install PREFIX=/usr DESTDIR=/out

FROM debian:bookworm-slim
RUN apt-get update \
 && apt-get install -y --no-install-recommends ca-certificates curl kore \
    libgomp1 libhiredis0.14 libjansson4 libpq5 libstemmer0d libutf8proc2 \
    libisal2 libopenblas0-openmp libxxhash0 zlib1g \
 && rm -rf /var/lib/apt/lists/* /var/log/* \
 && useradd --system --uid 10001 --user-group --home-dir /var/lib/marquee \
    --create-home marquee
COPY --from=build /out/ /
ENV HOST=0.0.0.0 PORT=8000 STATE_DIR=/var/lib/marquee DATA_DIR=/data
USER 10001:10001
WORKDIR /var/lib/marquee
VOLUME /var/lib/marquee
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s \
    CMD curl -fsS -o /dev/null "http://127.0.0.1:${PORT}/healthz"
ENTRYPOINT ["marquee"]
CMD ["serve"]
