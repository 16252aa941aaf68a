package dev.stator.cluster.wire;

import dev.stator.base.Bytes;
import dev.stator.cluster.message.PartitionRequest;
import dev.stator.cluster.message.PartitionRequest.Mutation;
import dev.stator.cluster.message.PartitionRequest.ReturnValues;
import dev.stator.model.ApiException;
import dev.stator.model.AttributeValue;
import dev.stator.model.KeyAttribute;
import dev.stator.model.KeySchema;
import dev.stator.model.expression.ConditionExpression;
import dev.stator.model.expression.UpdateAction;
import dev.stator.model.expression.UpdateExpression;
import dev.stator.model.item.CorruptItemException;
import dev.stator.model.item.EncodedItem;
import dev.stator.model.item.ItemCodec;
import dev.stator.model.item.ItemView;
import dev.stator.model.key.ByteRange;
import dev.stator.model.key.Keys;
import dev.stator.model.key.PrimaryKey;
import dev.stator.model.key.RowKeys;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Version 1 of requests to partitions: {@code docs/formats/partition-messages-1.md}. */
public final class PartitionRequestCodec1 {
  private static final int VERSION = 1;
  private static final int READ_ROW = 1;
  private static final int WRITE_ITEM = 2;
  private static final int READ_PAGE = 3;
  private static final int READ_STATISTICS = 4;
  private static final int TRANSACT = 20;

  private static final int PUT = 1;
  private static final int UPDATE = 2;
  private static final int DELETE = 3;

  private PartitionRequestCodec1() {}

  public static byte[] encode(PartitionRequest request) {
    return switch (request) {
      case PartitionRequest.ReadRow read -> {
        WireWriter out = head(READ_ROW, request, read.rowKey().length);
        out.bool(read.consistent());
        out.bytes(read.rowKey());
        yield out.toBytes();
      }
      case PartitionRequest.WriteItem write -> write(write);
      case PartitionRequest.ReadPage page -> {
        WireWriter out = head(READ_PAGE, request, 256);
        out.bool(page.consistent());
        out.bool(page.reverse());
        out.bool(page.countOnly());
        out.i32(page.rowsMax());
        out.i64(page.bytesMax());
        out.bytes(page.range().from());
        out.bytes(page.range().to());
        putCondition(out, page.filter());
        PartitionRequest.RowKind kind = page.kind();
        out.bool(kind != null);
        if (kind != null) {
          out.u8(KeyCodec1.code(kind.partitionKey()));
          out.u8(kind.kind());
        }
        yield out.toBytes();
      }
      case PartitionRequest.ReadStatistics statistics ->
          head(READ_STATISTICS, request, 0).toBytes();
      case PartitionRequest.Upkeep upkeep -> {
        WireWriter out = head(UpkeepCodec1.type(upkeep), request, 256);
        UpkeepCodec1.put(out, upkeep);
        yield out.toBytes();
      }
      case PartitionRequest.Transact transact -> {
        WireWriter out = head(TRANSACT, request, 1024);
        TransactionCodec1.put(out, transact.step());
        yield out.toBytes();
      }
    };
  }

  private static byte[] write(PartitionRequest.WriteItem write) {
    int guess = write.mutation() instanceof Mutation.Put put ? put.item().bytes().length : 256;
    WireWriter out = head(WRITE_ITEM, write, 128 + guess);
    out.u8(code(write.returnValues()));
    out.bool(write.returnOldOnFailure());
    KeyCodec1.put(out, write.keySchema());
    out.bytes(ItemCodec.encodeValue(write.key().partition()));
    AttributeValue sort = write.key().sort();
    if (sort != null) {
      out.bytes(ItemCodec.encodeValue(sort));
    }
    switch (write.mutation()) {
      case Mutation.Put put -> {
        out.u8(PUT);
        out.i32(put.item().sizeBytes());
        out.bytes(put.item().bytes());
      }
      case Mutation.Update update -> {
        out.u8(UPDATE);
        UpdateExpression expression = update.expression();
        List<UpdateAction> actions = expression == null ? List.of() : expression.actions();
        out.bool(expression != null);
        out.i32(actions.size());
        actions.forEach(action -> ExpressionCodec1.put(out, action));
      }
      case Mutation.Delete delete -> out.u8(DELETE);
    }
    putCondition(out, write.condition());
    out.bool(write.countsIndexes());
    return out.toBytes();
  }

  private static WireWriter head(int type, PartitionRequest request, int guess) {
    WireWriter out = new WireWriter(32 + guess);
    out.u8(VERSION);
    out.u8(type);
    out.i64(request.partition());
    return out;
  }

  private static void putCondition(WireWriter out, @Nullable ConditionExpression condition) {
    out.bool(condition != null);
    if (condition != null) {
      ExpressionCodec1.put(out, condition.root());
    }
  }

  /** The partition that a request is for, unless the bytes are none: then any number. */
  public static long partitionOf(byte[] bytes) {
    return bytes.length < 2 + Long.BYTES ? 0 : Bytes.getLong(bytes, 2);
  }

