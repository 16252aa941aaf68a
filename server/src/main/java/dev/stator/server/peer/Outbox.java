package dev.stator.server.peer;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * What waits to be sent to one node. Any thread offers; the event loop takes all there is, puts
 * small messages side by side into one buffer, and flushes once. While the other side does not
 * read, messages wait here, up to a limit in bytes.
 */
@SuppressWarnings("FutureReturnValueIgnored")
final class Outbox {
  /** Larger messages are not copied. */
  private static final int COPIED_BYTES_MAX = 16 << 10;

  private static final int BATCH_BYTES = 64 << 10;

  private final EventLoop loop;
  private final long bytesMax;
  private final PeerStats stats;
  private final ConcurrentLinkedQueue<byte[]> queue = new ConcurrentLinkedQueue<>();
  private final AtomicLong queuedBytes = new AtomicLong();
  private final AtomicBoolean scheduled = new AtomicBoolean();
  private final Runnable drain = this::drain;
  private volatile @Nullable Channel channel;

  Outbox(EventLoop loop, long bytesMax, PeerStats stats) {
    this.loop = loop;
    this.bytesMax = bytesMax;
    this.stats = stats;
  }

  void offer(byte[] message) {
    if (channel == null) {
      stats.droppedUnconnected.increment();
      return;
    }
    int bytes = Frames1.HEADER_BYTES + message.length;
    if (queuedBytes.addAndGet(bytes) > bytesMax) {
      queuedBytes.addAndGet(-bytes);
      stats.droppedFull.increment();
      return;
    }
    queue.add(message);
    if (!scheduled.get() && scheduled.compareAndSet(false, true)) {
      try {
        loop.execute(drain);
      } catch (RejectedExecutionException closed) {
        // This node is stopping: what it says now is lost, as on a connection that breaks.
        detach();
      }
    }
  }

  /** Any thread. */
  boolean isAttached() {
    return channel != null;
  }

  /** On the loop: from now on messages leave over this channel. */
  void attach(Channel newChannel) {
    channel = newChannel;
    drain();
  }

  /** On the loop, or after its end: what waits is lost with the connection. */
  void detach() {
    channel = null;
    byte[] message;
    while ((message = queue.poll()) != null) {
      queuedBytes.addAndGet(-(Frames1.HEADER_BYTES + message.length));
      stats.droppedUnconnected.increment();
    }
  }

  /** On the loop. */
  void drain() {
    scheduled.set(false);
    Channel to = channel;
    if (to == null) {
      detach();
      return;
    }
    ByteBuf batch = null;
    byte[] message;
    while (to.isWritable() && (message = queue.poll()) != null) {
      int bytes = Frames1.HEADER_BYTES + message.length;
      queuedBytes.addAndGet(-bytes);
      stats.sentMessages.increment();
      stats.sentBytes.add(bytes);
      byte[] header = new byte[Frames1.HEADER_BYTES];
      Frames1.header(header, Frames1.MESSAGE, message);
      if (batch != null && (bytes > COPIED_BYTES_MAX || batch.maxWritableBytes() < bytes)) {
        to.write(batch, to.voidPromise());
        batch = null;
      }
      if (bytes > COPIED_BYTES_MAX) {
        to.write(Unpooled.wrappedBuffer(header, message), to.voidPromise());
      } else {
        if (batch == null) {
          long waiting = Math.max(0, queuedBytes.get());
          batch = to.alloc().buffer((int) Math.min(BATCH_BYTES, bytes + waiting), BATCH_BYTES);
        }
        batch.writeBytes(header).writeBytes(message);
      }
    }
    if (batch != null) {
      to.write(batch, to.voidPromise());
    }
    to.flush();
  }
}
