package dev.stator.cluster.table;

import static dev.stator.cluster.table.Fields.checkVersion;
import static dev.stator.cluster.table.Fields.longOf;
import static dev.stator.cluster.table.Fields.number;
import static dev.stator.cluster.table.Fields.text;
import static dev.stator.cluster.table.Fields.textOf;

import dev.stator.cluster.member.NodeInfo;
import dev.stator.cluster.member.Registration;
import dev.stator.model.AttributeValue;
import dev.stator.model.Item;
import java.util.LinkedHashMap;
import java.util.Map;

/** Registrations of nodes as items of the system table, version 1. */
public final class NodeItems {
  private static final int VERSION = 1;

  private NodeItems() {}

  public static Item toItem(Registration registration) {
    NodeInfo node = registration.node();
    Map<String, AttributeValue> attributes = new LinkedHashMap<>();
    attributes.put(SystemTables.KIND, text(SystemTables.KIND_NODE));
    attributes.put(SystemTables.NAME, text(node.name()));
    attributes.put(Fields.VERSION, number(VERSION));
    attributes.put("zone", text(node.zone()));
    attributes.put("peer", text(node.peerAddress()));
    attributes.put("api", text(node.apiAddress()));
    attributes.put("store", number(registration.store()));
    attributes.put("firstPartition", number(registration.firstPartition()));
    return new Item(attributes);
  }

  /**
   * @throws IllegalStateException when the item is none of version 1
   */
  public static Registration fromItem(Item item) {
    checkVersion("registration of a node", item, VERSION);
    try {
      return new Registration(
          new NodeInfo(
              textOf(item.get(SystemTables.NAME)),
              textOf(item.get("zone")),
              textOf(item.get("peer")),
              textOf(item.get("api"))),
          longOf(item.get("store")),
          longOf(item.get("firstPartition")));
    } catch (IllegalArgumentException invalid) {
      throw new IllegalStateException(
          "The registration of a node is malformed: " + invalid.getMessage(), invalid);
    }
  }
}
