package dev.stator.control;

import dev.stator.base.SerialExecutor;
import dev.stator.cluster.member.Registration;
import dev.stator.cluster.member.Removal;
import dev.stator.cluster.message.PartitionClient;
import dev.stator.cluster.message.PartitionRequest.Mutation;
import dev.stator.cluster.message.PartitionRequest.ReturnValues;
import dev.stator.cluster.message.PartitionRequest.WriteItem;
import dev.stator.cluster.message.PartitionResponse;
import dev.stator.cluster.table.NodeItems;
import dev.stator.cluster.table.Placement;
import dev.stator.cluster.table.PlacementItems;
import dev.stator.cluster.table.RemovalItems;
import dev.stator.cluster.table.SystemTables;
import dev.stator.cluster.table.TableDescriptor;
import dev.stator.cluster.table.TableItems;
import dev.stator.cluster.table.TableStatus;
import dev.stator.model.AttributeValue;
import dev.stator.model.DynamoNumber;
import dev.stator.model.Item;
import dev.stator.model.expression.ConditionExpression;
import dev.stator.model.expression.ExpressionAttributes;
import dev.stator.model.expression.ExpressionKind;
import dev.stator.model.expression.UpdateExpression;
import dev.stator.model.item.EncodedItem;
import dev.stator.model.key.PrimaryKey;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Reads and writes of the system table; answers come on the given executor. */
final class SystemTableStore {
  private final PartitionClient partitions;
  private final SerialExecutor executor;

  SystemTableStore(PartitionClient partitions, SerialExecutor executor) {
    this.partitions = partitions;
    this.executor = executor;
  }

  /** Takes {@code count} new partition ids; the reply gets the first, or the failure. */
  void takePartitionIds(int count, Consumer<IdsOutcome> reply) {
    ExpressionAttributes attributes =
        ExpressionAttributes.of(
            Map.of("#n", "next"),
            Map.of(":n", number(count), ":first", number(SystemTables.FIRST_USER_PARTITION)));
    UpdateExpression take =
        UpdateExpression.parse("SET #n = if_not_exists(#n, :first) + :n", attributes);
    send(
        SystemTables.partitionCounterKey(),
        new Mutation.Update(take),
        null,
        ReturnValues.ALL_NEW,
        response -> {
          if (response instanceof PartitionResponse.Written written
              && written.returned() != null
              && written.returned().get("next") instanceof AttributeValue.N next) {
            reply.accept(new IdsOutcome.Taken(next.value().longValue() - count));
          } else {
            reply.accept(new IdsOutcome.Failed(response));
          }
        });
  }

  /** Writes a descriptor for a name that has none. */
  void insert(TableDescriptor table, Consumer<PartitionResponse> reply) {
    ConditionExpression absent =
        condition("attribute_not_exists(#k)", Map.of("#k", SystemTables.KIND), Map.of());
    put(table, absent, reply);
  }

  /**
   * Replaces a descriptor that is still exactly as expected: an id and a status would not do, since
   * a late repetition of this step could undo a later change that is at the same step.
   */
  void replace(TableDescriptor table, TableDescriptor expected, Consumer<PartitionResponse> reply) {
    put(table, equalTo(TableItems.toItem(expected)), reply);
  }

  /**
   * Answers with a failed condition once no write of this table's descriptor is under way, the
   * directory being up to date; with anything else when that is not known yet.
   */
  void awaitSettled(String tableName, Consumer<PartitionResponse> reply) {
    awaitSettled(SystemTables.tableKey(tableName), reply);
  }

  /** As {@link #awaitSettled}, of a node's removal. */
  void awaitRemovalSettled(String node, Consumer<PartitionResponse> reply) {
    awaitSettled(SystemTables.removalKey(node), reply);
  }

  private void awaitSettled(PrimaryKey key, Consumer<PartitionResponse> reply) {
    ConditionExpression never =
        condition("#k = :k", Map.of("#k", SystemTables.KIND), Map.of(":k", number(0)));
    send(key, new Mutation.Delete(), never, ReturnValues.NONE, reply);
  }

  /** Removes the descriptor of a table that is being deleted. */
  void remove(TableDescriptor table, Consumer<PartitionResponse> reply) {
    send(
        SystemTables.tableKey(table.name()),
        new Mutation.Delete(),
        is(table.id(), TableStatus.DELETING),
        ReturnValues.NONE,
        reply);
  }

  /** Writes a partition's first placement, if it has none. */
  void insertPlacement(Placement placement, Consumer<PartitionResponse> reply) {
    send(
        SystemTables.placementKey(placement.partition()),
        new Mutation.Put(EncodedItem.of(PlacementItems.toItem(placement))),
        condition("attribute_not_exists(#k)", Map.of("#k", SystemTables.KIND), Map.of()),
        ReturnValues.NONE,
        reply);
  }

