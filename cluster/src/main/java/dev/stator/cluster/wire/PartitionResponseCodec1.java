package dev.stator.cluster.wire;

import dev.stator.cluster.message.PartitionResponse;
import dev.stator.model.ApiException;
import dev.stator.model.ErrorCode;
import dev.stator.model.Item;
import dev.stator.model.capacity.IndexUnits;
import dev.stator.model.item.CorruptItemException;
import dev.stator.model.item.ItemCodec;
import dev.stator.model.item.StoredRow;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Version 1 of partitions' answers: {@code docs/formats/partition-messages-1.md}. */
public final class PartitionResponseCodec1 {
  private static final int VERSION = 1;
  private static final int ROW = 1;
  private static final int WRITTEN = 2;
  private static final int CONDITION_FAILED = 3;
  private static final int REFUSED = 4;
  private static final int PAGE = 5;
  private static final int STATISTICS = 6;
  private static final int NOT_LEADER = 7;
  private static final int NOT_HOSTED = 8;
  private static final int BUSY = 9;
  private static final int UNKNOWN = 10;
  private static final int FAILED = 11;
  private static final int TRANSACTED = 20;
  private static final int CONFLICT = 21;

  private PartitionResponseCodec1() {}

  public static byte[] encode(PartitionResponse response) {
    return switch (response) {
      case PartitionResponse.Row row -> {
        StoredRow stored = row.row();
        WireWriter out = head(ROW, stored == null ? 0 : stored.bytes().length);
        out.bytes(stored == null ? null : stored.bytes());
        yield out.toBytes();
      }
      case PartitionResponse.Written written -> {
        WireWriter out = head(WRITTEN, 16);
        putItem(out, written.returned());
        out.i32(written.oldBytes());
        out.i32(written.newBytes());
        out.i64(written.collectionBytes());
        putIndexUnits(out, written.indexUnits());
        yield out.toBytes();
      }
      case PartitionResponse.ConditionFailed failed -> {
        WireWriter out = head(CONDITION_FAILED, 16);
        putItem(out, failed.found());
        out.i32(failed.foundBytes());
        yield out.toBytes();
      }
      case PartitionResponse.Refused refused -> {
        WireWriter out = head(REFUSED, 128);
        out.longText(refused.error().code().type());
        out.longText(refused.error().message());
        putItem(out, refused.error().item());
        yield out.toBytes();
      }
      case PartitionResponse.Page page -> page(page);
      case PartitionResponse.Statistics statistics -> {
        WireWriter out = head(STATISTICS, 16);
        out.i64(statistics.items());
        out.i64(statistics.bytes());
        out.i32(statistics.local().size());
        statistics.local().forEach(count -> out.i64(count.items()).i64(count.bytes()));
        yield out.toBytes();
      }
      case PartitionResponse.Kept kept -> {
        WireWriter out = head(UpkeepCodec1.type(kept), 256);
        UpkeepCodec1.put(out, kept);
        yield out.toBytes();
      }
      case PartitionResponse.Transacted transacted -> {
        WireWriter out = head(TRANSACTED, 1024);
        TransactionCodec1.put(out, transacted.response());
        yield out.toBytes();
      }
      case PartitionResponse.Conflict conflict -> head(CONFLICT, 0).toBytes();
      case PartitionResponse.NotLeader notLeader -> {
        WireWriter out = head(NOT_LEADER, 16);
        out.longText(notLeader.leader());
        yield out.toBytes();
      }
      case PartitionResponse.NotHosted notHosted -> head(NOT_HOSTED, 0).toBytes();
      case PartitionResponse.Busy busy -> reason(BUSY, busy.reason());
      case PartitionResponse.Unknown unknown -> reason(UNKNOWN, unknown.reason());
      case PartitionResponse.Failed failed -> reason(FAILED, failed.reason());
    };
  }

