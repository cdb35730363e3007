# syntax=docker/dockerfile:1

# --- Build: the wrapper fetches Maven; the cache mount keeps its downloads between builds.
FROM eclipse-temurin:17-jdk-noble AS build
WORKDIR /build
COPY . .
RUN --mount=type=cache,target=/root/.m2 ./mvnw -B -ntp -q -DskipTests package

# --- Run: a JRE on glibc, which BoringSSL's library is built for (on Alpine the JDK would encrypt).
FROM eclipse-temurin:21-jre-noble
LABEL org.opencontainers.image.title="Sluice" \
      org.opencontainers.image.description="HTTP caching gateway with confirmed invalidation by tag" \
      org.opencontainers.image.licenses="Apache-2.0"

WORKDIR /opt/sluice
COPY --from=build /build/target/sluice.jar ./
COPY LICENSE ./
# What a first run has read of the classes, in the form in which later ones map it into memory: they
# start in little more than half the time. The 502 of the origin that is not there is an answer, too.
RUN REDIS_ENABLED=false SLUICE_ORIGIN=http://127.0.0.1:9 \
      java -XX:ArchiveClassesAtExit=/opt/sluice/sluice.jsa -jar /opt/sluice/sluice.jar run & \
    pid=$!; \
    curl -sS --retry 30 --retry-delay 1 --retry-connrefused -o /dev/null http://127.0.0.1:9090/health/live; \
    curl -sS -o /dev/null http://127.0.0.1:8080/; \
    kill $pid; wait $pid; test -s /opt/sluice/sluice.jsa
# To change the configuration, mount a file and name it: run --conf /etc/sluice/gateway.yaml

# A number, so that Kubernetes can tell that it is not root; it owns nothing in the image.
USER 10001:10001

# All that is ever written. With it the root file system can be read-only:
#   docker run --read-only --tmpfs /tmp:exec …
# Native libraries are unpacked there: without exec the JDK does BoringSSL's work, and br is not offered.
# The file tier (cache.files.directory) needs a volume of its own, which user 10001 may write.
VOLUME /tmp

# 8080 HTTP, 5701 cluster. The admin port stays on the container's loopback interface until
# SLUICE_ADMIN_HOST and SLUICE_ADMIN_TOKEN say otherwise; the health check reaches it there.
EXPOSE 8080 5701

# Liveness only: a lost Redis or origin is no reason to restart a gateway that still answers.
# The base image carries curl.
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s --retries=3 \
  CMD curl -fsS -o /dev/null "http://${SLUICE_ADMIN_HOST:-127.0.0.1}:${SLUICE_ADMIN_PORT:-9090}/health/live"

# G1 always: with one CPU or under 2 GB the JVM would choose the serial collector, whose pauses grow
#   with the cache.
# MaxRAMPercentage: half of the container's memory for the heap. The other half is for what is
#   outside it: Netty's buffers (bounded by the heap's size unless -XX:MaxDirectMemorySize says
#   less), metaspace, thread stacks, code.
# InitialRAMPercentage: the same, so that the heap does not grow, and pause, under the first load.
# ExitOnOutOfMemoryError: a node that lost a thread may keep its lease and serve no one; one that
#   ends is restarted.
# SharedArchiveFile: see above; passed over by a JVM that it does not fit.
# PerfDisableSharedMem: no memory-mapped statistics file, whose write-back can stall a pause.
# More flags: JDK_JAVA_OPTIONS. It stands before these, which win over it, but -Xmx and -Xms win over
#   the percentages. Another collector needs another entry point: a JVM with two does not start.
ENTRYPOINT ["java", \
  "-XX:+UseG1GC", \
  "-XX:MaxRAMPercentage=50", \
  "-XX:InitialRAMPercentage=50", \
  "-XX:+ExitOnOutOfMemoryError", \
  "-XX:+PerfDisableSharedMem", \
  "-XX:SharedArchiveFile=/opt/sluice/sluice.jsa", \
  "-jar", "/opt/sluice/sluice.jar"]
CMD ["run"]