  /** Whether these bytes claim to be the write of an item. */
  static boolean writes(byte[] bytes) {
    return bytes.length > 1 && bytes[1] == WRITE_ITEM;
  }

  public static Decoded<PartitionRequest> decode(byte[] bytes) {
    try {
      WireReader in = new WireReader(bytes);
      int version = in.u8();
      if (version != VERSION) {
        return new Decoded.Invalid<>("unknown version " + version);
      }
      int type = in.u8();
      PartitionRequest request = request(type, in.longSize(), in);
      in.end();
      return new Decoded.Valid<>(request);
    } catch (MalformedMessageException | CorruptItemException | ApiException malformed) {
      return new Decoded.Invalid<>(String.valueOf(malformed.getMessage()));
    }
  }

  private static PartitionRequest request(int type, long partition, WireReader in) {
    return switch (type) {
      case READ_ROW -> {
        boolean consistent = in.bool();
        byte[] rowKey = in.bytes();
        if (!RowKeys.partition(partition).contains(rowKey)) {
          throw new MalformedMessageException("a row of another partition");
        }
        yield new PartitionRequest.ReadRow(partition, rowKey, consistent);
      }
      case WRITE_ITEM -> readWrite(partition, in);
      case READ_PAGE -> readPage(partition, in);
      case READ_STATISTICS -> new PartitionRequest.ReadStatistics(partition);
      case TRANSACT ->
          new PartitionRequest.Transact(partition, TransactionCodec1.request(in, partition));
      default -> UpkeepCodec1.request(type, partition, in);
    };
  }

  private static PartitionRequest readPage(long partition, WireReader in) {
    boolean consistent = in.bool();
    boolean reverse = in.bool();
    boolean countOnly = in.bool();
    int rowsMax = in.size();
    long bytesMax = in.i64();
    ByteRange range = new ByteRange(in.bytes(), in.bytes());
    ConditionExpression filter = condition(in);
    PartitionRequest.RowKind kind =
        in.bool() ? new PartitionRequest.RowKind(KeyCodec1.scalarType(in.u8()), in.u8()) : null;
    ByteRange all = RowKeys.partition(partition);
    if (rowsMax == 0 || (!range.isEmpty() && !all.intersect(range).equals(range))) {
      throw new MalformedMessageException("a page without rows or of another partition");
    }
    return new PartitionRequest.ReadPage(
        partition, range, reverse, rowsMax, bytesMax, filter, countOnly, consistent, kind);
  }

  private static PartitionRequest readWrite(long partition, WireReader in) {
    ReturnValues returnValues = returnValues(in.u8());
    boolean returnOldOnFailure = in.bool();
    KeySchema schema = KeyCodec1.schema(in);
    KeyAttribute sortKey = schema.sortKey();
    AttributeValue hash = keyValue(in, schema.partitionKey());
    AttributeValue sort = sortKey == null ? null : keyValue(in, sortKey);
    Mutation mutation = mutation(in);
    return new PartitionRequest.WriteItem(
        partition,
        schema,
        new PrimaryKey(hash, sort),
        mutation,
        condition(in),
        returnValues,
        returnOldOnFailure,
        in.bool());
  }

  private static Mutation mutation(WireReader in) {
    int type = in.u8();
    return switch (type) {
      case PUT -> {
        int sizeBytes = in.size();
        byte[] item = in.bytes();
        if (new ItemView(item).sizeBytes() != sizeBytes) {
          throw new MalformedMessageException("an item of another size than it says");
        }
        yield new Mutation.Put(new EncodedItem(item, sizeBytes));
      }
      case UPDATE -> {
        boolean present = in.bool();
        List<UpdateAction> actions = in.list(() -> ExpressionCodec1.action(in));
        yield new Mutation.Update(present ? UpdateExpression.of(actions) : null);
      }
      case DELETE -> new Mutation.Delete();
      default -> throw new MalformedMessageException("a mutation of type " + type);
    };
  }

  private static @Nullable ConditionExpression condition(WireReader in) {
    return in.bool() ? new ConditionExpression(ExpressionCodec1.condition(in)) : null;
  }

  private static AttributeValue keyValue(WireReader in, KeyAttribute attribute) {
    AttributeValue value = ItemCodec.decodeValue(in.bytes());
    if (!Keys.hasType(value, attribute.type())) {
      throw new MalformedMessageException("a key of type " + value.typeName());
    }
    return value;
  }

  private static int code(ReturnValues values) {
    return switch (values) {
      case NONE -> 0;
      case ALL_OLD -> 1;
      case UPDATED_OLD -> 2;
      case ALL_NEW -> 3;
      case UPDATED_NEW -> 4;
    };
  }

  private static ReturnValues returnValues(int code) {
    return switch (code) {
      case 0 -> ReturnValues.NONE;
      case 1 -> ReturnValues.ALL_OLD;
      case 2 -> ReturnValues.UPDATED_OLD;
      case 3 -> ReturnValues.ALL_NEW;
      case 4 -> ReturnValues.UPDATED_NEW;
      default -> throw new MalformedMessageException("return values of code " + code);
    };
  }
}