  private static byte[] page(PartitionResponse.Page page) {
    int guess = 64;
    for (StoredRow row : page.rows()) {
      guess += Integer.BYTES + row.bytes().length;
    }
    WireWriter out = head(PAGE, guess);
    out.i32(page.matched());
    out.i32(page.scanned());
    out.i64(page.scannedBytes());
    out.bytes(page.lastRowKey());
    out.i32(page.rows().size());
    page.rows().forEach(row -> out.bytes(row.bytes()));
    return out.toBytes();
  }

  private static byte[] reason(int type, String reason) {
    WireWriter out = head(type, reason.length() + 4);
    out.longText(reason);
    return out.toBytes();
  }

  private static WireWriter head(int type, int guess) {
    WireWriter out = new WireWriter(8 + guess);
    out.u8(VERSION);
    out.u8(type);
    return out;
  }

  static void putItem(WireWriter out, @Nullable Item item) {
    out.bytes(item == null ? null : ItemCodec.encode(item));
  }

  public static Decoded<PartitionResponse> decode(byte[] bytes) {
    try {
      WireReader in = new WireReader(bytes);
      int version = in.u8();
      if (version != VERSION) {
        return new Decoded.Invalid<>("unknown version " + version);
      }
      PartitionResponse response = response(in.u8(), in);
      in.end();
      return new Decoded.Valid<>(response);
    } catch (MalformedMessageException | CorruptItemException malformed) {
      return new Decoded.Invalid<>(String.valueOf(malformed.getMessage()));
    }
  }

  static void putIndexUnits(WireWriter out, List<IndexUnits> all) {
    out.i32(all.size());
    all.forEach(units -> out.text(units.index()).bool(units.local()).i32(units.units()));
  }

  static List<IndexUnits> indexUnits(WireReader in) {
    return in.list(() -> new IndexUnits(in.text(), in.bool(), in.size()));
  }

  private static PartitionResponse response(int type, WireReader in) {
    return switch (type) {
      case ROW -> {
        byte[] row = in.bytesOrNull();
        yield new PartitionResponse.Row(row == null ? null : StoredRow.of(row));
      }
      case WRITTEN ->
          new PartitionResponse.Written(item(in), in.size(), in.size(), in.i64(), indexUnits(in));
      case CONDITION_FAILED -> new PartitionResponse.ConditionFailed(item(in), in.size());
      case REFUSED ->
          new PartitionResponse.Refused(
              new ApiException(code(in.longText()), in.longText(), item(in)));
      case PAGE -> readPage(in);
      case STATISTICS ->
          new PartitionResponse.Statistics(
              in.i64(), in.i64(), in.list(() -> new PartitionResponse.Count(in.i64(), in.i64())));
      case TRANSACTED -> new PartitionResponse.Transacted(TransactionCodec1.response(in));
      case CONFLICT -> new PartitionResponse.Conflict();
      case NOT_LEADER -> new PartitionResponse.NotLeader(in.longTextOrNull());
      case NOT_HOSTED -> new PartitionResponse.NotHosted();
      case BUSY -> new PartitionResponse.Busy(in.longText());
      case UNKNOWN -> new PartitionResponse.Unknown(in.longText());
      case FAILED -> new PartitionResponse.Failed(in.longText());
      default -> UpkeepCodec1.response(type, in);
    };
  }

  private static PartitionResponse readPage(WireReader in) {
    int matched = in.size();
    int scanned = in.size();
    long scannedBytes = in.longSize();
    byte[] lastRowKey = in.bytesOrNull();
    List<StoredRow> rows = in.list(() -> StoredRow.of(in.bytes()));
    return new PartitionResponse.Page(rows, matched, scanned, scannedBytes, lastRowKey);
  }

  static @Nullable Item item(WireReader in) {
    byte[] item = in.bytesOrNull();
    return item == null ? null : ItemCodec.decode(item);
  }

  private static ErrorCode code(String type) {
    for (ErrorCode code : ErrorCode.values()) {
      if (code.type().equals(type)) {
        return code;
      }
    }
    throw new MalformedMessageException("an error of type " + type);
  }
}
