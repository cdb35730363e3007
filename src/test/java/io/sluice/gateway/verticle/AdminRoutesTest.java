package io.sluice.gateway.verticle;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.testing.ControlApi;
import io.sluice.gateway.testing.GatewayUnderTest;
import io.vertx.core.internal.VertxInternal;
import io.vertx.ext.web.Route;
import java.util.Objects;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What can be called is what is documented, no less and no more. */
class AdminRoutesTest {
  @RegisterExtension static final GatewayUnderTest gateway = GatewayUnderTest.with();

  @Test
  void everyRouteIsDocumentedAndEveryDocumentedCallIsRouted() {
    var routed = new TreeSet<String>();
    for (var route : router().getRoutes()) {
      if (route.getName() != null) {
        assertThat(route.methods()).as(route.getName()).isNotNull();
        route.methods().forEach(method -> routed.add(method + " " + template(route)));
      }
    }
    var documented = new TreeSet<String>();
    ControlApi.operations().forEach(operation -> documented.add(operation.toString()));
    assertThat(routed).isEqualTo(documented);
  }

  /** Routes by regular expression have the path of the document as their name. */
  private static String template(Route route) {
    return route.getName().replaceAll(":(\\w+)", "{$1}");
  }

  private static io.vertx.ext.web.Router router() {
    var vertx = (VertxInternal) gateway.gateway().vertx();
    for (var context : vertx.deploymentManager().deployments()) {
      for (var instance : context.deployment().instances()) {
        if (instance instanceof AdminVerticle admin) {
          return Objects.requireNonNull(admin.router()).router();
        }
      }
    }
    throw new AssertionError("no admin verticle");
  }
}
