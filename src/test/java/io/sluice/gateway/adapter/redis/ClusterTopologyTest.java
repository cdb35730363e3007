package io.sluice.gateway.adapter.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.adapter.redis.ClusterTopology.Range;
import io.vertx.core.buffer.Buffer;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.impl.ParserHandler;
import io.vertx.redis.client.impl.RESPParser;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClusterTopologyTest {
  private static final String ASKED = "redis_1:7000";

  @Test
  void hostsThatAreLeftOpenAreThatOfTheServerAsked() {
    assertThat(ranges("*1 *4 :0 :16383 *2 $-1 :7001 *2 $0  :7002"))
        .containsExactly(new Range(0, 16383, "redis_1:7001", List.of("redis_1:7002")));
  }

  @Test
  void hostsMayBeAddressesAndNames() {
    assertThat(ranges("*2 *3 :0 :9 *2 $11 2001:db8::1 :7001 *3 :10 :20 *2 $7 redis_2 :7002"))
        .containsExactly(
            new Range(0, 9, "[2001:db8::1]:7001", List.of()),
            new Range(10, 20, "redis_2:7002", List.of()));
  }

  @Test
  void slotsOfAMasterThatCannotBeDialledAreNobodys() {
    var topology =
        topology("", "*2 *4 :0 :9 *2 $1 ? :7001 *2 $1 b :7002 *4 :10 :20 *2 $1 a :1 *2 $1 ? :2");
    assertThat(topology.ranges()).containsExactly(new Range(10, 20, "a:1", List.of()));
    assertThat(topology.covered()).isEqualTo(11);
  }

  @Test
  void theGreaterEpochIsNewerThenTheStateAndTheSlotsDecide() {
    var some = "*1 *3 :0 :9 *2 $1 a :1";
    var more = "*1 *3 :0 :10 *2 $1 a :1";
    var old = topology("cluster_state:ok\ncluster_current_epoch:7\n", more);
    var failing = topology("cluster_state:fail\ncluster_current_epoch:8\n", more);
    var joining = topology("cluster_state:ok\ncluster_current_epoch:8\n", some);
    var whole = topology("cluster_state:ok\ncluster_current_epoch:8\n", more);
    var order = List.of(old, failing, joining, whole);
    for (int i = 0; i < order.size(); i++) {
      for (int j = 0; j < order.size(); j++) {
        assertThat(order.get(i).isNewerThan(order.get(j))).as(i + " and " + j).isEqualTo(i > j);
      }
    }
  }

  private static List<Range> ranges(String slots) {
    return topology("", slots).ranges();
  }

  private static ClusterTopology topology(String info, String slots) {
    return ClusterTopology.of(ASKED, parse("$" + info.length() + " " + info), parse(slots));
  }

  /** A reply as it is on the wire, with blanks for the ends of lines. */
  private static Response parse(String reply) {
    var parsed = new ArrayList<Response>();
    var parser =
        new RESPParser(
            new ParserHandler() {
              @Override
              public void handle(Response response) {
                parsed.add(response);
              }

              @Override
              public void fail(Throwable failure) {
                throw new AssertionError(failure);
              }
            },
            16);
    parser.handle(Buffer.buffer(reply.replace(" ", "\r\n") + "\r\n"));
    return parsed.get(0);
  }
}
