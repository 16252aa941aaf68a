package dev.stator.control;

import dev.stator.cluster.member.NodeInfo;
import dev.stator.cluster.member.Registration;
import dev.stator.cluster.table.NodeItems;
import dev.stator.cluster.table.Placement;
import dev.stator.cluster.table.PlacementItems;
import dev.stator.cluster.table.TableControl.Outcome;
import dev.stator.cluster.table.TableControl.TableChange;
import dev.stator.cluster.table.TableControl.TableSpec;
import dev.stator.cluster.table.TableDescriptor;
import dev.stator.cluster.table.TableItems;
import dev.stator.cluster.wire.MalformedMessageException;
import dev.stator.cluster.wire.WireReader;
import dev.stator.cluster.wire.WireWriter;
import dev.stator.model.ApiException;
import dev.stator.model.ErrorCode;
import dev.stator.model.KeyAttribute;
import dev.stator.model.KeySchema;
import dev.stator.model.ScalarType;
import dev.stator.model.item.CorruptItemException;
import dev.stator.model.item.ItemCodec;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Calls to AutoAdmin and their answers, version 1: docs/formats/control-1.md. */
final class ControlCodec1 {
  private static final int VERSION = 1;
  private static final String WHAT = "message of AutoAdmin";
  private static final int CREATE = 1;
  private static final int UPDATE = 2;
  private static final int DELETE = 3;
  private static final int REGISTER = 4;
  private static final int GONE = 5;
  private static final int PLACED = 6;
  private static final int CREATE_INDEXED = 7;
  private static final int UPDATE_INDEXES = 8;
  private static final int LEAVE = 9;
  private static final int STAY = 10;
  private static final int NOT_LEADING = 1;
  private static final int BEGUN = 2;
  private static final int REFUSED = 3;
  private static final int REGISTERED = 4;
  private static final int NOT_NOW = 5;
  private static final int THESE = 6;
  private static final int PLACEMENT = 7;
  private static final int SAID = 8;
  private static final int UNCHANGED = 255;

  private ControlCodec1() {}

  /** A call. */
  sealed interface Request {
    record Create(TableSpec spec) implements Request {}

    record Update(TableChange change) implements Request {}

    record Delete(String table) implements Request {}

    record Register(NodeInfo node, long store) implements Request {}

    record Gone(List<Long> partitions) implements Request {}

    record Placed(long partition) implements Request {}

    /** A node is to leave for good. */
    record Leave(String node) implements Request {}

    /** It is to stay after all. */
    record Stay(String node) implements Request {}
  }

  /** An answer. */
  sealed interface Answer {
    /** The system table is not led here; nothing was done. */
    record NotLeading() implements Answer {}

    /** Of Create, Update and Delete. */
    record Done(Outcome outcome) implements Answer {}

    /** Of Register; null for "try again". */
    record Registered(@Nullable Registration registration) implements Answer {}

    /** Of Gone. */
    record These(List<Long> partitions) implements Answer {}

    /** Of Placed; null when the partition is nowhere. */
    record At(@Nullable Placement placement) implements Answer {}

    /** Of Leave and Stay: why not; empty when it is noted. */
    record Said(String sentence) implements Answer {}
  }

  static byte[] encode(Request request) {
    WireWriter out = new WireWriter().u8(VERSION);
    switch (request) {
      case Request.Create create -> {
        TableSpec spec = create.spec();
        boolean indexed = !spec.localIndexes().isEmpty() || !spec.globalIndexes().isEmpty();
        spec(out.u8(indexed ? CREATE_INDEXED : CREATE), spec);
        if (indexed) {
          IndexCodec1.specs(out, spec.localIndexes(), spec.globalIndexes());
        }
      }
      case Request.Update update -> {
        TableChange change = update.change();
        boolean indexes = !change.indexes().isEmpty();
        change(out.u8(indexes ? UPDATE_INDEXES : UPDATE), change);
        if (indexes) {
          IndexCodec1.changes(out, change.indexes());
        }
      }
      case Request.Delete delete -> out.u8(DELETE).text(delete.table());
      case Request.Register register ->
          out.u8(REGISTER)
              .bytes(
                  ItemCodec.encode(
                      NodeItems.toItem(new Registration(register.node(), register.store(), 0))));
      case Request.Gone gone -> partitions(out.u8(GONE), gone.partitions());
      case Request.Placed placed -> out.u8(PLACED).i64(placed.partition());
      case Request.Leave leave -> out.u8(LEAVE).text(leave.node());
      case Request.Stay stay -> out.u8(STAY).text(stay.node());
    }
    return out.toBytes();
  }

