package dev.stator.cluster.directory;

import dev.stator.cluster.member.NodeDirectory;
import dev.stator.cluster.table.PlacementDirectory;
import dev.stator.cluster.table.TableDirectory;

/** What a node knows of its cluster: a view of the system table, and what that publishes to. */
public record Knowledge(
    SystemView view, TableDirectory tables, NodeDirectory nodes, PlacementDirectory placements) {
  /** Empty. */
  public static Knowledge nothing() {
    TableDirectory tables = new TableDirectory();
    NodeDirectory nodes = new NodeDirectory();
    PlacementDirectory placements = new PlacementDirectory();
    return new Knowledge(new SystemView(tables, nodes, placements), tables, nodes, placements);
  }
}
