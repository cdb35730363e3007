package io.sluice.gateway.testing;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2FrameStream;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.util.ReferenceCountUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;

/**
 * An origin that speaks HTTP/2 without TLS (prior knowledge) and of which the test decides every
 * frame: for what no well-behaved server says.
 */
public final class Http2Origin implements AutoCloseable {
  private final MultiThreadIoEventLoopGroup loop =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final Channel server;
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final List<Channel> connections = new CopyOnWriteArrayList<>();
  private final BiConsumer<Stream, String> script;

  private Http2Origin(BiConsumer<Stream, String> script) {
    this.script = script;
    this.server =
        new ServerBootstrap()
            .group(loop)
            .channel(NioServerSocketChannel.class)
            .childHandler(new Connection())
            .bind(InetAddress.getLoopbackAddress(), 0)
            .syncUninterruptibly()
            .channel();
  }

  /**
   * @param script called with each request's path, once its head is there
   */
  public static Http2Origin started(BiConsumer<Stream, String> script) {
    return new Http2Origin(script);
  }

  public String url() {
    return "http://127.0.0.1:" + ((InetSocketAddress) server.localAddress()).getPort();
  }

  /** The paths so far. */
  public List<String> requests() {
    return List.copyOf(requests);
  }

  /** How many connections there have been. */
  public int connections() {
    return connections.size();
  }

  @Override
  public void close() {
    loop.shutdownGracefully(0, 0, java.util.concurrent.TimeUnit.SECONDS).syncUninterruptibly();
  }

  private final class Connection extends ChannelInitializer<Channel> {
    @Override
    protected void initChannel(Channel channel) {
      connections.add(channel);
      channel
          .pipeline()
          .addLast(Http2FrameCodecBuilder.forServer().validateHeaders(false).build())
          .addLast(
              new ChannelInboundHandlerAdapter() {
                @Override
                public void channelRead(ChannelHandlerContext ctx, Object frame) {
                  if (frame instanceof Http2HeadersFrame head && head.headers().path() != null) {
                    var path = head.headers().path().toString();
                    requests.add(path);
                    script.accept(new Stream(ctx, head.stream(), connections.size()), path);
                  }
                  ReferenceCountUtil.release(frame);
                }
              });
    }
  }

  /**
   * One request's.
   *
   * @param connection its number, from 1
   */
  public record Stream(ChannelHandlerContext context, Http2FrameStream stream, int connection) {

    /** Sends a head that is not the end. */
    public Stream head(int status, String... namesAndValues) {
      var fields = new DefaultHttp2Headers(false).status(String.valueOf(status));
      return send(fields, false, namesAndValues);
    }

    /** Sends fields that end the answer. */
    public void trailers(String... namesAndValues) {
      send(new DefaultHttp2Headers(false), true, namesAndValues);
    }

    private Stream send(Http2Headers fields, boolean end, String... namesAndValues) {
      for (int i = 0; i < namesAndValues.length; i += 2) {
        fields.add(namesAndValues[i], namesAndValues[i + 1]);
      }
      context.writeAndFlush(new DefaultHttp2HeadersFrame(fields, end).stream(stream));
      return this;
    }

    /** Sends a part of the body. */
    public Stream data(String text, boolean end) {
      var bytes = ByteBufUtil.writeUtf8(context.alloc(), text);
      context.writeAndFlush(new DefaultHttp2DataFrame(bytes, end).stream(stream));
      return this;
    }

    /** A whole answer. */
    public void answer(String text) {
      head(200, "cache-control", "no-store").data(text, true);
    }

    public void reset(Http2Error code) {
      context.writeAndFlush(new DefaultHttp2ResetFrame(code).stream(stream));
    }

    public void closeConnection() {
      context.channel().unsafe().closeForcibly();
    }

    /** From now on nothing that comes is read, as if the network were cut. */
    public void fallSilent() {
      context
          .pipeline()
          .addFirst(
              new ChannelInboundHandlerAdapter() {
                @Override
                public void channelRead(ChannelHandlerContext ctx, Object bytes) {
                  ReferenceCountUtil.release(bytes);
                }
              });
    }
  }
}