  /**
   * @throws MalformedMessageException when it is none
   */
  static Request request(byte[] bytes) {
    WireReader in = new WireReader(bytes);
    in.version(WHAT, VERSION);
    int kind = in.u8();
    Request request =
        switch (kind) {
          case CREATE, CREATE_INDEXED -> new Request.Create(spec(in, kind == CREATE_INDEXED));
          case UPDATE, UPDATE_INDEXES -> new Request.Update(change(in, kind == UPDATE_INDEXES));
          case DELETE -> new Request.Delete(in.text());
          case REGISTER -> {
            Registration asked = registration(in.bytes());
            yield new Request.Register(asked.node(), asked.store());
          }
          case GONE -> new Request.Gone(partitions(in));
          case PLACED -> new Request.Placed(in.i64());
          case LEAVE -> new Request.Leave(in.text());
          case STAY -> new Request.Stay(in.text());
          default -> throw new MalformedMessageException("a call of kind " + kind);
        };
    in.end();
    return request;
  }

  static byte[] encode(Answer answer) {
    WireWriter out = new WireWriter().u8(VERSION);
    switch (answer) {
      case Answer.NotLeading _ -> out.u8(NOT_LEADING);
      case Answer.Done done -> {
        switch (done.outcome()) {
          case Outcome.Begun begun ->
              out.u8(BEGUN).bytes(ItemCodec.encode(TableItems.toItem(begun.table())));
          case Outcome.Refused refused ->
              out.u8(REFUSED)
                  .text(refused.error().code().name())
                  .text(String.valueOf(refused.error().getMessage()));
        }
      }
      case Answer.Registered registered -> {
        Registration registration = registered.registration();
        if (registration == null) {
          out.u8(NOT_NOW);
        } else {
          out.u8(REGISTERED).bytes(ItemCodec.encode(NodeItems.toItem(registration)));
        }
      }
      case Answer.These these -> partitions(out.u8(THESE), these.partitions());
      case Answer.At at -> {
        Placement placement = at.placement();
        out.u8(PLACEMENT)
            .bytes(placement == null ? null : ItemCodec.encode(PlacementItems.toItem(placement)));
      }
      case Answer.Said said -> out.u8(SAID).text(said.sentence());
    }
    return out.toBytes();
  }

  /**
   * @throws MalformedMessageException when it is none
   */
  static Answer answer(byte[] bytes) {
    WireReader in = new WireReader(bytes);
    in.version(WHAT, VERSION);
    int kind = in.u8();
    Answer answer =
        switch (kind) {
          case NOT_LEADING -> new Answer.NotLeading();
          case BEGUN -> new Answer.Done(new Outcome.Begun(table(in.bytes())));
          case REFUSED ->
              new Answer.Done(
                  new Outcome.Refused(new ApiException(errorCode(in.text()), in.text())));
          case REGISTERED -> new Answer.Registered(registration(in.bytes()));
          case NOT_NOW -> new Answer.Registered(null);
          case THESE -> new Answer.These(partitions(in));
          case PLACEMENT -> new Answer.At(placement(in.bytesOrNull()));
          case SAID -> new Answer.Said(in.text());
          default -> throw new MalformedMessageException("an answer of kind " + kind);
        };
    in.end();
    return answer;
  }

  private static void spec(WireWriter out, TableSpec spec) {
    out.text(spec.name());
    attribute(out, spec.keySchema().partitionKey());
    KeyAttribute sort = spec.keySchema().sortKey();
    out.bool(sort != null);
    if (sort != null) {
      attribute(out, sort);
    }
    out.bool(spec.onDemand()).i64(spec.readUnits()).i64(spec.writeUnits());
    out.bool(spec.deletionProtection());
    settings(out, spec.settings());
  }

