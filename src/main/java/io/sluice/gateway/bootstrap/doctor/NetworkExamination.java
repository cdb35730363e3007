package io.sluice.gateway.bootstrap.doctor;

import io.sluice.gateway.config.HostPort;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** Ports to listen on, and members to reach. */
public final class NetworkExamination {
  private static final int CONNECT_MILLIS = 2000;

  private NetworkExamination() {}

  /**
   * @param key the setting of the port
   */
  public static Finding free(String name, HostPort place, String key) {
    var subject = name + " port " + place;
    try (var socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(place.host(), place.port()));
      return Finding.ok(subject, "is free");
    } catch (IOException | IllegalArgumentException taken) {
      return Finding.fail(
          subject,
          String.valueOf(taken.getMessage()),
          "a node runs already, or change " + key + "; lsof -i :" + place.port() + " tells who");
    }
  }

  /** A member that does not answer is no fault: it may be started later. */
  public static Finding member(HostPort place) {
    var subject = "member " + place;
    try (var socket = new Socket()) {
      socket.connect(new InetSocketAddress(place.host(), place.port()), CONNECT_MILLIS);
      return Finding.ok(subject, "is reached");
    } catch (IOException | IllegalArgumentException unreachable) {
      return Finding.warn(
          subject,
          String.valueOf(unreachable.getMessage()),
          "well, if it has not been started yet; else open its cluster.port and cluster.bus.port"
              + " to the other members");
    }
  }
}
