package dev.stator.cluster.wire;

import dev.stator.cluster.message.Action;
import dev.stator.cluster.message.PartitionRequest;
import dev.stator.cluster.message.PartitionRequest.WriteItem;
import dev.stator.cluster.message.TransactionRequest;
import dev.stator.cluster.transaction.TransactionId;
import dev.stator.cluster.transaction.TransactionResponse;
import dev.stator.cluster.transaction.TransactionResponse.Cause;
import dev.stator.cluster.transaction.TransactionResponse.Reason;
import dev.stator.cluster.transaction.TransactionResponse.RowState;
import dev.stator.cluster.transaction.TransactionResponse.Sizes;
import dev.stator.model.item.StoredRow;
import dev.stator.model.key.ByteRange;
import dev.stator.model.key.RowKeys;
import java.util.List;

/**
 * Steps of transactions inside requests to partitions and their answers, version 1: {@code
 * docs/formats/partition-messages-1.md}.
 */
final class TransactionCodec1 {
  private static final int PREPARE = 1;
  private static final int WRITE = 2;
  private static final int FINISH = 3;
  private static final int READ = 4;

  private static final int ACCEPTED = 1;
  private static final int REJECTED = 2;
  private static final int FINISHED = 3;
  private static final int ROWS = 4;

  private TransactionCodec1() {}

  static void put(WireWriter out, TransactionRequest request) {
    switch (request) {
      case TransactionRequest.Prepare prepare -> {
        out.u8(PREPARE);
        putId(out, prepare.id());
        out.i64(prepare.timestampMs());
        putActions(out, prepare.actions());
      }
      case TransactionRequest.Write write -> {
        out.u8(WRITE);
        TransactionId id = write.id();
        out.bool(id != null);
        if (id != null) {
          putId(out, id);
        }
        out.i64(write.timestampMs());
        putActions(out, write.actions());
      }
      case TransactionRequest.Finish finish -> {
        out.u8(FINISH);
        putId(out, finish.id());
        out.bool(finish.commit());
        out.bool(finish.seal());
      }
      case TransactionRequest.Read read -> {
        out.u8(READ);
        out.i32(read.rowKeys().size());
        read.rowKeys().forEach(out::bytes);
      }
    }
  }

  private static void putActions(WireWriter out, List<Action> actions) {
    out.i32(actions.size());
    for (Action action : actions) {
      out.bool(action.checkOnly());
      out.bytes(PartitionRequestCodec1.encode(action.write()));
    }
  }

  static TransactionRequest request(WireReader in, long partition) {
    int type = in.u8();
    return switch (type) {
      case PREPARE -> new TransactionRequest.Prepare(id(in), in.longSize(), actions(in, partition));
      case WRITE ->
          new TransactionRequest.Write(
              in.bool() ? id(in) : null, in.longSize(), actions(in, partition));
      case FINISH -> new TransactionRequest.Finish(id(in), in.bool(), in.bool());
      case READ -> {
        ByteRange all = RowKeys.partition(partition);
        yield new TransactionRequest.Read(
            bounded(
                in.list(() -> {
                  byte[] rowKey = in.bytes();
                  if (!all.contains(rowKey)) {
                    throw new MalformedMessageException("a row of another partition");
                  }
                  return rowKey;
                })));
      }
      default -> throw new MalformedMessageException("a step of type " + type);
    };
  }

  private static List<Action> actions(WireReader in, long partition) {
    return bounded(
        in.list(() -> {
          boolean checkOnly = in.bool();
          return new Action(write(in.bytes(), partition), checkOnly);
        }));
  }

  private static WriteItem write(byte[] bytes, long partition) {
    if (!PartitionRequestCodec1.writes(bytes)) {
      throw new MalformedMessageException("an action that is no write");
    }
    return switch (PartitionRequestCodec1.decode(bytes)) {
      case Decoded.Valid<PartitionRequest> valid
          when valid.message() instanceof WriteItem write && write.partition() == partition ->
          write;
      case Decoded.Valid<PartitionRequest> other ->
          throw new MalformedMessageException("an action that writes no item of the partition");
      case Decoded.Invalid<PartitionRequest> invalid ->
          throw new MalformedMessageException(invalid.reason());
    };
  }

  private static <T> List<T> bounded(List<T> parts) {
    if (parts.isEmpty() || parts.size() > TransactionRequest.ACTIONS_MAX) {
      throw new MalformedMessageException("a step of " + parts.size() + " items");
    }
    return parts;
  }

  static void put(WireWriter out, TransactionResponse response) {
    switch (response) {
      case TransactionResponse.Accepted accepted -> {
        out.u8(ACCEPTED);
        out.i32(accepted.sizes().size());
        for (Sizes sizes : accepted.sizes()) {
          out.i32(sizes.oldBytes());
          out.i32(sizes.newBytes());
          out.i64(sizes.collectionBytes());
          PartitionResponseCodec1.putIndexUnits(out, sizes.indexUnits());
        }
      }
      case TransactionResponse.Rejected rejected -> {
        out.u8(REJECTED);
        out.i64(rejected.laterThanMs());
        out.i32(rejected.reasons().size());
        for (Reason reason : rejected.reasons()) {
          out.u8(reason.cause().code());
          out.longText(reason.message());
          PartitionResponseCodec1.putItem(out, reason.item());
        }
      }
      case TransactionResponse.Finished finished -> {
        out.u8(FINISHED);
        out.bool(finished.written());
      }
      case TransactionResponse.Rows rows -> {
        out.u8(ROWS);
        out.i32(rows.rows().size());
        for (RowState state : rows.rows()) {
          StoredRow row = state.row();
          out.bytes(row == null ? null : row.bytes());
          out.i64(state.version());
          out.bool(state.pending());
        }
      }
    }
  }

  static TransactionResponse response(WireReader in) {
    int type = in.u8();
    return switch (type) {
      case ACCEPTED ->
          new TransactionResponse.Accepted(
              in.list(() ->
                  new Sizes(
                      in.size(), in.size(), in.i64(), PartitionResponseCodec1.indexUnits(in))));
      case REJECTED -> {
        long laterThanMs = in.longSize();
        yield new TransactionResponse.Rejected(
            in.list(
                () -> new Reason(cause(in.u8()), in.longText(), PartitionResponseCodec1.item(in))),
            laterThanMs);
      }
      case FINISHED -> new TransactionResponse.Finished(in.bool());
      case ROWS ->
          new TransactionResponse.Rows(
              in.list(() -> {
                byte[] row = in.bytesOrNull();
                return new RowState(
                    row == null ? null : StoredRow.of(row), in.longSize(), in.bool());
              }));
      default -> throw new MalformedMessageException("an answer of type " + type + " to a step");
    };
  }

  private static Cause cause(int code) {
    for (Cause cause : Cause.values()) {
      if (cause.code() == code) {
        return cause;
      }
    }
    throw new MalformedMessageException("a reason of code " + code);
  }

  private static void putId(WireWriter out, TransactionId id) {
    out.i64(id.attempt());
    out.i64(id.keyHigh());
    out.i64(id.keyLow());
  }

  private static TransactionId id(WireReader in) {
    return new TransactionId(in.i64(), in.i64(), in.i64());
  }
}
