package dev.stator.model.expression;

import dev.stator.model.ApiException;
import dev.stator.model.AttributeValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Applies actions to an item along the tree of their paths. Every map and list on the way is copied
 * once, whatever the number of actions inside it.
 *
 * @param values the computed values of the SET actions, by the number of the action
 */
record ItemChange(List<UpdateAction> actions, @Nullable AttributeValue[] values) {
  /** Changes the members of a map in place. */
  void members(Map<String, PathTree.Node> nodes, Map<String, AttributeValue> members) {
    for (Map.Entry<String, PathTree.Node> entry : nodes.entrySet()) {
      AttributeValue changed = changed(entry.getValue(), members.get(entry.getKey()));
      if (changed == null) {
        members.remove(entry.getKey());
      } else {
        members.put(entry.getKey(), changed);
      }
    }
  }

  /** The value in place of the old one; null for none. */
  private @Nullable AttributeValue changed(PathTree.Node node, @Nullable AttributeValue old) {
    if (node.leaf() >= 0) {
      return switch (actions.get(node.leaf())) {
        case UpdateAction.Set set -> Objects.requireNonNull(values[node.leaf()]);
        case UpdateAction.Remove remove -> null;
        case UpdateAction.Add add -> UpdateEvaluator.add(old, add.operand());
        case UpdateAction.Delete delete -> UpdateEvaluator.delete(old, delete.operand());
      };
    }
    Map<String, PathTree.Node> attributes = node.attributes();
    if (attributes != null && old instanceof AttributeValue.M map) {
      Map<String, AttributeValue> members = new LinkedHashMap<>(map.value());
      members(attributes, members);
      return new AttributeValue.M(members);
    }
    Map<Integer, PathTree.Node> elements = node.elements();
    if (elements != null && old instanceof AttributeValue.L list) {
      return new AttributeValue.L(elements(elements, list.value()));
    }
    throw ApiException.validation(
        "The document path provided in the update expression is invalid for update");
  }

  /**
   * Indexes mean the old list's elements: what is removed leaves only at the end. What is put
   * beyond the end is appended, in the order of the indexes.
   */
  private List<AttributeValue> elements(
      Map<Integer, PathTree.Node> nodes, List<AttributeValue> old) {
    List<@Nullable AttributeValue> slots = new ArrayList<>(old);
    for (Map.Entry<Integer, PathTree.Node> entry : nodes.entrySet()) {
      int index = entry.getKey();
      if (index < old.size()) {
        slots.set(index, changed(entry.getValue(), old.get(index)));
      } else {
        slots.add(changed(entry.getValue(), null));
      }
    }
    List<AttributeValue> kept = new ArrayList<>(slots.size());
    for (AttributeValue slot : slots) {
      if (slot != null) {
        kept.add(slot);
      }
    }
    return kept;
  }
}
