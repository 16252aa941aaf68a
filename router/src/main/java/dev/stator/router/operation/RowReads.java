package dev.stator.router.operation;

import dev.stator.cluster.message.PartitionClient;
import dev.stator.cluster.message.PartitionRequest.ReadRow;
import dev.stator.cluster.message.PartitionResponse;
import dev.stator.model.item.ItemLimits;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Reads rows by their keys, in order, until their items have as many bytes as are wanted. Several
 * reads are under way at a time, no more than still fit, to judge by the rows before: so little is
 * read in vain, and little is held. Answers may come on the asking stack or on any thread.
 */
final class RowReads {
  private static final int AT_ONCE_MAX = 100;

  private final PartitionClient partitions;
  private final List<ReadRow> asked;
  private final long bytesMax;
  private final Predicate<PartitionResponse> isFatal;
  private final Consumer<List<PartitionResponse>> done;
  private final @Nullable PartitionResponse[] early;
  private final List<PartitionResponse> answers = new ArrayList<>();
  private int sent;
  private long bytes;
  private boolean running;
  private boolean ended;

  private RowReads(
      PartitionClient partitions,
      List<ReadRow> asked,
      long bytesMax,
      Predicate<PartitionResponse> isFatal,
      Consumer<List<PartitionResponse>> done) {
    this.partitions = partitions;
    this.asked = asked;
    this.bytesMax = bytesMax;
    this.isFatal = isFatal;
    this.done = done;
    this.early = new @Nullable PartitionResponse[asked.size()];
  }

  /**
   * Starts to read.
   *
   * @param bytesMax the row that reaches it is the last
   * @param isFatal whether nothing more need be read after such an answer
   * @param done takes the answers to the first of what was asked for, to at least one of it
   */
  static void start(
      PartitionClient partitions,
      List<ReadRow> asked,
      long bytesMax,
      Predicate<PartitionResponse> isFatal,
      Consumer<List<PartitionResponse>> done) {
    new RowReads(partitions, asked, bytesMax, isFatal, done).pump();
  }

  /** Sends what may be sent. Not recursive: an answer on this stack is taken in the next turn. */
  private void pump() {
    synchronized (this) {
      if (running || ended) {
        return;
      }
      running = true;
    }
    while (true) {
      int slot;
      synchronized (this) {
        take();
        if (ended) {
          break;
        }
        if (sent == asked.size() || sent - answers.size() >= atOnce()) {
          running = false;
          return;
        }
        slot = sent++;
      }
      partitions.send(asked.get(slot), response -> answered(slot, response));
    }
    done.accept(answers);
  }

  private void answered(int slot, PartitionResponse response) {
    synchronized (this) {
      if (ended) {
        return;
      }
      early[slot] = response;
    }
    pump();
  }

  /** Takes the answers that are there, in order, up to the first that is not. */
  private void take() {
    while (!ended && answers.size() < sent) {
      int next = answers.size();
      PartitionResponse answer = early[next];
      if (answer == null) {
        return;
      }
      early[next] = null;
      answers.add(answer);
      if (answer instanceof PartitionResponse.Row found && found.row() != null) {
        bytes += found.row().view().sizeBytes();
      }
      ended = bytes >= bytesMax || isFatal.test(answer);
    }
    ended |= answers.size() == asked.size();
  }

  /** How many reads may be under way: as many as fit, rows being as long as those so far. */
  private long atOnce() {
    long each = answers.isEmpty() ? ItemLimits.ITEM_BYTES_MAX : bytes / answers.size();
    long fit = (bytesMax - bytes) / Math.max(1, each) + 1;
    return Math.min(AT_ONCE_MAX, fit);
  }
}
