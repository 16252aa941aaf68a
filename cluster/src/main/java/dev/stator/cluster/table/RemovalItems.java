package dev.stator.cluster.table;

import static dev.stator.cluster.table.Fields.checkVersion;
import static dev.stator.cluster.table.Fields.number;
import static dev.stator.cluster.table.Fields.text;
import static dev.stator.cluster.table.Fields.textOf;

import dev.stator.cluster.member.Removal;
import dev.stator.model.AttributeValue;
import dev.stator.model.Item;
import java.util.LinkedHashMap;
import java.util.Map;

/** Removals of nodes as items of the system table, version 1. */
public final class RemovalItems {
  private static final int VERSION = 1;
  private static final String PHASE = "phase";

  private RemovalItems() {}

  public static Item toItem(Removal removal) {
    Map<String, AttributeValue> attributes = new LinkedHashMap<>();
    attributes.put(SystemTables.KIND, text(SystemTables.KIND_REMOVAL));
    attributes.put(SystemTables.NAME, text(removal.node()));
    attributes.put(Fields.VERSION, number(VERSION));
    attributes.put(PHASE, text(removal.phase().name()));
    return new Item(attributes);
  }

  /**
   * @throws IllegalStateException when the item is none of version 1
   */
  public static Removal fromItem(Item item) {
    checkVersion("removal of a node", item, VERSION);
    String phase = textOf(item.get(PHASE));
    for (Removal.Phase known : Removal.Phase.values()) {
      if (known.name().equals(phase)) {
        return new Removal(textOf(item.get(SystemTables.NAME)), known);
      }
    }
    throw Fields.malformed(phase);
  }
}
