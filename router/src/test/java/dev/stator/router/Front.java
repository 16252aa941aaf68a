package dev.stator.router;

import dev.stator.base.Clock;
import dev.stator.base.SeededRandom;
import dev.stator.base.SerialExecutor;
import dev.stator.cluster.message.PartitionClient;
import dev.stator.cluster.message.PartitionRequest;
import dev.stator.cluster.message.PartitionResponse;
import dev.stator.cluster.table.GlobalIndex;
import dev.stator.cluster.table.IndexStatus;
import dev.stator.cluster.table.LedgerTable;
import dev.stator.cluster.table.OnDemandMax;
import dev.stator.cluster.table.PartitionRange;
import dev.stator.cluster.table.TableControl;
import dev.stator.cluster.table.TableDescriptor;
import dev.stator.cluster.table.TableDirectory;
import dev.stator.cluster.table.TableIndexes;
import dev.stator.cluster.table.TableStatus;
import dev.stator.cluster.table.Throughput;
import dev.stator.model.KeyAttribute;
import dev.stator.model.KeySchema;
import dev.stator.model.ScalarType;
import dev.stator.model.index.IndexDefinition;
import dev.stator.model.index.IndexKeys;
import dev.stator.model.index.Projection;
import dev.stator.model.key.HashRange;
import dev.stator.model.wire.ServiceModel;
import dev.stator.router.auth.Caller;
import dev.stator.router.http.ApiCall;
import dev.stator.router.operation.Tables;
import dev.stator.router.transaction.TransactionOptions;
import dev.stator.router.transaction.Transactions;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A dispatcher over the tables {@code table} (key p, two partitions) and {@code range} (key p and
 * s), with partitions that answer what a test says.
 */
public final class Front implements PartitionClient, TableControl {
  public final List<PartitionRequest> sent = new ArrayList<>();
  public final List<Throwable> bugs = new ArrayList<>();
  public @Nullable TableSpec created;
  public @Nullable TableChange changed;
  public final TableDirectory directory = new TableDirectory();

  /** Whether answers that are under way leave room for another long one. */
  public boolean hasRoom = true;

  /** Whether partitions answer only when {@link #callLate} has them do so. */
  private boolean late;

  private final ArrayDeque<Runnable> waiting = new ArrayDeque<>();

  public long wallMs = 1_795_774_217_919L;
  private final Function<PartitionRequest, PartitionResponse> partitions;
  private final Dispatcher dispatcher;

  public Front(Function<PartitionRequest, PartitionResponse> partitions) {
    this.partitions = partitions;
    directory.publish(
        table(
            "table",
            new KeySchema(new KeyAttribute("p", ScalarType.S), null),
            List.of(
                new PartitionRange(1, HashRange.segment(0, 2)),
                new PartitionRange(2, HashRange.segment(1, 2)))));
    directory.publish(
        table(
            "range",
            new KeySchema(new KeyAttribute("p", ScalarType.S), new KeyAttribute("s", ScalarType.N)),
            List.of(new PartitionRange(3, HashRange.ALL))));
    directory.publish(indexed());
    directory.publish(
        table(
            LedgerTable.NAME,
            LedgerTable.SPEC.keySchema(),
            List.of(new PartitionRange(9, HashRange.ALL))));
    Tables tables = new Tables(directory, "eu-west-1", "000000000000");
    this.dispatcher =
        new Dispatcher(
            Operations.built(tables, this, this, transactions(), "localhost:8000", clock()),
            (text, bug) -> bugs.add(bug));
  }

  private static TableDescriptor table(
      String name, KeySchema schema, List<PartitionRange> partitions) {
    return new TableDescriptor(
        name,
        "id-of-" + name,
        schema,
        TableStatus.ACTIVE,
        1_000,
        true,
        0,
        Throughput.NONE,
        false,
        new TreeMap<>(Map.of("tag:env", "test", "TableClass", "STANDARD")),
        partitions);
  }

  /**
   * The table {@code indexed} (key p and s, partition 4): local index {@code local} by a, which
   * holds x; global ones {@code keys} by b, {@code all} by c and d, {@code multi} by the partition
   * keys b and c and the sort keys d and e, {@code filling} by b.
   */
  private static TableDescriptor indexed() {
    TableDescriptor table =
        table(
            "indexed",
            new KeySchema(new KeyAttribute("p", ScalarType.S), new KeyAttribute("s", ScalarType.N)),
            List.of(new PartitionRange(4, HashRange.ALL)));
    Projection x = new Projection(Projection.Type.INCLUDE, List.of("x"));
    TableIndexes indexes =
        new TableIndexes(
            List.of(index("local", List.of("p"), List.of("a"), x)),
            List.of(
                global(5, index("keys", List.of("b"), List.of(), Projection.KEYS_ONLY), true),
                global(6, index("all", List.of("c"), List.of("d"), Projection.ALL), true),
                global(
                    7, index("multi", List.of("b", "c"), List.of("d", "e"), Projection.ALL), true),
                global(8, index("filling", List.of("b"), List.of(), Projection.ALL), false)));
    return table.with(TableStatus.ACTIVE, indexes, 1);
  }

