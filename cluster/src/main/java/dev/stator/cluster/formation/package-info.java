/**
 * How a node comes to belong to a cluster, once and for ever.
 *
 * <p>Why here: it decides who may begin the system table's group, which is the root of everything
 * that is replicated. Who calls: whoever assembles a node. Invariant: of nodes that were given one
 * list, at most one cluster comes into being; a data folder belongs to one cluster for ever, and a
 * folder that was lost never takes the place of itself.
 */
package dev.stator.cluster.formation;