  /** Removes a placement, whatever it is. */
  void removePlacement(long partition, Consumer<PartitionResponse> reply) {
    send(
        SystemTables.placementKey(partition),
        new Mutation.Delete(),
        null,
        ReturnValues.NONE,
        reply);
  }

  /**
   * Writes a node's registration over the one that is expected to be there.
   *
   * @param expected null for none
   */
  void register(
      Registration registration,
      @Nullable Registration expected,
      Consumer<PartitionResponse> reply) {
    send(
        SystemTables.nodeKey(registration.node().name()),
        new Mutation.Put(EncodedItem.of(NodeItems.toItem(registration))),
        expected == null
            ? condition("attribute_not_exists(#k)", Map.of("#k", SystemTables.KIND), Map.of())
            : equalTo(NodeItems.toItem(expected)),
        ReturnValues.NONE,
        reply);
  }

  /** Removes a node's registration that is still as expected. */
  void unregister(Registration expected, Consumer<PartitionResponse> reply) {
    send(
        SystemTables.nodeKey(expected.node().name()),
        new Mutation.Delete(),
        equalTo(NodeItems.toItem(expected)),
        ReturnValues.NONE,
        reply);
  }

  /**
   * Writes how far a node's removal is over what is expected to be there.
   *
   * @param expected null for none
   */
  void noteRemoval(Removal removal, @Nullable Removal expected, Consumer<PartitionResponse> reply) {
    send(
        SystemTables.removalKey(removal.node()),
        new Mutation.Put(EncodedItem.of(RemovalItems.toItem(removal))),
        expected == null
            ? condition("attribute_not_exists(#k)", Map.of("#k", SystemTables.KIND), Map.of())
            : equalTo(RemovalItems.toItem(expected)),
        ReturnValues.NONE,
        reply);
  }

  /** Removes what was noted of a node's removal, if that is as expected. */
  void forgetRemoval(Removal expected, Consumer<PartitionResponse> reply) {
    send(
        SystemTables.removalKey(expected.node()),
        new Mutation.Delete(),
        equalTo(RemovalItems.toItem(expected)),
        ReturnValues.NONE,
        reply);
  }

  private void put(
      TableDescriptor table, ConditionExpression condition, Consumer<PartitionResponse> reply) {
    send(
        SystemTables.tableKey(table.name()),
        new Mutation.Put(EncodedItem.of(TableItems.toItem(table))),
        condition,
        ReturnValues.NONE,
        reply);
  }

  private void send(
      PrimaryKey key,
      Mutation mutation,
      @Nullable ConditionExpression condition,
      ReturnValues returnValues,
      Consumer<PartitionResponse> reply) {
    partitions.send(
        new WriteItem(
            SystemTables.PARTITION,
            SystemTables.KEY_SCHEMA,
            key,
            mutation,
            condition,
            returnValues,
            false),
        response -> executor.execute(() -> reply.accept(response)));
  }

  private static ConditionExpression equalTo(Item expected) {
    StringBuilder text = new StringBuilder();
    Map<String, String> names = new TreeMap<>();
    Map<String, AttributeValue> values = new TreeMap<>();
    expected
        .attributes()
        .forEach((name, value) -> {
          String suffix = String.valueOf(names.size());
          text.append(names.isEmpty() ? "" : " AND ").append("#a" + suffix + " = :a" + suffix);
          names.put("#a" + suffix, name);
          values.put(":a" + suffix, value);
        });
    return condition(text.toString(), names, values);
  }

  private static ConditionExpression is(String id, TableStatus status) {
    return condition(
        "#i = :i AND #s = :s",
        Map.of("#i", "id", "#s", "status"),
        Map.of(":i", new AttributeValue.S(id), ":s", new AttributeValue.S(status.name())));
  }

  private static ConditionExpression condition(
      String text, Map<String, String> names, Map<String, AttributeValue> values) {
    return ConditionExpression.parse(
        ExpressionKind.CONDITION,
        text,
        ExpressionAttributes.of(names, values.isEmpty() ? null : values));
  }

  private static AttributeValue number(long value) {
    return new AttributeValue.N(DynamoNumber.of(value));
  }

  /** What became of a request for ids. */
  sealed interface IdsOutcome {
    /** The ids {@code first}, {@code first + 1}, … are the caller's. */
    record Taken(long first) implements IdsOutcome {}

    /** None were given, or they are lost; ids may be wasted. */
    record Failed(PartitionResponse response) implements IdsOutcome {}
  }
}