  private static IndexDefinition index(
      String name, List<String> partition, List<String> sort, Projection projection) {
    return new IndexDefinition(name, new IndexKeys(keys(partition), keys(sort)), projection);
  }

  private static List<KeyAttribute> keys(List<String> names) {
    return names.stream().map(name -> new KeyAttribute(name, ScalarType.S)).toList();
  }

  private static GlobalIndex global(long id, IndexDefinition definition, boolean active) {
    return new GlobalIndex(
        id,
        definition,
        active ? IndexStatus.ACTIVE : IndexStatus.CREATING,
        !active,
        !active,
        Throughput.NONE,
        OnDemandMax.NONE,
        List.of(
            new PartitionRange(10 * id, HashRange.segment(0, 2)),
            new PartitionRange(10 * id + 1, HashRange.segment(1, 2))));
  }

  /** The same table with other settings. */
  public static TableDescriptor withSettings(
      TableDescriptor table, SortedMap<String, String> settings) {
    return new TableDescriptor(
        table.name(),
        table.id(),
        table.keySchema(),
        table.status(),
        table.createdMs(),
        table.onDemand(),
        table.billingChangedMs(),
        table.throughput(),
        table.deletionProtection(),
        settings,
        table.partitions());
  }

  /** A clock that stands at {@link #wallMs}. */
  public Clock clock() {
    return new Clock() {
      @Override
      public long nanos() {
        return wallMs * 1_000_000;
      }

      @Override
      public long wallMillis() {
        return wallMs;
      }
    };
  }

  /** Transactions over the same partitions; waits last no time. */
  public Transactions transactions() {
    return new Transactions(
        directory,
        this,
        this,
        partition -> false,
        clock(),
        new SeededRandom(1),
        new AtOnce(),
        TransactionOptions.DEFAULT);
  }

  /** Runs everything where it is submitted. */
  private static final class AtOnce implements SerialExecutor {
    @Override
    public void execute(Runnable task) {
      task.run();
    }

    @Override
    public Timer schedule(long delayNanos, Runnable task) {
      task.run();
      return () -> {};
    }
  }

  public Dispatcher dispatcher() {
    return dispatcher;
  }

  /** The answer as {@code status body}. */
  public String call(String operation, String request) {
    Call call = new Call(target(operation), request);
    dispatcher.handle(call);
    return Objects.requireNonNull(call.answer, "no answer");
  }

  private static String target(String operation) {
    boolean ofStreams = ServiceModel.streams().find(operation) != null;
    return (ofStreams ? "DynamoDBStreams_20120810." : "DynamoDB_20120810.") + operation;
  }

  /** The same, where every answer of a partition comes after its request has returned. */
  public String callLate(String operation, String body) {
    Call call = new Call(target(operation), body);
    late = true;
    dispatcher.handle(call);
    while (!waiting.isEmpty()) {
      waiting.remove().run();
    }
    late = false;
    return Objects.requireNonNull(call.answer, "no answer");
  }

  @Override
  public void send(PartitionRequest request, Consumer<PartitionResponse> reply) {
    sent.add(request);
    if (late) {
      waiting.add(() -> reply.accept(partitions.apply(request)));
    } else {
      reply.accept(partitions.apply(request));
    }
  }

  @Override
  public void create(TableSpec spec, Consumer<Outcome> reply) {
    created = spec;
    reply.accept(new Outcome.Begun(Objects.requireNonNull(directory.find("table"))));
  }

  @Override
  public void update(TableChange change, Consumer<Outcome> reply) {
    changed = change;
    reply.accept(new Outcome.Begun(Objects.requireNonNull(directory.find("table"))));
  }

  @Override
  public void delete(String tableName, Consumer<Outcome> reply) {
    reply.accept(new Outcome.Begun(Objects.requireNonNull(directory.find("table"))));
  }

  @Override
  public void gone(List<Long> partitions, Consumer<List<Long>> reply) {
    reply.accept(List.of());
  }

  /** A call that keeps its one answer. */
  private final class Call implements ApiCall {
    private final String target;
    private final byte[] body;
    private @Nullable String answer;

    Call(String target, String body) {
      this.target = target;
      this.body = body.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public String target() {
      return target;
    }

    @Override
    public String contentType() {
      return "application/x-amz-json-1.0";
    }

    @Override
    public byte[] body() {
      return body;
    }

    @Override
    public Caller caller() {
      return new Caller("key", false);
    }

    @Override
    public boolean takeAnswerBytes(int more) {
      return hasRoom;
    }

    @Override
    public String requestId() {
      return "id";
    }

    @Override
    public void respond(int status, byte[] bytes) {
      if (answer != null) {
        throw new IllegalStateException("answered twice");
      }
      answer = status + " " + new String(bytes, StandardCharsets.UTF_8);
    }

    @Override
    public void respond(int status, byte[] bytes, int offset, int length) {
      respond(status, java.util.Arrays.copyOfRange(bytes, offset, offset + length));
    }

    @Override
    public void respond(int status, ByteBuf buffer) {
      byte[] bytes = new byte[buffer.readableBytes()];
      buffer.readBytes(bytes);
      buffer.release();
      respond(status, bytes);
    }
  }
}
