package dev.stator.cluster.table;

import static dev.stator.cluster.table.Fields.bool;
import static dev.stator.cluster.table.Fields.boolOf;
import static dev.stator.cluster.table.Fields.checkVersion;
import static dev.stator.cluster.table.Fields.listOf;
import static dev.stator.cluster.table.Fields.longOf;
import static dev.stator.cluster.table.Fields.malformed;
import static dev.stator.cluster.table.Fields.number;
import static dev.stator.cluster.table.Fields.text;
import static dev.stator.cluster.table.Fields.textOf;

import dev.stator.model.AttributeValue;
import dev.stator.model.Item;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Placements as items of the system table, version 1. */
public final class PlacementItems {
  /** The attribute that holds {@link Placement#version}, for conditions on it. */
  public static final String PLACEMENT_VERSION = "version";

  private static final int VERSION = 1;

  private PlacementItems() {}

  public static Item toItem(Placement placement) {
    Map<String, AttributeValue> attributes = new LinkedHashMap<>();
    attributes.put(SystemTables.KIND, text(SystemTables.KIND_PLACEMENT));
    attributes.put(SystemTables.NAME, text(Long.toString(placement.partition())));
    attributes.put(Fields.VERSION, number(VERSION));
    attributes.put(PLACEMENT_VERSION, number(placement.version()));
    attributes.put("generation", number(placement.lastGeneration()));
    List<AttributeValue> replicas = new ArrayList<>();
    for (Placement.Replica replica : placement.replicas()) {
      replicas.add(
          Fields.list(
              text(replica.node()),
              number(replica.generation()),
              text(replica.kind().name()),
              bool(replica.voter())));
    }
    attributes.put("replicas", new AttributeValue.L(replicas));
    return new Item(attributes);
  }

  /**
   * @throws IllegalStateException when the item is none of version 1
   */
  public static Placement fromItem(Item item) {
    checkVersion("placement of a partition", item, VERSION);
    List<Placement.Replica> replicas = new ArrayList<>();
    for (AttributeValue replica : listOf(item.get("replicas"))) {
      List<AttributeValue> parts = listOf(replica, 4);
      replicas.add(
          new Placement.Replica(
              textOf(parts.get(0)),
              (int) longOf(parts.get(1)),
              kindOf(textOf(parts.get(2))),
              boolOf(parts.get(3))));
    }
    return new Placement(
        partitionOf(textOf(item.get(SystemTables.NAME))),
        longOf(item.get(PLACEMENT_VERSION)),
        replicas,
        (int) longOf(item.get("generation")));
  }

  /** The partition that a placement's name means. */
  static long partitionOf(String name) {
    try {
      return Long.parseLong(name);
    } catch (NumberFormatException wrong) {
      throw malformed(name);
    }
  }

  private static Placement.Kind kindOf(String name) {
    return switch (name) {
      case "STORAGE" -> Placement.Kind.STORAGE;
      case "LOG" -> Placement.Kind.LOG;
      default -> throw malformed(name);
    };
  }
}
