/**
 * AutoAdmin, the control plane: procedures over tables, partitions and the nodes that belong to the
 * cluster, whose every step is a conditional write to the system table.
 *
 * <p>Why here: these operations take long and must resume after a crash at any step. Who calls: the
 * request router through {@link dev.stator.cluster.table.TableControl}, and the leader of the
 * system table when it starts to lead. Invariant: a table's status in the system table says which
 * steps are left, and every step may be done again.
 */
package dev.stator.control;
