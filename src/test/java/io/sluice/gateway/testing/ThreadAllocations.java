package io.sluice.gateway.testing;

import com.sun.management.ThreadMXBean;
import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.util.HashMap;
import java.util.Map;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/**
 * How many bytes each thread of another JVM of this machine has allocated, asked of its JMX agent;
 * the threads of the agent itself do not count. The JVM needs {@link #JVM_OPTION}.
 */
public final class ThreadAllocations implements AutoCloseable {
  /** Its agent is asked over the loopback interface, whatever the machine's name leads to. */
  public static final String JVM_OPTION = "-Djava.rmi.server.hostname=127.0.0.1";

  private final JMXConnector connector;
  private final ThreadMXBean threads;

  private ThreadAllocations(JMXConnector connector, ThreadMXBean threads) {
    this.connector = connector;
    this.threads = threads;
  }

  @SuppressWarnings("BanJNDI") // of a JVM that the test itself has started
  public static ThreadAllocations of(long pid) {
    try {
      var machine = VirtualMachine.attach(Long.toString(pid));
      String address = machine.startLocalManagementAgent();
      machine.detach();
      var connector = JMXConnectorFactory.connect(new JMXServiceURL(address));
      return new ThreadAllocations(
          connector,
          ManagementFactory.newPlatformMXBeanProxy(
              connector.getMBeanServerConnection(),
              ManagementFactory.THREAD_MXBEAN_NAME,
              ThreadMXBean.class));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (AttachNotSupportedException e) {
      throw new AssertionError(e);
    }
  }

  /** The bytes so far, by the thread's name. */
  public Map<String, Long> bytes() {
    long[] ids = threads.getAllThreadIds();
    long[] allocated = threads.getThreadAllocatedBytes(ids);
    var infos = threads.getThreadInfo(ids);
    var bytes = new HashMap<String, Long>();
    for (int i = 0; i < ids.length; i++) {
      // One that has ended meanwhile has no info.
      if (infos[i] != null && !infos[i].getThreadName().matches("(RMI|JMX) .*")) {
        bytes.merge(infos[i].getThreadName(), Math.max(0, allocated[i]), Long::sum);
      }
    }
    return bytes;
  }

  @Override
  public void close() {
    try {
      connector.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