  private static TableSpec spec(WireReader in, boolean indexed) {
    String name = in.text();
    KeyAttribute partition = attribute(in);
    KeyAttribute sort = in.bool() ? attribute(in) : null;
    return new TableSpec(
        name,
        new KeySchema(partition, sort),
        in.bool(),
        in.i64(),
        in.i64(),
        in.bool(),
        settings(in),
        indexed ? in.list(() -> IndexCodec1.definition(in)) : List.of(),
        indexed ? in.list(() -> IndexCodec1.spec(in)) : List.of());
  }

  private static void change(WireWriter out, TableChange change) {
    out.text(change.name());
    flag(out, change.onDemand());
    units(out, change.readUnits());
    units(out, change.writeUnits());
    flag(out, change.deletionProtection());
    settings(out, change.settings());
    out.i32(change.removed().size());
    change.removed().forEach(out::text);
  }

  private static TableChange change(WireReader in, boolean indexes) {
    return new TableChange(
        in.text(),
        flag(in),
        units(in),
        units(in),
        flag(in),
        settings(in),
        in.list(in::text),
        indexes ? in.list(() -> IndexCodec1.change(in)) : List.of());
  }

  private static void flag(WireWriter out, @Nullable Boolean value) {
    out.u8(value == null ? UNCHANGED : value ? 1 : 0);
  }

  private static @Nullable Boolean flag(WireReader in) {
    int value = in.u8();
    return switch (value) {
      case UNCHANGED -> null;
      case 0 -> Boolean.FALSE;
      case 1 -> Boolean.TRUE;
      default -> throw new MalformedMessageException("a flag " + value);
    };
  }

  static void units(WireWriter out, @Nullable Long value) {
    out.bool(value != null).i64(value == null ? 0 : value);
  }

  static @Nullable Long units(WireReader in) {
    boolean there = in.bool();
    long value = in.i64();
    return there ? value : null;
  }

  static void attribute(WireWriter out, KeyAttribute attribute) {
    out.text(attribute.name()).text(attribute.type().name());
  }

  static KeyAttribute attribute(WireReader in) {
    String name = in.text();
    String type = in.text();
    for (ScalarType known : ScalarType.values()) {
      if (known.name().equals(type)) {
        return new KeyAttribute(name, known);
      }
    }
    throw new MalformedMessageException("a key of type " + type);
  }

  private static void settings(WireWriter out, SortedMap<String, String> settings) {
    out.i32(settings.size());
    settings.forEach((name, value) -> out.text(name).bytes(value.getBytes(StandardCharsets.UTF_8)));
  }

  private static SortedMap<String, String> settings(WireReader in) {
    int count = in.count(6);
    SortedMap<String, String> settings = new TreeMap<>();
    for (int i = 0; i < count; i++) {
      settings.put(in.text(), new String(in.bytes(), StandardCharsets.UTF_8));
    }
    return settings;
  }

  private static void partitions(WireWriter out, List<Long> partitions) {
    out.i32(partitions.size());
    partitions.forEach(out::i64);
  }

  private static List<Long> partitions(WireReader in) {
    int count = in.count(Long.BYTES);
    List<Long> partitions = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      partitions.add(in.i64());
    }
    return partitions;
  }

  private static Registration registration(byte[] item) {
    try {
      return NodeItems.fromItem(ItemCodec.decode(item));
    } catch (CorruptItemException | IllegalStateException wrong) {
      throw new MalformedMessageException("no registration: " + wrong.getMessage());
    }
  }

  private static @Nullable Placement placement(byte @Nullable [] item) {
    try {
      return item == null ? null : PlacementItems.fromItem(ItemCodec.decode(item));
    } catch (CorruptItemException | IllegalStateException wrong) {
      throw new MalformedMessageException("no placement: " + wrong.getMessage());
    }
  }

  private static TableDescriptor table(byte[] item) {
    try {
      return TableItems.fromItem(ItemCodec.decode(item));
    } catch (CorruptItemException | IllegalStateException | IllegalArgumentException wrong) {
      throw new MalformedMessageException("no table: " + wrong.getMessage());
    }
  }

  private static ErrorCode errorCode(String name) {
    for (ErrorCode known : ErrorCode.values()) {
      if (known.name().equals(name)) {
        return known;
      }
    }
    return ErrorCode.INTERNAL;
  }
}
