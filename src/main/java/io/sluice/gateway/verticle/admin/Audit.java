package io.sluice.gateway.verticle.admin;

import io.sluice.gateway.caching.Text;
import io.sluice.gateway.config.AdminConfig.Scope;
import io.sluice.gateway.spi.LogBudget;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes a line for each call that changes something, done or refused: who asked, from where, for
 * what, and what came of it. What an invalidation names is in its own line, which has the same
 * receipt. Callers that are not known get few lines a minute.
 */
final class Audit implements Handler<RoutingContext> {
  private static final Logger LOG = LoggerFactory.getLogger("io.sluice.gateway.audit");
  private static final Set<HttpMethod> SAFE =
      Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS, HttpMethod.TRACE);
  private static final String RECEIPT = Audit.class.getName() + ".receipt";
  private static final String ASKED = Audit.class.getName() + ".asked";
  private static final int MAX_CALL = 200;
  private static final int MAX_ASKED = 300;

  private final LogBudget strangers = new LogBudget(20, Duration.ofMinutes(1), System::nanoTime);

  @Override
  public void handle(RoutingContext context) {
    if (!SAFE.contains(context.request().method())) {
      context.addEndHandler(ended -> write(context, ended.succeeded()));
    }
    context.next();
  }

  /** Names the receipt that tells the rest. */
  static void receipt(RoutingContext context, String id) {
    String before = context.get(RECEIPT);
    context.put(RECEIPT, before == null ? id : before + " " + id);
  }

  /** Says what was asked for, as far as the path does not. */
  static void asked(RoutingContext context, String what) {
    context.put(ASKED, what);
  }

  /** As {@link #asked(RoutingContext, String)}: the beginning of a body, as it came. */
  static void asked(RoutingContext context, @Nullable Buffer body) {
    if (body != null) {
      asked(context, body.getString(0, Math.min(body.length(), MAX_ASKED + 1)));
    }
  }

  private void write(RoutingContext context, boolean answered) {
    int status = context.response().getStatusCode();
    var grant = Access.grant(context);
    boolean noCall = grant == null && (status == 404 || status == 405);
    boolean reading = grant != null && grant.needs() == Scope.READ;
    if (noCall || reading) {
      return;
    }
    boolean stranger = grant == null || grant.name() == null;
    if (stranger && !strangers.take()) {
      return;
    }
    var line = line(context, grant, answered ? Integer.toString(status) : "-");
    if (answered && (status == 401 || status == 403 || status == 429)) {
      LOG.warn("{}", line);
    } else {
      LOG.info("{}", line);
    }
  }

  private String line(RoutingContext context, Access.@Nullable Grant grant, String status) {
    var request = context.request();
    var caller = Caller.of(request);
    var line = new StringBuilder("Call ");
    line.append(Text.printable(request.method() + " " + request.path(), MAX_CALL));
    line.append(" status=").append(status);
    line.append(" by=")
        .append(grant == null || grant.name() == null ? "-" : Text.printable(grant.name()));
    line.append(" from=").append(caller.address() == null ? "-" : caller.address());
    if (caller.certificate() != null) {
      line.append(" certificate=").append(Text.printable(caller.certificate(), MAX_CALL));
    }
    String receipt = context.get(RECEIPT);
    String asked = context.get(ASKED);
    if (receipt != null) {
      line.append(" receipt=").append(Text.printable(receipt, MAX_ASKED));
    } else if (asked != null) {
      line.append(" asked=").append(Text.printable(asked.replace('"', '\''), MAX_ASKED));
    }
    long untold = strangers.refusedSinceLast();
    return untold == 0 ? line.toString() : line.append(" untold=").append(untold).toString();
  }
}
